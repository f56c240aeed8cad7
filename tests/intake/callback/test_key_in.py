from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from pytest_django.fixtures import Settings

from intake.enums import Cause, EnteredAs, Kind, OutboxKind
from intake.forms.callback import CallbackForm
from intake.forms.consultation_state import ConsultationState
from intake.mail import notifications
from intake.models import OutboxMessage, Submission
from intake.models.answers import current_answers
from intake.staff.key_in.forms import KeyInCallback
from tests.intake.consultation_answers import TYPED
from tests.intake.workbench import HOUR, LIST, MONDAY, desk, enter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
PAGE = f"{LIST}key-in/"


def _refused(staff: Client, typed: dict[str, Any], page: str = PAGE) -> str:
    """Post a form that is refused; return the page that it leads to."""
    answer = staff.post(page, typed)
    assert answer.status_code == 302
    assert answer.url.startswith(PAGE)
    html = staff.get(answer.url).content.decode()
    assert "There is a problem" in html
    return html


def test_a_request_added_by_staff_equals_one_from_the_website(
    staff: Client, typed: Callable[..., dict[str, Any]], nurse: AbstractBaseUser
) -> None:
    answer = staff.post(PAGE, typed(entered_as="paper"))

    submission = Submission.objects.get()
    assert answer["Location"] == f"{LIST}{submission.pk}/change/"
    form = CallbackForm(typed())
    assert form.is_valid()
    assert current_answers(submission) == form.answers()
    assert submission.entered_as == EnteredAs.PAPER
    assert submission.status_changes.get(cause=Cause.KEYED_IN).actor == nurse


@pytest.mark.parametrize(("spoken", "written"), [("es", "es"), ("en", "en"), ("interpreter", "en")])
def test_a_request_added_by_staff_is_answered_in_the_language_of_the_person(
    staff: Client, typed: Callable[..., dict[str, Any]], spoken: str, written: str
) -> None:
    named = {"which_language": "Polish"} if spoken == "interpreter" else {}
    asked = typed(entered_as="phone", language=spoken, confirm="on", email="ana@example.com", **named)
    staff.post(PAGE, asked)

    letter = notifications.compose(OutboxMessage.objects.get(kind=OutboxKind.CONFIRMATION))
    assert Submission.objects.get().page_language == written
    assert ("AYUDA" in letter.body) is (written == "es")


def test_a_request_added_by_staff_has_the_same_deadline(
    staff: Client, typed: Callable[..., dict[str, Any]]
) -> None:
    staff.post(PAGE, typed(entered_as="phone", times=["morning", "midday"]))

    submission = Submission.objects.get()
    assert submission.due_at == submission.queue_at == MONDAY + 4 * HOUR


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"entered_as": ""}, "Choose how the request arrived"),
        ({"entered_as": "web"}, "Choose how the request arrived"),
        ({"name": ""}, "Enter their name"),
        ({"phone": "12345"}, "Enter a phone number, like"),
        ({"consent": ""}, "Check the box"),
        ({"adult": "no"}, "to 2NDFLOOR for young people at 888-222-2228"),
        ({"message": "x" * 1001}, "1,000 characters"),
    ],
)
def test_staff_input_is_validated_like_the_public_form(
    staff: Client, typed: Callable[..., dict[str, Any]], changes: dict[str, str], error: str
) -> None:
    html = staff.post(PAGE, typed(entered_as="phone") | changes, follow=True).content.decode()

    assert error in html
    assert "There is a problem" in html
    assert Submission.objects.count() == 0


def test_invalid_staff_input_is_kept(staff: Client, typed: Callable[..., dict[str, Any]]) -> None:
    html = _refused(staff, typed(entered_as="phone", phone="12345", message="kept"))

    assert 'value="12345"' in html
    assert "kept</textarea>" in html


def test_refused_staff_input_is_a_page_that_back_can_show(
    staff: Client, typed: Callable[..., dict[str, Any]]
) -> None:
    address = staff.post(PAGE, typed(entered_as="phone", phone="12345")).url

    assert 'value="12345"' in staff.get(address).content.decode()
    assert 'value="12345"' in staff.get(address).content.decode()
    assert staff.post(address, {}).status_code == 405


def test_back_shows_nothing_once_the_corrected_request_is_saved(
    staff: Client, typed: Callable[..., dict[str, Any]]
) -> None:
    address = staff.post(PAGE, typed(entered_as="phone", phone="12345")).url
    nonce = re.search(r'name="nonce" value="([^"]+)"', staff.get(address).content.decode())[1]

    staff.post(PAGE, typed(entered_as="phone") | {"nonce": nonce})

    assert Submission.objects.count() == 1
    assert staff.get(address).url == PAGE


def test_only_the_account_that_typed_it_can_open_it_for_a_quarter_of_an_hour(
    staff: Client,
    nurse: AbstractBaseUser,
    typed: Callable[..., dict[str, Any]],
    monday: time_machine.Coordinates,
) -> None:
    address = staff.post(PAGE, typed(entered_as="phone", phone="12345")).url

    assert enter(Client(), desk("ana")).get(address).url == PAGE
    monday.shift(HOUR / 4)
    assert enter(Client(), nurse).get(address).url == PAGE


def test_more_than_fits_into_an_address_is_still_shown_at_once(
    staff: Client, typed: Callable[..., dict[str, Any]]
) -> None:
    long = "".join(chr(0x4E00 + n % 20_000) for n in range(9_000))

    answer = staff.post(PAGE, typed(entered_as="phone", message=long))

    assert answer.status_code == 422
    assert long in answer.content.decode()


def test_request_sent_after_the_session_ended_is_there_after_signing_in(
    staff: Client,
    nurse: AbstractBaseUser,
    typed: Callable[..., dict[str, Any]],
    monday: time_machine.Coordinates,
) -> None:
    staff.get(PAGE)
    monday.shift(HOUR)

    answer = staff.post(PAGE, typed(entered_as="phone", name="Ana Testcase"))

    [address] = parse_qs(urlsplit(answer.url).query)["next"]
    assert Submission.objects.count() == 0
    assert 'value="Ana Testcase"' in enter(Client(), nurse).get(address).content.decode()


def test_identical_staff_input_opens_the_existing_request(
    staff: Client, typed: Callable[..., dict[str, Any]]
) -> None:
    staff.post(PAGE, typed(entered_as="phone"))
    with time_machine.travel(MONDAY + HOUR / 6, tick=False):
        html = staff.post(PAGE, typed(entered_as="walk_in"), follow=True).content.decode()

    assert "The same request is already open" in html
    assert Submission.objects.get().entered_as == EnteredAs.PHONE


def test_staff_see_the_same_questions_in_the_same_order() -> None:
    asked = list(KeyInCallback().fields)

    machines = {"spare", "stamp", "nonce"}
    shown = [pointer.name for pointer in CallbackForm().helper.layout.get_field_names()]
    assert set(asked) - set(shown) == set(), "name it in CallbackForm.layout, or patients don’t see it"
    assert asked == [name for name in shown if name not in machines]
    assert set(asked) == set(CallbackForm().fields) - machines


CONSULTATION = {name: value for step in TYPED.values() for name, value in step.items()}


@pytest.mark.parametrize("kind", list(Kind))
def test_staff_are_asked_in_their_own_voice_and_without_the_honeypot(staff: Client, kind: Kind) -> None:
    html = staff.get(PAGE, {"kind": kind}).content.decode()

    assert "Their name" in html
    assert [words for words in ("Leave this empty", "Call me", "For me<", "your name") if words in html] == []


def test_a_consultation_added_by_staff_equals_one_from_the_website(staff: Client) -> None:
    answer = staff.post(f"{PAGE}?kind=consultation", CONSULTATION | {"entered_as": "walk_in"})

    submission = Submission.objects.get()
    assert answer["Location"] == f"{LIST}{submission.pk}/change/"
    assert (submission.kind, submission.entered_as) == (Kind.CONSULTATION, EnteredAs.WALK_IN)
    typed = {
        slug: {name: value if isinstance(value, list) else [value] for name, value in step.items()}
        for slug, step in TYPED.items()
    }
    assert current_answers(submission) == ConsultationState(typed).answers()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"entered_as": ""}, "Choose how the request arrived"),
        ({"name": ""}, "Enter their name"),
        ({"phone": ""}, "Enter the phone number"),
        ({"consent": ""}, "Check the box"),
        ({"adult": "no"}, "under 18"),
        ({"health": ["none", "heart"]}, "not both"),
    ],
)
def test_invalid_consultation_is_refused_and_kept(staff: Client, changes: dict[str, Any], error: str) -> None:
    typed = CONSULTATION | {"entered_as": "phone"} | changes

    html = _refused(staff, typed, f"{PAGE}?kind=consultation")

    assert error in html
    assert "To sleep.</textarea>" in html
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"channel": "email", "email": "sam@example.com", "phone": "", "when": "", "times": []},
        {"channel": "text", "ask_for": "S" * 201},
    ],
    ids=["email", "text"],
)
def test_what_the_chosen_channel_does_not_need_is_no_error(staff: Client, changes: dict[str, Any]) -> None:
    staff.post(f"{PAGE}?kind=consultation", CONSULTATION | {"entered_as": "phone"} | changes)

    stored = current_answers(Submission.objects.get())
    assert (stored["channel"], stored["ask_for"]) == (changes["channel"], "")


@pytest.mark.parametrize("kind", ["callback", "consultation"])
def test_phrase_of_the_list_pins_a_request_that_staff_add(
    staff: Client, typed: Callable[..., dict[str, Any]], settings: Settings, kind: str
) -> None:
    settings.RISK_INTERRUPTION, settings.RISK_LIST_SIGNED_BY = True, "Dr. Ada"
    phrase = "I want to kill myself."
    if kind == "callback":
        staff.post(PAGE, typed(entered_as="paper", message=phrase))
    else:
        staff.post(f"{PAGE}?kind=consultation", CONSULTATION | {"entered_as": "paper", "note": phrase})

    assert Submission.objects.get().read_first


@pytest.mark.parametrize("kind", list(Kind))
def test_question_that_no_one_answered_has_no_answer(
    staff: Client, typed: Callable[..., dict[str, Any]], kind: Kind
) -> None:
    given = typed() if kind == Kind.CALLBACK else CONSULTATION
    about = {"entered_as": "phone", "for_whom": "someone", "relation": "child", "person_knows": ""}

    page = staff.post(f"{PAGE}?kind={kind}", given | about, follow=True).content.decode()

    assert current_answers(Submission.objects.get())["person_knows"] == ""
    assert "Not provided" in page
    assert "not say" not in page


def test_card_says_what_staff_asked_in_the_words_in_which_they_asked_it(
    staff: Client, typed: Callable[..., dict[str, Any]]
) -> None:
    about = {"for_whom": "someone", "relation": "child", "person_knows": "no", "language": "es"}
    page = staff.post(PAGE, typed(**about, entered_as="phone"), follow=True).content.decode()

    assert "Who is that person to them?" in page
    assert "Their adult child" in page
    assert "Does that person know they’re asking?" in page
    assert "My adult child" not in page
    assert "¿" not in page[page.index("Who is that person") : page.index("Does that person")]


def test_missing_times_are_asked_for_in_the_voice_of_staff(
    staff: Client, typed: Callable[..., dict[str, Any]]
) -> None:
    assert "Choose when we may contact them" in _refused(staff, typed(entered_as="phone", when="", times=[]))
