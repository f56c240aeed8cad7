"""“We’ll ask for [your word] before we say anything at the new number.”"""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import ExportFormat, ExportReason
from intake.exports.contact import contact_point, contact_rules
from intake.models import Submission
from intake.services.exporting import Export, ExportRow, Selection, rows
from intake.services.requests.amending import amend
from intake.services.triage.linking import link
from tests.intake.workbench import HOUR, MONDAY, OTHER_PHONE, page_of, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
MINUTE = HOUR / 60
NEW_NUMBER = {"phone": OTHER_PHONE, "wording": "change-2"}


def _exported(submission: Submission, actor: AbstractBaseUser) -> ExportRow:
    chosen = Selection(ids=(submission.pk,))
    export = Export(chosen, ExportFormat.JSON, ExportReason.RECORD, ("phone",), opened=True)
    [row] = rows([submission.pk], export, actor)
    return row


def test_nothing_is_left_on_the_voicemail_of_a_new_number(staff: Client) -> None:
    row = request_of(code_word="bluebird", voicemail=True)
    amend(row, NEW_NUMBER, MONDAY)

    html = page_of(staff, row)
    assert "Go on only if it’s “bluebird”" in html
    assert "returning your call" not in html


def test_voicemail_allowed_together_with_the_new_number_is_not_used_either(staff: Client) -> None:
    row = request_of(code_word="bluebird")
    amend(row, NEW_NUMBER | {"voicemail": True}, MONDAY)

    assert "returning your call" not in page_of(staff, row)


def test_export_does_not_say_to_say_the_word_at_a_new_number(nurse: AbstractBaseUser) -> None:
    row = request_of(code_word="bluebird")
    amend(row, NEW_NUMBER, MONDAY)

    rules = contact_rules(_exported(row, nurse))
    assert not any("say your code word first" in rule for rule in rules)


def test_word_of_an_earlier_change_is_asked_for(staff: Client) -> None:
    row = request_of()
    amend(row, {"code_word": "bluebird", "wording": "change-2"}, MONDAY)
    amend(row, NEW_NUMBER, MONDAY + HOUR)

    assert "Go on only if it’s “bluebird”" in page_of(staff, row)


def test_word_of_a_linked_request_that_was_sent_after_the_change_is_no_proof(
    staff: Client, nurse: AbstractBaseUser
) -> None:
    row, other = request_of("Sam"), request_of("Samuel", code_word="bluebird")
    link(row, other, actor=nurse, now=MONDAY)
    amend(row, NEW_NUMBER, MONDAY + MINUTE)  # by someone who found the receipt
    stranger = request_of("S.", at=MONDAY + 2 * MINUTE, phone=OTHER_PHONE, code_word="magpie")
    link(row, stranger, actor=nurse, now=MONDAY + 3 * MINUTE)

    assert "Go on only if it’s “bluebird”" in page_of(staff, row)


@pytest.mark.parametrize("how", ["earlier change", "linked request"])
def test_export_names_no_number_at_which_the_card_asks_for_a_word(nurse: AbstractBaseUser, how: str) -> None:
    row = request_of()
    if how == "linked request":
        link(row, request_of("Samuel", code_word="bluebird"), actor=nurse, now=MONDAY)
    else:
        amend(row, {"code_word": "bluebird", "wording": "change-2"}, MONDAY)
    amend(row, NEW_NUMBER, MONDAY + MINUTE)

    assert contact_point(_exported(row, nurse)) == ("", "")
