"""Load the database of an earlier release into an empty database, at the migrations of that release."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps


def load(path: str) -> None:
    """Create the old tables and store the dump's rows in them.

    `migrations` in the dump are the release's last migrations, `rows` the output of its `dumpdata`.
    """
    dump = json.loads(Path(path).read_text(encoding="utf-8"))
    old = MigrationExecutor(connection).migrate([tuple(last) for last in dump["migrations"]]).apps
    with connection.constraint_checks_disabled(), transaction.atomic():
        for row in dump["rows"]:
            _store(old, row)
    stored = [old.get_model(name) for name in {row["model"] for row in dump["rows"]}]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), stored):
            cursor.execute(statement)


def _store(old: StateApps, row: dict[str, Any]) -> None:
    model = old.get_model(row["model"])
    values, related = {"pk": model._meta.pk.to_python(row["pk"])}, {}
    for name, value in row["fields"].items():
        field = model._meta.get_field(name)
        if isinstance(field, models.ManyToManyField):
            related[name] = value
        elif not field.generated:
            values[field.attname] = field.to_python(value)
    instance = model(**values)
    instance.save_base(raw=True, force_insert=True)  # as loaddata does: no field gets the current time
    for name, keys in related.items():
        getattr(instance, name).set(keys)
