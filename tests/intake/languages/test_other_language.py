"""A person who goes on in the other language speaks that one, unless they chose a language."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from intake.models import Submission
from intake.models.answers import current_answers
from tests.intake.consultation_answers import TYPED, fill, url, what_check_sends
from tests.typed import answer_to, callback_answers, hidden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_languages")]

_LINK = re.compile(r'<a class="language-link" href="([^"]+)"')
_RADIO = re.compile(r'<input type="radio" name="language" value="(\w+)"[^>]*>')


def _in_the_other_language(client: Client, answer: Any) -> Any:
    (address,) = _LINK.findall(answer.content.decode())
    return client.get(address)


def _checked(answer: Any) -> list[str]:
    page = answer.content.decode()
    return [found[1] for found in _RADIO.finditer(page) if "checked" in found[0]]


@pytest.mark.parametrize(("path", "there"), [("/callback/", "es"), ("/es/llamada/", "en")])
def test_an_empty_form_preselects_the_language_of_its_page(client: Client, path: str, there: str) -> None:
    assert _checked(_in_the_other_language(client, client.get(path))) == [there]


@pytest.mark.parametrize(
    ("path", "left", "there"), [("/callback/", "en", "es"), ("/es/llamada/", "es", "en")]
)
def test_what_was_typed_goes_along_without_the_preselected_language(
    client: Client, path: str, left: str, there: str
) -> None:
    wrong = answer_to(client, callback_answers(name="", message="No duermo", language=left), path)
    assert _checked(wrong) == [left]

    other = _in_the_other_language(client, wrong)
    assert _checked(other) == [there]
    assert "No duermo" in other.content.decode()


@pytest.mark.parametrize("chosen", ["es", "interpreter"])
def test_a_chosen_language_goes_along(client: Client, chosen: str) -> None:
    wrong = answer_to(client, callback_answers(name="", language=chosen))

    assert _checked(_in_the_other_language(client, wrong)) == [chosen]


@pytest.mark.parametrize(("chosen", "stored"), [("en", "es"), ("interpreter", "interpreter")])
def test_answers_that_are_checked_and_sent_in_spanish_ask_for_a_call_in_it(
    client: Client, chosen: str, stored: str
) -> None:
    check = answer_to(client, callback_answers(nonce="", language=chosen))
    client.post("/es/llamada/", hidden(_in_the_other_language(client, check).content.decode()))

    assert current_answers(Submission.objects.get())["language"] == stored


@pytest.mark.parametrize(("chosen", "stored"), [("en", "es"), ("interpreter", "interpreter")])
def test_a_consultation_that_goes_on_in_spanish_asks_for_a_call_in_it(
    client: Client, chosen: str, stored: str
) -> None:
    fill(client, hopes=TYPED["hopes"] | {"language": chosen})
    assert _checked(client.get(url("hopes"))) == [chosen]
    assert _checked(_in_the_other_language(client, client.get(url("hopes")))) == [stored]

    client.post("/es/consulta/enviar/", what_check_sends(client))
    assert current_answers(Submission.objects.get())["language"] == stored
