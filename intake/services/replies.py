"""The neutral replies that staff may copy, with the clinic's phone filled in."""

from __future__ import annotations

from clinic_site import clinic
from intake.models import CannedReply


def replies() -> list[tuple[str, str]]:
    """Return title and text of each reply in use, but for those that ask for a phone nobody knows."""
    phone = clinic.current().clinic.phone
    offered = ((reply.title, reply.filled(phone)) for reply in CannedReply.objects.filter(in_use=True))
    return [(title, text) for title, text in offered if text]
