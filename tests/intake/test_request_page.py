from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intake.enums import AttemptResult, AuditKind, Channel, NoteAbout, Outcome, Status
from intake.models import AuditEvent, ContactAttempt, Note, Submission
from intake.services.amending import amend
from intake.services.attempts import Attempt, record_attempt
from intake.services.claiming import claim
from intake.services.closing import Ending, close
from intake.services.linking import link
from intake.services.notes import write_note
from intake.services.reading import open_submission
from intake.services.retention import purge
from intake.services.sealing_words import open_words
from intake.services.status import readers_of
from intake.services.withdrawing import withdraw
from intake.staff.timeline import timeline
from tests.intake.workbench import DAY, HOUR, LIST, MONDAY, desk, enter, member, request_of

pytestmark = pytest.mark.django_db
SECRET = "since the fire"


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def staff(client: Client, nurse: AbstractBaseUser) -> Client:
    return enter(client, nurse)


def _page(client: Client, submission: Submission, **query: str) -> str:
    return client.get(f"{LIST}{submission.pk}/change/", query).content.decode()


def _do(client: Client, submission: Submission, word: str, **typed: str):
    return client.post(f"{LIST}{submission.pk}/do/{word}/", typed)


# --- the call card


def test_the_card_has_name_link_and_clock(staff: Client) -> None:
    html = _page(staff, request_of())

    assert '<h1 id="who">Sam</h1>' in html
    assert '<a class="dial" href="tel:+17325550142">(732) 555-0142</a>' in html
    assert "It is 10:00 AM there." in html
    assert "You may contact them now." in html


def test_an_extension_is_part_of_the_link(staff: Client) -> None:
    phone = {"typed": "(732) 555-0142 x7", "e164": "+17325550142", "extension": "7"}

    assert 'href="tel:+17325550142;ext=7"' in _page(staff, request_of(phone=phone))


@pytest.mark.parametrize(
    ("answers", "link"),
    [
        ({"channel": "text"}, "sms:+17325550142"),
        ({"channel": "email", "email": "s@example.com"}, "mailto:s@example.com"),
        ({"channel": "email", "email": "x?bcc=a%40b.c@d.e"}, "mailto:x%3Fbcc%3Da%2540b.c@d.e"),
    ],
)
def test_the_link_is_of_the_way_they_chose(staff: Client, answers: dict[str, str], link: str) -> None:
    html = _page(staff, request_of(**answers))

    assert f'href="{link}"' in html
    assert "do not call" in html


@pytest.mark.parametrize(
    ("answers", "said", "unsaid"),
    [
        ({}, "Hang up before the tone.", "I am returning your call"),
        ({"voicemail": True}, "I am returning your call", "Hang up"),
        ({}, "It is a personal call.", "It is Example Clinic"),
        ({"say_clinic_name": True}, "It is Example Clinic.", "It is a personal call"),
        ({"ask_for": "Rosa"}, "may I speak with Rosa", "may I speak with Sam"),
        ({"code_word": "bluebird"}, "bluebird. You asked us to call", "“You asked"),
        ({"language": "es"}, "Speaks Spanish", "interpreter"),
    ],
)
def test_the_script_follows_the_card(
    staff: Client, answers: dict[str, object], said: str, unsaid: str
) -> None:
    html = _page(staff, request_of(**answers))

    assert said in html
    assert unsaid not in html


def test_outside_the_window_there_is_no_number_to_dial(
    client: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    submission = request_of(times=["morning"])
    monday.shift(2 * HOUR)
    html = _page(enter(client, nurse), submission)

    assert "tel:" not in html
    assert "555-0142" not in html
    assert "Next time they allow: Tue Nov 24, 9:00 AM." in html


def test_an_override_shows_the_number_and_is_on_record(
    client: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    submission = request_of(times=["morning"])
    monday.shift(2 * HOUR)
    staff = enter(client, nurse)
    assert _do(staff, submission, "override", rule="time", reason="They rang.").status_code == 302

    assert "tel:+17325550142" in _page(staff, submission)
    assert Note.objects.get().about == NoteAbout.OVERRIDE


def test_the_desk_cannot_override(client: Client, monday: time_machine.Coordinates) -> None:
    submission = request_of(times=["morning"])
    monday.shift(2 * HOUR)
    enter(client, desk())
    answer = _do(client, submission, "override", rule="time", reason="I want to.")

    assert answer.status_code == 422
    assert "Ask somebody who may override" in answer.content.decode()
    assert "tel:" not in _page(client, submission)


def test_a_refused_voicemail_asks_for_a_reason_and_keeps_what_was_said(staff: Client) -> None:
    submission = request_of()
    answer = _do(staff, submission, "attempt", result="voicemail", channel="phone", version="1")

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "The person did not allow leaving a message." in html
    assert '<input type="hidden" name="result" value="voicemail">' in html
    assert ContactAttempt.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"result": "sang", "channel": "phone"}, "Choose how it went"),
        ({"result": "reached", "channel": "pigeon"}, "Choose the way"),
        ({"result": "call_back", "channel": "phone", "call_back_at": "soon"}, "Enter a date and a time"),
        (
            {"result": "call_back", "channel": "phone", "call_back_at": "2027-03-14T02:30"},
            "Enter a date and a time",
        ),
        (
            {"result": "call_back", "channel": "phone", "call_back_at": "2026-11-01T10:00"},
            "within the next 90 days",
        ),
    ],
    ids=["result", "way", "words", "an hour that there is not", "past"],
)
def test_an_attempt_that_cannot_be_stored_says_what_to_do(
    staff: Client, typed: dict[str, str], error: str
) -> None:
    answer = _do(staff, request_of(), "attempt", **typed)

    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert ContactAttempt.objects.count() == 0


def test_a_linked_request_lends_its_stricter_card(staff: Client, nurse: AbstractBaseUser) -> None:
    lenient, strict = request_of(voicemail=True), request_of("Samuel")
    assert "You may leave a message" in _page(staff, lenient)
    link(lenient, strict, actor=nurse, now=MONDAY)

    assert "Leave no message" in _page(staff, lenient)


# --- what is masked


@pytest.mark.parametrize("permissions", [(), ("open_answers",)])
def test_what_they_wrote_is_masked_for_everybody(client: Client, permissions: tuple[str, ...]) -> None:
    enter(client, member("somebody", "view_submission", *permissions))
    html = _page(client, request_of())

    assert SECRET not in html
    assert "1 answer is masked" in html
    assert ("Show it once" in html) is bool(permissions)


def test_without_the_right_nothing_is_revealed(client: Client) -> None:
    enter(client, desk())
    submission = request_of()

    assert client.post(f"{LIST}{submission.pk}/reveal/", {"reason": "safety"}).status_code == 403
    assert Note.objects.count() == 0


@pytest.mark.parametrize("typed", [{}, {"reason": "curious"}, {"reason": "other"}])
def test_without_a_reason_nothing_is_revealed(staff: Client, typed: dict[str, str]) -> None:
    answer = staff.post(f"{LIST}{request_of().pk}/reveal/", typed)

    assert answer.status_code == 422
    assert SECRET not in answer.content.decode()
    assert Note.objects.count() == 0


def test_a_reveal_shows_it_once_and_is_on_record(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    answer = staff.post(f"{LIST}{submission.pk}/reveal/", {"reason": "before_call"})

    assert SECRET in answer.content.decode()
    assert SECRET not in _page(staff, submission)
    note = Note.objects.get()
    assert (note.author, note.about, note.code) == (nurse, NoteAbout.REVEAL, "before_call")


def test_an_answer_of_a_question_nobody_thought_of_is_masked(staff: Client) -> None:
    html = _page(staff, request_of(medicines="ketamine"))

    assert "ketamine" not in html


def test_a_change_of_the_patient_counts_at_once(staff: Client) -> None:
    submission = request_of()
    number = {"typed": "908 555 0177", "e164": "+19085550177", "extension": ""}
    amend(submission, {"phone": number, "wording": "change-1"}, MONDAY)

    html = _page(staff, submission)
    assert "tel:+19085550177" in html
    assert "(732) 555-0142" not in html


# --- who reads


def test_the_patient_sees_how_many_people_opened_it(client: Client) -> None:
    submission = request_of()
    for name in ("ana", "ben"):
        enter(client, desk(name))
        _page(client, submission)
        _page(client, submission)

    assert readers_of(submission) == 2


def test_a_colleague_who_opened_it_just_now_is_named(staff: Client, monday: time_machine.Coordinates) -> None:
    submission = request_of()
    open_submission(submission, desk("ana"))
    assert "ana opened this within the last five minutes" in _page(staff, submission)

    monday.shift(300)
    assert "within the last five minutes" not in _page(staff, submission)


def test_printing_is_on_record_and_leaves_the_story_out(
    staff: Client, caplog: pytest.LogCaptureFixture
) -> None:
    html = staff.get(f"{LIST}{request_of().pk}/print/").content.decode()

    assert "Sam" in html
    assert SECRET not in html
    assert {event.kind for event in AuditEvent.objects.all()} == {AuditKind.PRINTED, AuditKind.OPENED}


# --- two people at once


def test_saving_over_a_newer_version_is_refused_with_both_shown(
    staff: Client, nurse: AbstractBaseUser
) -> None:
    submission = request_of()
    claim(submission, actor=desk("ana"), now=MONDAY)

    answer = _do(staff, submission, "attempt", result="no_answer", channel="phone", version="1")

    html = answer.content.decode()
    assert answer.status_code == 409
    assert re.search(r"What you wanted to save.*No answer.*As it is now.*Claimed.*ana", html, re.DOTALL)
    assert ContactAttempt.objects.count() == 0
    assert '<input type="hidden" name="version" value="2">' in html


def test_what_was_refused_can_be_saved_after_comparing(staff: Client) -> None:
    submission = request_of()
    claim(submission, actor=desk("ana"), now=MONDAY)
    typed = {"result": "no_answer", "channel": "phone"}

    assert _do(staff, submission, "attempt", version="2", **typed).status_code == 302


def test_a_call_after_the_patient_withdrew_is_refused(staff: Client) -> None:
    submission = request_of()
    withdraw(submission, MONDAY)

    answer = _do(staff, submission, "attempt", result="no_answer", channel="phone", version="1")
    assert answer.status_code == 409
    assert "Withdrawn" in answer.content.decode()


# --- notes and history


def test_a_note_is_sealed_and_shown_with_author_and_time(staff: Client) -> None:
    submission = request_of()
    _do(staff, submission, "note", text="Works nights.")

    note = Note.objects.get()
    assert "nights" not in note.sealed
    assert open_words(note.sealed, note.sealed_place) == {"text": "Works nights."}
    assert re.search(
        r"10:00 AM</time>\s*<p><b>Note</b> <span>nurse</span><br>Works nights\.", _page(staff, submission)
    )


def test_a_note_too_long_is_kept_in_its_field(staff: Client) -> None:
    answer = _do(staff, request_of(), "note", text="n" * 2001)

    assert answer.status_code == 422
    assert "n" * 2001 in answer.content.decode()
    assert Note.objects.count() == 0


def test_the_timeline_tells_everything_newest_first(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    open_submission(submission, nurse)
    amend(submission, {"times": ["morning"], "wording": "change-1"}, MONDAY + HOUR / 4)
    record_attempt(
        submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY + HOUR / 2
    )
    write_note(submission, "Kind.", author=nurse, now=MONDAY + HOUR / 2)
    close(submission, Ending(Status.SCHEDULED, Outcome.APPOINTMENT), actor=nurse, now=MONDAY + HOUR)

    told = timeline(submission)
    assert [entry.at for entry in told] == sorted((entry.at for entry in told), reverse=True)
    kinds = [entry.kind for entry in reversed(told)]
    assert kinds[:3] == ["patient", "read", "patient"]
    assert {"attempt", "note", "status"} < set(kinds)
    assert told[0].what == "Closed: Reached → Scheduled"


def test_one_sitting_is_one_line_of_reading(
    staff: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    submission = request_of()
    for _click in range(4):
        _page(staff, submission)
    monday.shift(HOUR)
    _page(enter(staff, nurse), submission)

    assert sum(entry.kind == "read" for entry in timeline(submission)) == 2
    assert AuditEvent.objects.count() == 5


def test_read_first_stays_until_a_person_says_what_was_done(staff: Client) -> None:
    submission = request_of()
    Submission.objects.update(read_first=True)
    assert _do(staff, submission, "read-first", text=" ").status_code == 422
    assert Submission.objects.get().read_first

    _do(staff, submission, "read-first", text="Called 988 together.")
    assert not Submission.objects.get().read_first
    assert Note.objects.get().about == NoteAbout.READ_FIRST


def test_a_withdrawal_does_not_unpin_what_is_to_be_read_first(staff: Client) -> None:
    submission = request_of()
    Submission.objects.update(read_first=True)
    withdraw(submission, MONDAY)

    assert submission.reference in staff.get(LIST, {"tab": "read-first"}).content.decode()


def test_closing_asks_for_an_outcome(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    record_attempt(submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY)

    answer = _do(staff, submission, "close", version="2", text="kept")
    assert answer.status_code == 422
    assert "Choose an outcome" in answer.content.decode()
    assert _do(staff, submission, "close", version="2", ending="scheduled:appointment").status_code == 302
    assert Submission.objects.get().outcome == Outcome.APPOINTMENT


def test_a_legal_hold_keeps_the_purge_away(staff: Client) -> None:
    submission = request_of()
    withdraw(submission, MONDAY - 60 * DAY)
    _do(staff, submission, "hold", held="1", text="Letter from a lawyer.")
    assert purge(MONDAY) == 0

    _do(staff, submission, "hold", held="0", text="It is settled.")
    assert purge(MONDAY) == 1


def test_a_purge_takes_notes_and_numbers_along(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    record_attempt(submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY)
    write_note(submission, "Works nights.", author=nurse, now=MONDAY)
    close(submission, Ending(Status.WITHDRAWN, Outcome.OTHER, "moved"), actor=nurse, now=MONDAY)

    assert purge(MONDAY + 31 * DAY) == 1
    assert Note.objects.count() == ContactAttempt.objects.count() == 0
    assert Submission.objects.get().outcome_text == ""
    assert "Works nights." not in _page(staff, submission)


def test_a_hold_needs_its_own_right(client: Client) -> None:
    enter(client, desk())

    assert _do(client, request_of(), "hold", held="1", text="x").status_code == 422
    assert not Submission.objects.get().legal_hold


# --- what cannot be opened, and who may not


def test_a_request_that_was_purged_says_so(staff: Client) -> None:
    submission = request_of()
    Submission.objects.update(purged_at=MONDAY, sealed="")

    assert "was destroyed" in _page(staff, submission)


@pytest.mark.parametrize("word", ["claim", "attempt", "note", "close", "spam", "link"])
def test_who_may_only_look_changes_nothing(client: Client, word: str) -> None:
    enter(client, member("auditor", "view_submission"))
    submission = request_of()

    assert _do(client, submission, word, text="x").status_code == 403
    assert Submission.objects.get().version == 1


@pytest.mark.parametrize("address", ["change/", "print/"])
def test_who_may_see_no_request_opens_none(client: Client, address: str) -> None:
    enter(client, member("editor", "change_faqentry"))

    assert client.get(f"{LIST}{request_of().pk}/{address}").status_code == 403
    assert AuditEvent.objects.count() == 0


def test_a_word_that_is_no_act_is_not_found(staff: Client) -> None:
    assert _do(staff, request_of(), "delete").status_code == 404


def test_no_page_has_style_or_script_of_its_own(staff: Client) -> None:
    html = _page(staff, request_of()) + staff.get(LIST).content.decode()

    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)(?![^>]*application/json)|\son\w+=", html)


def test_a_long_history_needs_no_more_queries(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            _page(staff, submission)
        return len(captured)

    write_note(submission, "one", author=nurse, now=MONDAY)
    few = queries()
    for number in range(30):
        write_note(submission, f"{number}", author=nurse, now=MONDAY)

    assert queries() == few < 25
