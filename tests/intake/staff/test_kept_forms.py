"""What is typed about the clinic or the common questions survives the end of the session."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from clinic_site.accounts.sessions import IDLE
from clinic_site.clinic.models import ClinicFacts, Notice
from intake.models import FaqEntry
from intake.roles import Role
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db
FACTS = "/admin/clinic/clinicfacts/1/change/"
NOTICE = "/admin/clinic/notice/add/?kind=privacy"
TYPED = {"kind": "privacy", "text": "How we keep your records. " * 1500}
SAID = "What you typed before is here again."


@pytest.fixture
def boss(person: Callable[..., AbstractBaseUser]) -> AbstractBaseUser:
    cache.clear()
    return person("boss", Role.MANAGER)


def _late(client: Client, user: AbstractBaseUser, path: str, typed: dict[str, str], **headers: str) -> str:
    """Post a form after the session ended, and return where signing in leads."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, user)
        clock.shift(IDLE)
        answer = client.post(path, typed, headers={"sec-fetch-site": "same-origin"} | headers)
    assert answer["Location"].startswith("/staff/login/")
    return answer["Location"]


def _page(client: Client, path: str) -> str:
    return html.unescape(client.get(path).content.decode())


def test_text_sent_too_late_is_there_after_signing_in(client: Client, boss: AbstractBaseUser) -> None:
    location = _late(client, boss, NOTICE, TYPED)
    assert location.endswith("next=%2Fadmin%2Fclinic%2Fnotice%2Fadd%2F%3Fkind%3Dprivacy")
    assert not Notice.objects.exists()

    page = _page(sign_in(client, boss), NOTICE)
    assert SAID in page
    assert TYPED["text"].strip() in page

    assert SAID not in _page(client, NOTICE)  # once
    assert client.post(NOTICE, TYPED).status_code == 302


def test_text_that_isnt_valid_is_there_with_what_to_do(client: Client, boss: AbstractBaseUser) -> None:
    ClinicFacts.objects.create(name="Example", town="Freehold", state="New Jersey")
    form = sign_in(client, boss).get(FACTS).context["adminform"].form
    typed = {name: form[name].value() or "" for name in form.fields} | {"promise_hours": "0", "phone": "12"}
    ClinicFacts.objects.update(tagline="Saved by a colleague")

    _late(client, boss, FACTS, typed)

    page = _page(sign_in(client, boss), FACTS)
    assert 'name="phone" value="12"' in page
    assert "Write the full number in digits" in page
    assert 'value="Saved by a colleague"' in page


def test_page_that_notices_the_end_keeps_the_text_without_saving_it(
    client: Client, boss: AbstractBaseUser
) -> None:
    same = {"sec-fetch-site": "same-origin"}
    answer = sign_in(client, boss).post(NOTICE, TYPED | {"_ended": "1"}, headers=same)

    assert answer["Location"] == NOTICE
    assert not Notice.objects.exists()
    assert TYPED["text"].strip() in _page(client, NOTICE)


def test_common_question_is_kept_too(client: Client, boss: AbstractBaseUser, person: Callable) -> None:
    editor = person("editor", Role.CONTENT_EDITOR)
    entry = FaqEntry.objects.order_by("pk").first() or FaqEntry.objects.create(
        question="Why?", slug="why", topic="Care", answer="Because."
    )
    path = f"/admin/intake/faqentry/{entry.pk}/change/"

    _late(client, editor, path, {"question": "Why not?", "answer": "A long answer."})

    assert "A long answer." in _page(sign_in(client, editor), path)


def test_nothing_is_kept_for_others(client: Client, boss: AbstractBaseUser, person: Callable) -> None:
    other, clerk = person("other", Role.MANAGER), person("clerk", Role.FRONT_DESK)

    _late(client, boss, NOTICE, TYPED)
    assert SAID not in _page(sign_in(Client(), other), NOTICE)

    lost = "next=%2Fadmin%2F"
    assert _late(Client(), clerk, NOTICE, TYPED).endswith(lost)
    assert _late(Client(), boss, NOTICE, TYPED, **{"sec-fetch-site": "cross-site"}).endswith(lost)
    assert _late(Client(), boss, "/admin/auth/user/add/", {"password1": "x"}).endswith(lost)
