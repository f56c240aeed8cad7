"""Silence about times, or a contradiction, is asked about and never read as "any time"."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.translation import override

from intake.forms.consultation import NowForm, SafeForm
from intake.models import Submission
from intake.models.answers import unseal
from tests.intake.consultation_answers import TYPED, fill, send, text, url, what_check_sends

pytestmark = pytest.mark.django_db
EMAIL = {"name": "Sam", "channel": "email", "email": "sam@example.com"}


def _safe(client: Client, **typed: object) -> str:
    """Send the page about safe times and return the address that follows."""
    return client.post(url("safe"), {"voicemail": "no", "say_clinic_name": "no"} | typed)["Location"]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "Choose when we may contact you"),
        ({"when": "some"}, "Choose at least one time"),
        ({"when": "any", "times": ["midday"]}, "Choose either any time or certain times, not both"),
        ({"times": ["any", "midday"]}, "Choose either any time or certain times, not both"),
        ({"when": "some", "times": ["never"]}, "Choose from the times listed"),
    ],
)
def test_times_that_are_not_clear_are_asked_about(
    client: Client, typed: dict[str, object], message: str
) -> None:
    fill(client, up_to="safe")

    address = _safe(client, **typed)

    assert address == url("safe") + "again/"
    assert message in text(client.get(address))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"when": "any"}, ["any"]),
        ({"when": "some", "times": ["afternoon", "midday"]}, ["midday", "afternoon"]),
        ({"times": ["midday"]}, ["midday"]),
        ({"times": ["any"]}, ["any"]),  # a page of the previous release
    ],
)
def test_times_that_are_clear_are_stored(client: Client, typed: dict[str, object], kept: list[str]) -> None:
    fill(client, safe=TYPED["safe"] | {"when": "", "times": []} | typed)
    send(client)

    assert unseal(Submission.objects.get())["times"] == kept


def test_only_times_at_which_the_clinic_is_open_are_offered(client: Client) -> None:
    fill(client, up_to="safe")
    page = text(client.get(url("safe")))

    assert "Morning, 9\N{NO-BREAK SPACE}a.m. to 11\N{NO-BREAK SPACE}a.m." in page
    assert "Eastern Time" in page


def test_a_person_who_wants_email_is_not_asked_about_calls(client: Client) -> None:
    fill(client, reach=EMAIL | {"phone": "732"}, safe={"when": "any", "voicemail": "yes"})
    send(client)

    stored = unseal(Submission.objects.get())
    assert (stored["times"], stored["voicemail"], stored["phone"]) == ([], False, None)
    assert client.get(url("safe")).status_code == 303


def test_a_person_who_wants_a_text_is_not_asked_about_messages(client: Client) -> None:
    fill(client, reach=TYPED["reach"] | {"channel": "text"}, up_to="safe")
    page = text(client.get(url("safe")))

    assert "May we leave a message?" not in page
    assert "A name to ask for" not in page
    assert "May we name the clinic?" in page
    assert "A word we should say first" in page


@pytest.mark.parametrize(("language", "call"), [("en", "call"), ("es", "llam")])
def test_no_question_for_every_way_says_that_we_will_call(language: str, call: str) -> None:
    with override(language):
        safe, now = SafeForm(), NowForm()
        fields = [safe["when"], safe["times"], now["areas"]]
        read = [f"{field.label} {field.help_text}" for field in fields]
        read += safe.fields["when"].error_messages.values()

        assert [words for words in map(str, read) if call in words] == []


def test_what_a_text_does_not_need_is_neither_validated_nor_stored(client: Client) -> None:
    calls = {"voicemail": "yes", "ask_for": "S" * 201, "code_word": "lantern"}
    fill(client, reach=TYPED["reach"] | {"channel": "text"}, safe=TYPED["safe"] | calls)

    assert "SSS" not in what_check_sends(client)["typed"]
    page = text(client.get(url("check")))
    assert "May we leave a message?" not in page
    send(client)
    stored = unseal(Submission.objects.get())
    assert (stored["voicemail"], stored["ask_for"], stored["code_word"]) == (False, "", "lantern")


def test_a_code_word_that_cannot_be_seen_is_not_promised(client: Client) -> None:
    fill(client, safe=TYPED["safe"] | {"ask_for": "\u2800", "code_word": "\u200b"})
    send(client)

    stored = unseal(Submission.objects.get())
    assert (stored["ask_for"], stored["code_word"]) == ("", "")


def test_the_questions_about_messages_are_asked_again_with_a_call(client: Client) -> None:
    fill(client, reach=TYPED["reach"] | {"channel": "text"})
    client.post(url("reach"), TYPED["reach"])

    assert "May we leave a message?" in text(client.get(url("safe")))
    assert "May we leave a message?" in text(client.get(url("check")))


def test_mistake_in_a_field_that_the_chosen_way_does_not_need_is_not_an_error(client: Client) -> None:
    fill(client, reach=TYPED["reach"] | {"email": "sam@"})

    assert "Check your answers" in text(client.get(url("check")))
