"""What staff typed to add a request survives another kind of request and the end of the session."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.models import Submission
from tests.intake.workbench import HOUR, LIST, enter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
PAGE = f"{LIST}key-in/"
AGAIN = "What you typed before is here again."
Typed = Callable[..., dict[str, Any]]


def _page(staff: Client, address: str) -> str:
    return html.unescape(staff.get(address).content.decode())


def test_page_that_notices_the_end_keeps_the_text_without_saving_it(staff: Client, typed: Typed) -> None:
    assert 'name="_ended"' in _page(staff, PAGE)

    address = staff.post(PAGE, typed(entered_as="phone", name="Ana Testcase", _ended="1")).url

    page = _page(staff, address)
    assert AGAIN in page
    assert 'value="Ana Testcase"' in page
    assert 'name="_ended" data-unsaved' in page
    assert Submission.objects.count() == 0


def test_half_filled_form_is_shown_again_without_errors(staff: Client) -> None:
    page = _page(staff, staff.post(PAGE, {"name": "Ana Testcase", "_ended": "1"}).url)

    assert 'value="Ana Testcase"' in page
    assert "There is a problem" not in page
    assert "Enter the phone number" not in page


def test_sign_in_page_says_how_long_it_is_kept(
    staff: Client, nurse: AbstractBaseUser, typed: Typed, monday: time_machine.Coordinates
) -> None:
    monday.shift(HOUR)
    sign_in_page = staff.post(PAGE, typed(name="Ana Testcase", _ended="1")).url

    assert "kept for 15 more minutes" in _page(Client(), sign_in_page)
    assert "24 hours" not in _page(Client(), sign_in_page)
    [address] = parse_qs(urlsplit(sign_in_page).query)["next"]
    back = enter(Client(), nurse)
    assert AGAIN in _page(back, address)
    monday.shift(HOUR / 4)
    late = enter(Client(), nurse).get(address, follow=True)
    assert "can’t be shown anymore" in html.unescape(late.content.decode())


def test_text_too_long_for_an_address_is_shown_at_once(staff: Client, typed: Typed) -> None:
    long = "".join(chr(0x4E00 + n % 20_000) for n in range(9_000))

    answer = staff.post(PAGE, typed(message=long, _ended="1"))

    assert long in answer.content.decode()


def test_another_kind_of_request_keeps_what_was_typed(staff: Client) -> None:
    given = {"name": "Ana Testcase", "phone": "732", "message": "Since the fire.", "when": "any"}
    other = staff.post(PAGE, given | {"other_kind": "consultation"}).url

    page = _page(staff, other)
    assert 'aria-current="true">Consultation' in page
    assert "What is hard for them right now?" in page
    assert 'value="Ana Testcase"' in page
    assert 'value="732"' in page
    assert "There is a problem" not in page
    carried = '<input type="hidden" name="message" value="Since the fire.">'
    assert carried in page  # a consultation doesn't ask for it

    back = staff.post(f"{PAGE}?kind=consultation", given | {"other_kind": "callback"}).url
    page = _page(staff, back)
    assert "Since the fire.</textarea>" in page
    assert carried not in page


def test_enter_saves_instead_of_changing_the_kind(staff: Client) -> None:
    page = _page(staff, PAGE)

    first = page.index('<button form="key-in"')
    assert "name=" not in page[first : page.index("</button>", first)]
    assert page.index('name="other_kind"') > first
