"""Each error state has an explanation, one next step, and crisis lines."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.kind_failure.requests import closed
from tests.kind_failure.states import STATES
from tests.kind_failure.world import State, World

pytestmark = [pytest.mark.urls("tests.kind_failure.urls"), pytest.mark.django_db]

# Answers that say nothing about a form, but for a vote on a question
_NO_FORM = {"question from elsewhere", "not allowed", "not here", "receipt unknown"}
_HARSH = re.compile(r"\b(invalid|illegal|forbidden|denied|failed|failure|bad request|fatal|abort)\b", re.I)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, time_machine: Any) -> World:
    return World(monkeypatch, time_machine)


@pytest.fixture(scope="module")
def produced() -> dict[str, Any]:
    """Return the responses that were produced so far, by the names of their states."""
    return {}


@pytest.fixture
def answer(request: pytest.FixtureRequest, world: World, produced: dict[str, Any]) -> Any:
    """Return the response of the parametrized state, which several tests read."""
    state = request.param
    if state.name not in produced:
        produced[state.name] = state.produce(world)
    return produced[state.name]


def test_no_two_states_have_the_same_name() -> None:
    assert len({state.name for state in STATES}) == len(STATES)


def _each(*states: State) -> Any:
    pairs = [(state, state) for state in states or STATES]
    return pytest.mark.parametrize(
        ("state", "answer"), pairs, indirect=["answer"], ids=[state.name for state, _ in pairs]
    )


def _main(answer: Any) -> str:
    return answer.content.decode().split("<main")[1].split("</main>")[0]


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@_each()
def test_state_says_what_happened(state: State, answer: Any) -> None:
    assert answer.status_code == state.status
    assert state.says in _text(_main(answer))


@_each()
def test_state_has_one_next_step(state: State, answer: Any) -> None:
    steps = re.findall(r'<p class="(?:summary )?next-step">(.*?)</p>', _main(answer), re.DOTALL)

    assert len(steps) == 1
    assert state.next_step in _text(steps[0])


@_each()
def test_state_has_the_crisis_lines(state: State, answer: Any) -> None:
    page = answer.content.decode()

    assert [number for number in ("tel:988", "tel:911", "sms:838255") if f'href="{number}"' not in page] == []


@_each()
def test_state_has_no_harsh_words_or_internal_errors(state: State, answer: Any) -> None:
    text = _text(_main(answer))

    assert _HARSH.findall(text) == []
    assert "canary" not in answer.content.decode()


@_each(*[state for state in STATES if state.keeps_typed])
def test_state_keeps_the_entered_data(state: State, answer: Any) -> None:
    assert 'value="Sam"' in answer.content.decode()


@pytest.mark.parametrize("name", [state.name for state in STATES if state.keeps_typed])
def test_link_to_the_other_language_keeps_the_entered_data(name: str, world: World) -> None:
    assert 'value="Sam"' in _in_spanish(name, world)


def _in_spanish(name: str, world: World) -> str:
    """Return the page to which a state's language link leads."""
    page = next(state for state in STATES if state.name == name).produce(world).content.decode()
    (link,) = re.findall(r'class="language-link" href="([^"]+)"', page)
    assert "0" * 20 not in link
    spanish = world.client.get(link)
    assert (spanish.status_code, '<html lang="es"' in spanish.content.decode()) == (200, True)
    assert spanish["Cache-Control"] == "no-store"
    html = spanish.content.decode()
    assert ('<meta name="robots" content="noindex">' in html, "og:url" in html) == (True, False)
    return html


@pytest.mark.parametrize(
    ("name", "typed", "heading"),
    [
        ("look-up from elsewhere", f'value="{"0" * 20}"', "not-done"),
        ("look-up without database", f'value="{"0" * 20}"', "not-done"),
        ("too many pairs", f'value="{"0" * 20}"', "too-often"),
        ("code from elsewhere", f'value="{"0" * 26}"', "not-opened"),
        ("codes too often", f'value="{"0" * 26}"', "not-opened"),
        ("step not kept", 'value="Sam"', "not-kept"),
        ("step from elsewhere", 'value="Sam"', "not-kept"),
        ("facts from elsewhere", 'value="no" id="fact-travel_1" checked', "not-seen"),
    ],
)
def test_other_language_keeps_a_code_or_choice_and_says_what_happened_to_it(
    name: str, typed: str, heading: str, world: World
) -> None:
    spanish = _in_spanish(name, world)

    assert typed in spanish
    assert re.findall(r'<div class="error-summary".*?<h2 id="([^"]+)"', spanish, re.DOTALL) == [heading]


@_each(*[state for state in STATES if state.name not in _NO_FORM])
def test_title_of_an_answer_to_a_form_has_no_clinic_name(state: State, answer: Any) -> None:
    (title,) = re.findall(r"<title>(.*?)</title>", answer.content.decode())

    assert "Example Clinic" not in title


@_each()
def test_state_is_not_cached(state: State, answer: Any) -> None:
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["flood", "database away", "maintenance"])
def test_states_that_ask_to_wait_have_a_retry_after_header(name: str, world: World) -> None:
    state = next(state for state in STATES if state.name == name)

    assert state.produce(world)["Retry-After"]


def test_form_of_a_closed_clinic_says_when_staff_next_read_requests(world: World) -> None:
    text = _text(_main(closed(world)))

    assert "We’re closed today. If any time is fine, we’ll contact you by Monday" in text
    assert "988" in text


def test_unsupported_method_gets_an_allow_header() -> None:
    assert Client().put("/callback/")["Allow"] == "GET, HEAD, POST"
