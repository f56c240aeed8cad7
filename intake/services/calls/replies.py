"""The neutral replies that staff can copy, with the clinic's phone number filled in."""

from __future__ import annotations

from dataclasses import dataclass

from clinic_site import clinic
from intake.models import CannedReply


@dataclass(frozen=True)
class Reply:
    """A reply to copy, in the language with this code."""

    title: str
    text: str
    language: str


def replies(language: str) -> list[Reply]:
    """Return each active reply that doesn't need an unknown phone number, those in `language` first."""
    phone = clinic.current().clinic.phone
    offered = [
        Reply(reply.title, reply.filled(phone), reply.language)
        for reply in CannedReply.objects.filter(in_use=True)
    ]
    return sorted((reply for reply in offered if reply.text), key=lambda reply: reply.language != language)
