"""A request of a Monday, and its patient on the public side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from intake.enums import PatientActionKind
from intake.models import PatientAction, Submission
from intake.services.requests.patient_actions import act
from tests.intake.coming_back import request_of_monday
from tests.typed import SECRET


@pytest.fixture
def submission() -> Iterator[Submission]:
    with request_of_monday() as row:
        yield row


@pytest.fixture
def act_outside(settings: Settings) -> Callable[..., PatientAction]:
    """Return a way to act in a process without private keys."""
    keys = settings.SEALING_PRIVATE_KEYS_FILE

    def outside(submission: Submission, kind: PatientActionKind, **more: Any) -> PatientAction:
        settings.SEALING_PRIVATE_KEYS_FILE = None
        try:
            return act(submission, kind, timezone.now(), **{"secret": SECRET} | more)
        finally:
            settings.SEALING_PRIVATE_KEYS_FILE = keys

    return outside
