"""Fixtures for tests of the audit trail."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AbstractBaseUser

from intake.audit import trail
from intake.enums import AuditKind
from intake.models import AuditEvent

NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)


@pytest.fixture
def events(nurse: AbstractBaseUser) -> list[AuditEvent]:
    return [trail.record(AuditKind.LISTED, actor=nurse, now=NOW, count=number) for number in range(6)]
