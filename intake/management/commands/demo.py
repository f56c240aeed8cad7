"""Made-up submissions, for trying out the staff side."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from intake.enums import CallTime, Channel, Kind, Status
from intake.forms import CallbackForm
from intake.models import Submission
from intake.services.content import canonical, content_key
from intake.services.receive import receive
from intake.services.triage import set_status
from intake.states import OUTCOMES

HOW_MANY = 40
_MESSAGES = [
    "",
    "This is a demonstration. Nobody wrote this.",
    "Demonstration: a longer message.\n\nIt has two paragraphs, and an apostrophe: don't worry.",
    "Demostración: ¿hablan español?",
]


class Command(BaseCommand):
    """Add 40 plainly fictitious submissions, in every state; a second run adds none."""

    help = "Add fictitious submissions to try out the staff side (not on a live site)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Send each through the real form and the real service, then give it its status."""
        if settings.ON_TLS:
            raise CommandError("this looks like a live site; made-up requests do not belong there")
        chance = random.Random(1)
        now = timezone.now()
        added = 0
        colleague, fresh = get_user_model().objects.get_or_create(
            username="demo", defaults={"is_active": False}
        )
        if fresh:
            colleague.set_unusable_password()
            colleague.save()
        for number in range(HOW_MANY):
            form = CallbackForm(_typed(number, chance))
            received = now - dt.timedelta(hours=chance.uniform(0, 24 * 9))
            if not form.is_valid():
                raise CommandError(f"made-up request {number} does not pass the form: {list(form.errors)}")
            known = content_key(Kind.CALLBACK, canonical(form.answers()))
            if Submission.objects.filter(idempotency_key=known).exists():
                continue
            submission = receive(Kind.CALLBACK, form.answers(), now=received)
            status = list(Status)[number % len(Status)]
            set_status(submission, status)
            worked = Submission.objects.filter(pk=submission.pk)
            worked.update(**_as_if_worked(status, number, colleague, now))
            added += 1
        self.stdout.write(f"{added} fictitious submissions added; see the admin.")


def _as_if_worked(
    status: Status, number: int, colleague: AbstractBaseUser, now: dt.datetime
) -> dict[str, Any]:
    """Return what stands in the columns of a request that somebody has brought to a status."""
    if status == Status.NEW:
        return {"quarantined": number in {10, 20}, "suspect_reasons": "links" if number in {10, 20} else ""}
    if status in OUTCOMES:
        return {"outcome": OUTCOMES[status][0], "closed_at": now}
    return {"claimed_by": colleague, "claimed_at": now}


def _typed(number: int, chance: random.Random) -> dict[str, Any]:
    channel = chance.choice(list(Channel))
    return {
        "name": f"Demo Person {number + 1:02}",
        "adult": "yes",
        "channel": channel,
        "phone": f"732 555 01{number:02}" if channel != Channel.EMAIL else "",
        "email": f"demo-{number + 1:02}@example.com" if channel == Channel.EMAIL else "",
        "times": [chance.choice(list(CallTime))],
        "voicemail": chance.choice(["yes", "no"]),
        "say_clinic_name": chance.choice(["yes", "no"]),
        "message": chance.choice(_MESSAGES),
        "consent": "on",
    }
