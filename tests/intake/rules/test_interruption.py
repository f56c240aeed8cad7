"""Crisis lines shown before a message with a risk phrase is sent. Off until a clinician signs off."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from intake.models import Submission
from intake.rules import risk_phrases
from intake.rules.risk_phrases import RiskListError
from tests.typed import answer_to

Typed = Callable[..., dict[str, Any]]
WORDS = 'Some days I want to die.\r\n"Don\'t" call before 9 <b>'
SHIPPED = Path(risk_phrases.__file__).parent / "risk_phrases.txt"


@pytest.fixture
def signed(settings: Settings) -> None:
    settings.RISK_INTERRUPTION, settings.RISK_LIST_SIGNED_BY = True, "A Test Clinician"


def _hidden(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return [(name, unescape(value)) for name, value in found]


def _go_on(client: Client, page: str, button: str) -> Any:
    data: dict[str, list[str]] = {}
    for name, value in [*_hidden(page), (button, "yes")]:
        data.setdefault(name, []).append(value)
    return client.post("/callback/", data)


@pytest.mark.django_db
def test_by_default_no_one_is_interrupted(client: Client, typed: Typed) -> None:
    assert client.post("/callback/", typed(message=WORDS)).status_code == 303
    assert not Submission.objects.get().read_first


@pytest.mark.django_db
@pytest.mark.usefixtures("signed")
def test_a_risk_phrase_shows_help_and_stores_nothing_yet(client: Client, typed: Typed) -> None:
    answer = answer_to(client, typed(message=WORDS))

    page = answer.content.decode()
    assert (answer.status_code, Submission.objects.count()) == (200, 0)
    assert all(number in page for number in ("tel:911", "tel:988", "sms:838255"))
    assert "Nothing has been sent yet" in page
    assert "No one here has read it yet" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("signed")
def test_one_button_sends_everything_and_staff_read_it_first(client: Client, typed: Typed) -> None:
    given = typed(message=WORDS, times=["morning", "midday"])
    page = answer_to(client, given).content.decode()

    answer = _go_on(client, page, "help_shown")

    assert answer.status_code == 303
    assert (Submission.objects.get().read_first, Submission.objects.get().quarantined) == (True, False)
    assert dict(_hidden(page))["message"] == WORDS
    assert [value for name, value in _hidden(page) if name == "times"] == ["morning", "midday"]


@pytest.mark.django_db
@pytest.mark.usefixtures("signed")
def test_going_back_shows_the_form_with_everything_typed_and_no_error(client: Client, typed: Typed) -> None:
    page = answer_to(client, typed(message=WORDS)).content.decode()

    answer = client.get(_go_on(client, page, "change")["Location"])

    form = answer.content.decode()
    assert (answer.status_code, Submission.objects.count()) == (200, 0)
    assert 'value="Sam"' in form
    assert "Some days I want to die." in form
    assert "Error:" not in form


@pytest.mark.django_db
@pytest.mark.usefixtures("signed")
def test_other_messages_are_stored_without_interruption(client: Client, typed: Typed) -> None:
    assert client.post("/callback/", typed(message="I would rather talk.")).status_code == 303
    assert not Submission.objects.get().read_first


@pytest.mark.django_db
@pytest.mark.usefixtures("signed")
def test_the_help_page_claims_no_screening_and_has_a_neutral_title(client: Client, typed: Typed) -> None:
    page = answer_to(client, typed(message=WORDS)).content.decode()

    assert "<title>Before you send this</title>" in page
    assert "screen" not in page.split("<main")[1].split("</main>")[0].lower()


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize(
    "text",
    [
        "I want to die",
        "I WANT TO\nDIE.",
        "i don’t want to live",
        "I dont want to live",
        "(suicidal)",
        "self-harm",
        "I don’t want to be here anymore",
        "i do not want to be here any more",
        "dont wanna be here anymore",
        "Ｓｕｉｃｉｄｅ",
        "quiero morir",
        "hacerme daño",
    ],
)
def test_a_phrase_is_found_in_any_spelling(text: str) -> None:
    assert risk_phrases.are_mentioned(["nothing here", text])


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize("text", ["", "pesticide", "I want to diet", "a suicidality scale", "I love life"])
def test_a_phrase_matches_whole_words_only(text: str) -> None:
    assert not risk_phrases.are_mentioned([text])


@pytest.mark.parametrize(
    ("signer", "content", "reason"),
    [
        (" ", "suicide", "nobody has signed off on the list"),
        ("A Test Clinician", "# only a comment\n\n", "contains no phrases"),
        ("A Test Clinician", None, "cannot be read"),
    ],
)
def test_an_invalid_list_is_rejected(
    settings: Settings, tmp_path: Path, signer: str, content: str | None, reason: str
) -> None:
    path = tmp_path / "phrases.txt"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    settings.RISK_INTERRUPTION, settings.RISK_LIST_SIGNED_BY = True, signer
    settings.RISK_PHRASES_FILE = path

    with pytest.raises(RiskListError, match=reason):
        risk_phrases.check()


def test_every_phrase_of_the_included_list_is_found(settings: Settings) -> None:
    settings.RISK_INTERRUPTION = True
    phrases = [line for line in SHIPPED.read_text("utf-8").splitlines() if line and not line.startswith("#")]

    assert len(phrases) > 20
    assert [phrase for phrase in phrases if not risk_phrases.are_mentioned([phrase])] == []


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize(
    "text",
    [
        *("A veces quisiera morirme.", "Ya no puedo mas, no quiero despertar", "¡Me voy a matar!"),
        *("me voy a suicidar", "Ya no quiero estar aquí", "ya no quiero estar aqui"),
    ],
)
def test_a_spanish_phrase_is_found_with_and_without_accents(text: str) -> None:
    assert risk_phrases.are_mentioned([text])
