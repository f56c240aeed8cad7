"""A row is stored by one statement as `save` would store it."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from intake.enums import EnteredAs, Kind
from intake.models import OutboxMessage, PatientAction, Submission
from intake.models.inserting import insert

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
#: What the public side may choose in a row that it adds. On PostgreSQL, a policy limits the other columns.
FILLED_IN_BY_PUBLIC_SIDE: dict[type[Model], set[str]] = {
    Submission: {
        *("id", "reference", "kind", "page_language", "due_at", "act_by", "queue_at", "read_first"),
        *("quarantined", "suspect_reasons", "sealed", "idempotency_key", "canary"),
    },
    PatientAction: {"id", "kind", "submission_id"},
    OutboxMessage: {"id", "created_at", "next_at"},
}


def _request(**values: Any) -> Submission:
    names = {"reference": uuid.uuid4().hex[:9], "idempotency_key": uuid.uuid4().hex}
    return Submission(id=uuid.uuid4(), kind=Kind.CALLBACK, received_at=NOW, sealed="v1.x", **names | values)


def _stored(row: Submission) -> dict[str, Any]:
    fields = [field.name for field in Submission._meta.fields]
    found = Submission.with_canaries.values(*fields).get(pk=row.pk)
    return {
        name: value for name, value in found.items() if name not in {"id", "reference", "idempotency_key"}
    }


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"entered_as": EnteredAs.PHONE, "version": 3, "read_first": True, "queue_at": NOW, "language": "es"},
    ],
)
def test_an_inserted_row_equals_a_saved_one(values: dict[str, Any]) -> None:
    inserted, saved = _request(**values), _request(**values)

    insert(inserted)
    saved.save(force_insert=True)

    assert _stored(inserted) == _stored(saved)


def test_what_the_column_fills_in_is_not_sent() -> None:
    with CaptureQueriesContext(connection) as queries:
        insert(_request(version=2))

    statement = queries[0]["sql"]
    assert "version" in statement
    assert "paused_seconds" not in statement


@pytest.mark.parametrize(("model", "of_public_side"), FILLED_IN_BY_PUBLIC_SIDE.items())
def test_the_database_refuses_every_other_column_of_a_row_from_the_public_side(
    model: type[Model], of_public_side: set[str]
) -> None:
    rights = (settings.BASE_DIR / "deploy" / "public-role.sql").read_text(encoding="utf-8")
    policy = re.search(rf"CREATE POLICY public_side_adds ON {model._meta.db_table} .*?;", rights, re.DOTALL)[
        0
    ]

    columns = {field.column for field in model._meta.concrete_fields if not field.generated}
    assert columns - of_public_side - set(re.findall(r"\w+", policy)) == set(), (
        "say in the policy of deploy/public-role.sql what it must be in a new row"
    )
