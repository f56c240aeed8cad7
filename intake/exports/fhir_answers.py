"""The answers of a request as a QuestionnaireResponse, in the words of the form that was used."""

from __future__ import annotations

from typing import Any

from intake.exports.columns import question_of, questions, words
from intake.exports.fhir_parts import Ids, moment, text
from intake.services.exporting import Row
from intake.wording import Question, wording_for


def response(ids: Ids, row: Row, told: dict[str, Any], who: dict[str, str]) -> dict[str, Any]:
    """Return the chosen answers that count now; the ids of questions are the link ids.

    `questionnaire` names form and version, like `https://…/fhir/Questionnaire/callback|2`.
    """
    wording = wording_for(row.answers)
    form, _hyphen, version = wording.version.rpartition("-")
    last = list(row.submission.amendments.all())[-1:]
    items = [
        {"linkId": name, "text": text(question_of(row, name).label), "answer": given}
        for name in dict.fromkeys([*wording.questions, *questions()])
        if name in told and (given := _given(ids, name, question_of(row, name), told[name]))
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


def _given(ids: Ids, name: str, question: Question, value: Any) -> list[dict[str, Any]]:
    if name == "consent":  # what is stored is the version; what was said is yes
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
    said = text(words(question, value))
    return [{"valueString": said}] if said else []
