"""Helpers for tests in which a patient returns to a request with reference and secret."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import time_machine
from django.test import Client
from django.utils import timezone

from intake.enums import Kind
from intake.forms.callback import CallbackForm
from intake.models import Submission
from intake.services.requests.patient_actions import apply_pending
from intake.services.requests.receive import receive
from tests.typed import SECRET, SECRET_HASH, callback_answers

MONDAY = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)


@contextmanager
def request_of_monday() -> Iterator[Submission]:
    """Yield a request received at MONDAY, with the clock frozen at that time."""
    form = CallbackForm(callback_answers(name="Rosalind", email="rosalind@example.com"))
    assert form.is_valid()
    with time_machine.travel(MONDAY, tick=False):
        yield receive(Kind.CALLBACK, form.answers(), secret_hash=SECRET_HASH)


def stored(submission: Submission) -> Submission:
    """Return a request as it is stored now."""
    return Submission.objects.get(pk=submission.pk)


def apply_actions(now: dt.datetime | None = None) -> int:
    """Apply what patients did, as the worker does; return how many actions there were."""
    return apply_pending(set(), now or timezone.now())


def look_up(client: Client, submission: Submission, **changes: str) -> Any:
    """Look up a request with its reference and secret, or with `changes` to them."""
    pair = {"reference": submission.reference, "secret": SECRET}
    return client.post("/request/", pair | changes)


def is_open(answer: Any) -> bool:
    """Return whether a look-up redirected to a status page, and not back to the form."""
    return answer.status_code == 303 and "/again/" not in answer["Location"]


def page_of(client: Client, submission: Submission) -> str:
    """Return the HTML of a request's status page."""
    return client.get(look_up(client, submission)["Location"]).content.decode()


def post_to(
    client: Client, submission: Submission, what: str, data: dict[str, Any] | None = None, **headers: str
) -> Any:
    """Post to a view of a request: `what` is change, withdraw, or undo."""
    return client.post(f"{look_up(client, submission)['Location']}{what}/", data or {}, headers=headers)
