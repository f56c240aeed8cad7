"""The neutral replies that staff can copy, with the clinic's phone number filled in."""

from __future__ import annotations

from clinic_site import clinic
from intake.models import CannedReply


def replies() -> list[tuple[str, str]]:
    """Return title and text of each active reply that does not need an unknown phone number."""
    phone = clinic.current().clinic.phone
    offered = ((reply.title, reply.filled(phone)) for reply in CannedReply.objects.filter(in_use=True))
    return [(title, text) for title, text in offered if text]
