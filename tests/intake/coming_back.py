"""A request, and its sender who comes back to it with reference and secret."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import time_machine
from django.test import Client

from intake.enums import Kind
from intake.forms import CallbackForm
from intake.models import Submission
from intake.receipts import receipt_secret
from intake.services.receive import receive
from tests.typed import callback_answers

MONDAY = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)


@contextmanager
def request_of_monday() -> Iterator[Submission]:
    """Yield a request that came in on that Monday; the clock stands there."""
    form = CallbackForm(callback_answers(name="Rosalind", email="rosalind@example.com"))
    assert form.is_valid()
    with time_machine.travel(MONDAY, tick=False):
        yield receive(Kind.CALLBACK, form.answers())


def look_up(client: Client, submission: Submission, **changes: str) -> Any:
    """Ask for a request with its pair, or with a changed one."""
    pair = {"reference": submission.reference, "secret": receipt_secret(submission.pk)}
    return client.post("/request/", pair | changes)


def page_of(client: Client, submission: Submission) -> str:
    """Return the page of a request."""
    return client.get(look_up(client, submission)["Location"]).content.decode()


def post_to(
    client: Client, submission: Submission, what: str, data: dict[str, Any] | None = None, **headers: str
) -> Any:
    """Change a request, take it back, or undo that."""
    return client.post(f"{look_up(client, submission)['Location']}{what}/", data or {}, headers=headers)
