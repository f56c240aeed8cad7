"""A language to speak that a person chose stays chosen, also once the page is in that language."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from intake.models import Submission
from intake.models.answers import current_answers
from intake.services.requests import drafting
from tests.intake.consultation_answers import TYPED, fill, url, what_check_sends
from tests.typed import answer_to, callback_answers, hidden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_languages")]

_LINK = re.compile(r'<a class="language-link" href="([^"]+)"')
_RADIO = re.compile(r'<input type="radio" name="language" value="(\w+)"[^>]*>')
_FORM = re.compile(r'<form class="step [^>]*action="([^"]+)"')


def _in_the_other_language(client: Client, answer: Any) -> Any:
    (address,) = _LINK.findall(answer.content.decode())
    return client.get(address)


def _checked(answer: Any) -> str:
    page = answer.content.decode()
    (checked,) = [found[1] for found in _RADIO.finditer(page) if "checked" in found[0]]
    return checked


def _sent(answer: Any, **changes: Any) -> dict[str, Any]:
    """Return what the page sends with the language checked on it, and `changes`."""
    kept = {name: values[0] for name, values in hidden(answer.content.decode()).items()}
    return {"language": _checked(answer)} | kept | changes


def _wrong_again(client: Client, answer: Any, form: str, **changes: Any) -> Any:
    return answer_to(client, callback_answers() | _sent(answer, name="", **changes), form)


@pytest.mark.parametrize(
    ("here", "there", "chosen"), [("/callback/", "/es/llamada/", "es"), ("/es/llamada/", "/callback/", "en")]
)
def test_it_stays_chosen_after_another_error_in_that_language(
    client: Client, here: str, there: str, chosen: str
) -> None:
    wrong = _wrong_again(client, client.get(here), here, language=chosen)
    still_wrong = _wrong_again(client, _in_the_other_language(client, wrong), there)

    back = _in_the_other_language(client, still_wrong)
    assert _checked(back) == chosen
    assert _checked(_in_the_other_language(client, _wrong_again(client, back, here))) == chosen


def test_going_back_to_that_of_the_page_is_a_choice_too(client: Client) -> None:
    wrong = _wrong_again(client, client.get("/callback/"), "/callback/", language="interpreter")
    still_wrong = _wrong_again(client, wrong, "/callback/", language="en")

    assert _checked(_in_the_other_language(client, still_wrong)) == "en"


def test_a_page_that_is_emptied_by_going_back_preselects_its_language_again(client: Client) -> None:
    wrong = _wrong_again(client, client.get("/callback/"), "/callback/", language="es")
    emptied = {name: value for name, value in _sent(wrong).items() if name != "language"}
    english = answer_to(client, callback_answers() | emptied | {"name": ""})
    assert _checked(english) == "en"

    still_wrong = _wrong_again(client, english, "/callback/")
    assert _checked(_in_the_other_language(client, still_wrong)) == "es"


def test_it_stays_chosen_on_the_way_over_the_check_page(client: Client) -> None:
    check = answer_to(client, callback_answers(nonce="", language="es"))
    sends = hidden(_in_the_other_language(client, check).content.decode())
    form = answer_to(client, sends | {"change": "yes"}, "/es/llamada/")

    assert _checked(_in_the_other_language(client, form)) == "es"


def test_a_request_that_could_not_be_stored_keeps_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = _wrong_again(client, client.get("/callback/"), "/callback/", language="es")
    spanish = _in_the_other_language(client, wrong)
    monkeypatch.setattr("intake.views.callback.receive", _fails)
    not_sent = client.post("/es/llamada/", callback_answers() | _sent(spanish, name="Sam"))
    assert not_sent.status_code == 503

    check = _in_the_other_language(client, not_sent).content.decode()
    assert hidden(check)["language"] == ["es"]


def test_it_stays_chosen_in_a_consultation_that_goes_on_in_that_language(client: Client) -> None:
    fill(client, hopes=TYPED["hopes"] | {"language": "es"})
    spanish = _in_the_other_language(client, client.get(url("hopes")))
    client.post(_address(spanish), _sent(spanish, hopes="To sleep."))
    assert _checked(client.get(url("hopes"))) == "es"

    client.post(url("send"), what_check_sends(client))
    assert current_answers(Submission.objects.get())["language"] == "es"


def test_it_stays_chosen_on_a_step_that_could_not_be_saved(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(client, up_to="hopes")
    english = client.get(url("hopes"))
    with monkeypatch.context() as away:
        away.setattr(drafting, "change", _fails)
        not_kept = client.post(url("hopes"), _sent(english, language="es"))
    spanish = _in_the_other_language(client, not_kept)
    client.post(_address(spanish), _sent(spanish))

    assert _checked(client.get(url("hopes"))) == "es"


def _address(answer: Any) -> str:
    return unescape(_FORM.findall(answer.content.decode())[0])


def _fails(*_args: Any, **_more: Any) -> None:
    raise DatabaseError
