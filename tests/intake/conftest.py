"""Fixtures for tests of the queue: a Monday on which the clinic is open, and a signed-in nurse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.utils.functional import lazy
from django.utils.translation import get_language
from pytest_django.fixtures import Settings

from intake.questions import WORDINGS, Question, Wording
from intake.questions.question import Words
from tests.intake.workbench import MONDAY, enter


@pytest.fixture
def monday() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def staff(client: Client, nurse: AbstractBaseUser) -> Client:
    return enter(client, nurse)


@pytest.fixture
def two_languages(settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]


@pytest.fixture
def bilingual(monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the version of a form whose text is known in both languages, whatever the catalog says."""
    wording = Wording(
        version="callback-9",
        questions={
            "name": Question(_either("What’s your name?", "¿Cómo se llama?")),
            "voicemail": Question(
                _either("May we leave a message?", "¿Podemos dejar un mensaje?"),
                choices=(("no", _either("No", "No")), ("yes", _either("Yes", "Sí"))),
            ),
            "message": Question(_either("Your message", "Su mensaje")),
            "consent": Question(_either("You may read this", "Pueden leer esto")),
        },
    )
    monkeypatch.setitem(WORDINGS, wording.version, wording)
    return wording.version


def _either(english: str, spanish: str) -> Words:
    return lazy(lambda: spanish if get_language() == "es" else english, str)()
