"""The answers of a request as a QuestionnaireResponse, in the wording of the form that was used."""

from __future__ import annotations

from typing import Any

from intake.exports.columns import as_text, question_of, questions
from intake.exports.fhir_parts import Ids, moment, text
from intake.questions import Question, language_of, wording_for
from intake.questions.display import in_language
from intake.services.exporting import ExportRow


def response(ids: Ids, row: ExportRow, included: dict[str, Any], who: dict[str, str]) -> dict[str, Any]:
    """Return the current answers in `included`; question ids are the link ids.

    Questions are in the language of the form, choices in the language of the export. `questionnaire` names
    form and version, such as `https://…/fhir/Questionnaire/callback|2`.
    """
    wording = wording_for(row.answers)
    form, _hyphen, version = wording.version.rpartition("-")
    last = list(row.submission.amendments.all())[-1:]
    items = [
        {"linkId": name, "text": _asked(row, name), "answer": given}
        for name in dict.fromkeys([*wording.questions, *questions()])
        if name in included and (given := _given(ids, name, question_of(row, name), included[name]))
    ]
    return ids.new(
        "QuestionnaireResponse",
        identifier=ids.identifier(),
        questionnaire=f"{ids.system('Questionnaire')}/{form}|{version}",
        status="amended" if last else "completed",
        subject=ids.reference("Patient"),
        authored=moment(last[0].received_at if last else row.submission.received_at),
        author=who,
        source=who,
        item=items,
    )


def _asked(row: ExportRow, name: str) -> str:
    return text(in_language(question_of(row, name).label, language_of(row.answers)))


def _given(ids: Ids, name: str, question: Question, value: Any) -> list[dict[str, Any]]:
    if name == "consent":  # the stored value is the version; the answer is yes
        return [{"valueBoolean": True}]
    if isinstance(value, bool):
        return [{"valueBoolean": value}]
    if isinstance(value, list):
        return [each for one in value for each in _given(ids, name, question, one)]
    labels = dict(question.choices)
    if isinstance(value, str) and value in labels:
        return [
            {
                "valueCoding": {
                    "system": ids.system(f"answer/{name}"),
                    "code": value,
                    "display": str(labels[value]),
                }
            }
        ]
    said = text(as_text(question, value))
    return [{"valueString": said}] if said else []
