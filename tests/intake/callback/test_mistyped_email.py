"""Without scripts, a mistyped email address is questioned on the page before sending, and never refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from intake.models import Submission
from intake.models.answers import unseal
from tests.intake.coming_back import look_up
from tests.intake.consultation_answers import TYPED, fill, text, url
from tests.typed import answer_to, hidden

pytestmark = pytest.mark.django_db
Typed = Callable[..., dict[str, Any]]
MISTYPED, MEANT = {"channel": "email", "email": "sam@gmial.com"}, "sam@gmail.com"


def test_the_page_that_checks_a_callback_names_the_address_that_was_probably_meant(
    client: Client, typed: Typed
) -> None:
    page = text(answer_to(client, typed(nonce="", **MISTYPED)))

    assert MEANT in page


def test_nothing_is_questioned_about_a_usual_address(client: Client, typed: Typed) -> None:
    page = text(answer_to(client, typed(nonce="", channel="email", email="sam@example.com")))

    assert "Did you mean" not in page


def test_a_form_that_has_its_number_is_questioned_once_too(client: Client, typed: Typed) -> None:
    page = text(answer_to(client, typed(**MISTYPED)))

    assert MEANT in page
    assert not Submission.objects.exists()
    client.post("/callback/", hidden(page))
    assert unseal(Submission.objects.get())["email"] == "sam@gmial.com"


def test_an_address_that_a_script_asked_about_is_not_questioned_again(client: Client, typed: Typed) -> None:
    client.post("/callback/", typed(mail_kept="gmial.com", **MISTYPED))

    assert Submission.objects.exists()


def test_another_mistyped_address_is_questioned_again(client: Client, typed: Typed) -> None:
    client.post("/callback/", typed(mail_kept="gmial.com", channel="email", email="sam@yaho.com"))

    assert not Submission.objects.exists()


def test_a_mistyped_address_that_is_not_needed_is_not_questioned(client: Client, typed: Typed) -> None:
    client.post("/callback/", typed(channel="phone", email="sam@gmial.com"))

    assert Submission.objects.exists()


def test_a_questioned_address_is_sent_as_it_was_typed(client: Client, typed: Typed) -> None:
    page = text(answer_to(client, typed(nonce="", **MISTYPED)))

    client.post("/callback/", hidden(page))

    assert unseal(Submission.objects.get())["email"] == "sam@gmial.com"


def test_the_page_that_checks_a_consultation_form_names_it_too(client: Client) -> None:
    fill(client, reach=TYPED["reach"] | MISTYPED)

    assert MEANT in text(client.get(url("check")))


def test_the_page_after_a_change_names_only_the_mail_service(client: Client, typed: Typed) -> None:
    client.post("/callback/", typed())
    address = f"{look_up(client, Submission.objects.get())['Location']}change/"

    page = text(answer_to(client, MISTYPED, address))

    assert "gmail.com" in page
    assert "sam@" not in page
