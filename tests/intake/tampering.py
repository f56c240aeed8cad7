"""Helpers that tamper with the audit trail and verify it."""

from __future__ import annotations

import io

from django.core.management import call_command
from django.db import connection

from intake.triggers import audit_triggers


def tamper(*statements: str) -> None:
    """Execute SQL statements on the audit trail with its triggers removed."""
    audit_triggers.remove(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    audit_triggers.install(connection)


def verification_output(**options: object) -> str:
    """Return the output of `manage.py verify_audit`. Raises CommandError if the trail is invalid."""
    out = io.StringIO()
    call_command("verify_audit", stdout=out, **options)
    return out.getvalue()
