"""Create fictitious submissions, for trying out the staff side."""

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
from intake.rules.states import OUTCOMES
from intake.services.requests.content import canonical, content_key
from intake.services.requests.receive import receive
from intake.services.triage.transitions import set_status

HOW_MANY = 40
_MESSAGES = [
    "",
    "This is a demonstration. Nobody wrote this.",
    "Demonstration: a longer message.\n\nIt has two paragraphs, and an apostrophe: don't worry.",
    "Demostración: ¿hablan español?",
]


class Command(BaseCommand):
    """Add 40 clearly fictitious submissions in every status; a second run adds none."""

    help = "Add demo requests to try out the staff side. Refuses to run on a live site."

    def handle(self, *args: Any, **options: Any) -> None:
        """Submit each through the real form and service, then set its status."""
        if settings.ON_TLS:
            raise CommandError("this looks like a live site; add demo requests only to a test site")
        chance = random.Random(1)
        now = timezone.now()
        added = 0
        colleague, created = get_user_model().objects.get_or_create(
            username="demo", defaults={"is_active": False}
        )
        if created:
            colleague.set_unusable_password()
            colleague.save()
        for number in range(HOW_MANY):
            form = CallbackForm(_typed(number, chance))
            received = now - dt.timedelta(hours=chance.uniform(0, 24 * 9))
            if not form.is_valid():
                raise CommandError(f"fictitious request {number} does not pass the form: {list(form.errors)}")
            known = content_key(Kind.CALLBACK, canonical(form.answers()))
            if Submission.objects.filter(idempotency_key=known).exists():
                continue
            submission = receive(Kind.CALLBACK, form.answers(), now=received)
            status = _status(number)
            set_status(submission, status)
            worked = Submission.objects.filter(pk=submission.pk)
            worked.update(**_as_if_worked(status, number, colleague, now))
            added += 1
        self.stdout.write(f"{added} demo requests added. Open the queue in the admin to see them.")


def _status(number: int) -> Status:
    """Return the status of a request: most are new, and there is one of each other status."""
    others = [status for status in Status if status != Status.NEW]
    return others[number // 4] if number % 4 == 3 and number // 4 < len(others) else Status.NEW


def _as_if_worked(
    status: Status, number: int, colleague: AbstractBaseUser, now: dt.datetime
) -> dict[str, Any]:
    """Return the column values of a request that staff have moved to a status."""
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
        "language": "es" if number % 5 == 0 else "en",
        "message": chance.choice(_MESSAGES),
        "consent": "on",
    }
