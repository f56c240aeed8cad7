"""A backup of a database that is empty afterward."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from intake.enums import Kind
from intake.models import FaqEntry
from intake.services.requests.amending import amend
from intake.services.requests.receive import receive
from intake.triggers import audit_triggers


@pytest.fixture
def backup_path(tmp_path: Path) -> Path:
    """Return a backup of a database, which is empty afterward."""
    user = get_user_model().objects.create_user("kim", password="a long password for tests")
    group = Group.objects.create(name="callers")
    group.permissions.add(Permission.objects.get(codename="view_submission"))
    moved = ContentType.objects.create(app_label="intake", model="holiday")  # as in release 0.1
    group.permissions.add(Permission.objects.create(codename="view_holiday", content_type=moved))
    user.groups.add(group)
    FaqEntry.objects.create(slug="why", question="Why?", answer="Because.\n\nSo.", topic="Topic")
    submission = receive(Kind.CALLBACK, {"name": "Rosalind"})
    amend(submission, {"voicemail": True}, timezone.now())
    file = tmp_path / "backup"
    call_command("backup", file, stdout=io.StringIO())
    moved.delete()
    _clear_database()
    return file


def _clear_database() -> None:
    audit_triggers.remove(connection)
    with connection.constraint_checks_disabled():
        call_command("flush", interactive=False, verbosity=0)
    audit_triggers.install(connection)
    Group.objects.all().delete()
