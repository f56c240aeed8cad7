"""Create a fictitious Monday, for trying out the staff side."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from intake.enums import SuspectReason
from intake.management.demo_requests import answers_of, kind_of
from intake.management.demo_work import LAST, WORK, work_on
from intake.models import Submission
from intake.services.requests.content import content_key, identifying_answers
from intake.services.requests.receive import Flags, receive

WEEKEND = dt.timedelta(hours=62)  # from Friday evening to Monday morning
TO_TAKE = 30
_LINKS = Flags(suspicions=(SuspectReason.LINKS,))
# What arrived in addition to the requests that can be taken and the ones that were worked on.
_FLAGGED = (_LINKS, _LINKS, Flags(read_first=True))


class Command(BaseCommand):
    """Add clearly fictitious requests of both kinds, in both languages and every state; once only."""

    help = "Add demo requests to try out the staff side. Refuses to run on a live site."

    def handle(self, *args: Any, **options: Any) -> None:
        """Submit each through the real service, then work on some as staff would."""
        if settings.ON_TLS:
            raise CommandError("this looks like a live site; add demo requests only to a test site")
        colleague, created = get_user_model().objects.get_or_create(
            username="demo", defaults={"is_active": False}
        )
        if created:
            colleague.set_unusable_password()
            colleague.save()
        now, added = timezone.now(), 0
        planned = [Flags()] * TO_TAKE + [*_FLAGGED] + [Flags()] * len(WORK)
        for number, flags in enumerate(planned):
            answers, kind = answers_of(number), kind_of(number)
            if Submission.objects.filter(
                idempotency_key=content_key(kind, identifying_answers(answers))
            ).exists():
                continue
            worked = number - TO_TAKE - len(_FLAGGED)
            before = WEEKEND * (TO_TAKE - number) / TO_TAKE if worked < 0 else LAST + worked * WEEKEND / 20
            submission = receive(kind, answers, flags, now=now - max(before, dt.timedelta(minutes=5)))
            if worked >= 0:
                work_on(submission, WORK[worked], actor=colleague, now=now)
            added += 1
        self.stdout.write(f"{added} demo requests added; see the queue.")
