"""Finding a request by what a person says on the phone: reference, number or address, and nothing else."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from intake.blind_index import email_index, phone_index
from intake.keys import index_key
from intake.models import Submission
from intake.references import normal_reference
from intake.validators import parse_phone

_COLUMNS = {"reference": "reference", "phone": "phone_index", "email": "email_index"}


def search_key(typed: str) -> str:
    """Return what to look for, as `kind.value`; empty for a text that is none of the three.

    Numbers and addresses are hashed with the key of the staff side, so that no address of a page
    and no history of a browser shows them.
    """
    typed = typed.strip()
    if "@" in typed:
        return f"email.{email_index(typed, index_key())}"
    # Eight digits are a reference; a phone number that can be dialled has ten or a plus.
    if reference := normal_reference(typed):
        return f"reference.{reference}"
    try:
        return f"phone.{phone_index(parse_phone(typed).e164, index_key())}"
    except ValidationError:
        return ""


def found(key: str) -> QuerySet[Submission]:
    """Return the requests that a search key stands for, newest first."""
    kind, _, value = key.partition(".")
    if kind not in _COLUMNS or not value:
        return Submission.objects.none()
    return Submission.objects.filter(**{_COLUMNS[kind]: value}).order_by("-received_at", "pk")
