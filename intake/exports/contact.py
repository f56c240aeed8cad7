"""How a person may be contacted, exported along with their number or address.

People who receive an export don't see the call card. Without the rules, they might call someone who asked
for an email, or leave a message that others hear.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from intake.enums import Channel, Status
from intake.services.calls.wrong_numbers import was_wrong_number
from intake.services.exporting import ExportRow
from intake.services.triage.linked_requests import linked_with

CONTACT_RULES = "contact_rules"
#: The answer with the number or address of each channel, and the system of a FHIR ContactPoint.
_USED = {Channel.PHONE: ("phone", "phone"), Channel.TEXT: ("phone", "sms"), Channel.EMAIL: ("email", "email")}


def with_contact_rules(answers: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns of the chosen answers, plus the columns needed to contact the person safely."""
    if not {"phone", "email"} & set(answers):
        return answers
    needed = ("ask_for", "code_word") if "phone" in answers else ()
    return (*answers, *(name for name in needed if name not in answers), CONTACT_RULES)


def contact_rules(row: ExportRow) -> str:
    """Return in sentences what the person was promised; empty if their answers were not opened."""
    if not row.answers:
        return ""
    if obstacle := _obstacle(row):
        return obstacle
    sentences = row.rules.sentences()
    needed = {"ask_for": row.rules.asks_for, "code_word": row.rules.code_word}
    if any(is_needed and not row.answers.get(name) for name, is_needed in needed.items()):
        linked = _("The name to ask for or the word to say first is in a linked request, and is needed.")
        sentences.append(linked)
    return " ".join(sentences)


def contact_point(row: ExportRow) -> tuple[str, str]:
    """Return the name of the answer to contact the person with, and its FHIR system; empty for none."""
    return ("", "") if _obstacle(row) else _USED[row.rules.channel]


def _obstacle(row: ExportRow) -> str:
    """Return why the person may not be contacted, or ""."""
    if row.submission.status == Status.WITHDRAWN:
        return _("They withdrew the request. Please don’t contact them about it again.")
    if row.rules is None:
        return _("How they may be contacted can’t be read. Don’t contact them.")
    if row.asks_for_word:
        return _("The number or address was changed later. Use the call card, which asks for the word first.")
    by_email = row.rules.channel == Channel.EMAIL
    if _was_wrong_number(row):
        if by_email:
            return _("The email address was wrong. Don’t use it.")
        return _("The number was wrong: someone else answers it. Don’t use it.")
    if by_email:
        return ""
    return "" if row.rules.times else _("Their linked requests allow no common time. Don’t contact them.")


def _was_wrong_number(row: ExportRow) -> bool:
    linked = linked_with(row.submission.pk) if row.is_linked else set()
    tried = linked or row.submission.attempts.all()  # read with all rows of the page
    return bool(tried) and was_wrong_number(row.submission, linked, row.rules.channel)
