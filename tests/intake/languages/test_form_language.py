"""A request remembers the language of its form, and staff see what was asked in it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import Kind
from intake.exports.columns import in_words
from intake.models import Submission
from intake.models.answers import current_answers, unseal
from intake.questions import CURRENT
from intake.questions.change_2 import CHANGE_2
from intake.services.exporting import ExportRow
from intake.services.requests.amending import amend
from intake.services.requests.receive import receive
from intake.staff.display import answer_lines
from tests.html import compact
from tests.intake.exports.fhir import NOW, fhir_of, resource_of
from tests.intake.workbench import MONDAY, page_of, request_of
from tests.typed import callback_answers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_languages")]


def test_a_request_of_a_spanish_form_is_stored_with_its_language(client: Client) -> None:
    client.post("/es/llamada/", callback_answers())

    submission = Submission.objects.get()
    answers = unseal(submission)
    assert (submission.page_language, answers["page_language"]) == ("es", "es")
    assert answers["wording"] == CURRENT[Kind.CALLBACK].version


def test_a_request_of_an_english_form_is_stored_as_before(client: Client) -> None:
    client.post("/callback/", callback_answers())

    submission = Submission.objects.get()
    assert submission.page_language == "en"
    assert "page_language" not in unseal(submission)


def test_a_change_in_spanish_leaves_the_language_of_the_request() -> None:
    submission = request_of()
    amend(submission, {"wording": CHANGE_2.version, "page_language": "es", "voicemail": True}, MONDAY)

    answers = current_answers(submission)
    assert answers["voicemail"] is True
    assert "page_language" not in answers


def test_staff_see_a_question_in_both_languages_and_the_choice_in_english(bilingual: str) -> None:
    lines = {line.label: line for line in answer_lines(_answers(bilingual))}

    message = lines["May we leave a message?"]
    assert (message.asked, message.language, message.value) == ("¿Podemos dejar un mensaje?", "es", "Yes")
    assert lines["Your message"].value == "No duermo"


def test_an_english_form_is_shown_once(bilingual: str) -> None:
    lines = answer_lines({"wording": bilingual, "name": "Sam", "consent": bilingual})

    assert [line.asked for line in lines] == ["", ""]


def test_the_page_of_a_request_marks_the_spanish_question_as_spanish(
    monday: object, staff: Client, bilingual: str
) -> None:
    submission = request_of(wording=bilingual, page_language="es", message="No duermo")
    staff.post(f"/admin/intake/submission/{submission.pk}/reveal/", {"reason": "before_call"})

    html = page_of(staff, submission)
    assert 'Your message<span class="asked" lang="es">Su mensaje</span>' in compact(html)
    assert "No duermo" in html


def test_an_exported_consent_is_the_one_that_was_read(nurse: AbstractBaseUser, bilingual: str) -> None:
    receive(Kind.CALLBACK, _answers(bilingual), now=NOW)

    bundle = fhir_of(nurse)
    items = {each["linkId"]: each for each in resource_of(bundle, "QuestionnaireResponse")["item"]}
    assert resource_of(bundle, "Consent")["policyRule"]["text"] == "Pueden leer esto"
    assert items["message"]["text"] == "Su mensaje"


def test_a_table_of_answers_is_in_english(bilingual: str) -> None:
    answers = _answers(bilingual) | {"voicemail": "yes"}
    row = ExportRow(receive(Kind.CALLBACK, answers, now=NOW), "as_sent", answers)

    assert in_words(row, "voicemail") == "Yes"


def _answers(version: str) -> dict[str, Any]:
    typed = json.loads('{"name": "Ana", "voicemail": true, "message": "No duermo", "channel": "phone"}')
    more = {"phone": None, "email": "", "times": ["any"], "say_clinic_name": False}
    return typed | more | {"consent": version, "wording": version, "page_language": "es"}
