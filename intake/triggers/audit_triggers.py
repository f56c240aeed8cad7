"""Database triggers that reject any change or removal of an audit event.

SQLite drops a table's triggers when a migration rebuilds the table. Such a migration must end with
`install`; `manage.py verify_audit` reports missing triggers.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

_TABLE = "intake_auditevent"
_NAMES = {
    "sqlite": {f"{_TABLE}_no_update", f"{_TABLE}_no_delete", f"{_TABLE}_no_replace"},
    "postgresql": {f"{_TABLE}_no_change", f"{_TABLE}_no_truncate"},
}

_REFUSE = "BEGIN SELECT RAISE(ABORT, 'audit events are only ever added'); END"
_SQLITE = [
    f"CREATE TRIGGER IF NOT EXISTS {_TABLE}_no_update BEFORE UPDATE ON {_TABLE} {_REFUSE}",
    f"CREATE TRIGGER IF NOT EXISTS {_TABLE}_no_delete BEFORE DELETE ON {_TABLE} {_REFUSE}",
    # INSERT OR REPLACE removes a row without firing the delete trigger.
    f"""CREATE TRIGGER IF NOT EXISTS {_TABLE}_no_replace BEFORE INSERT ON {_TABLE}
    WHEN EXISTS (SELECT 1 FROM {_TABLE} WHERE id = NEW.id OR hash = NEW.hash) {_REFUSE}""",  # noqa: S608
]
# An empty table may be truncated: nothing is lost.
_POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION {_TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'TRUNCATE' OR EXISTS (SELECT 1 FROM {_TABLE}) THEN
    RAISE EXCEPTION 'audit events are only ever added' USING ERRCODE = 'integrity_constraint_violation';
    END IF; RETURN NULL; END $$""",  # noqa: S608
    f"""CREATE OR REPLACE TRIGGER {_TABLE}_no_change BEFORE UPDATE OR DELETE ON {_TABLE}
    FOR EACH ROW EXECUTE FUNCTION {_TABLE}_refuse()""",
    f"""CREATE OR REPLACE TRIGGER {_TABLE}_no_truncate BEFORE TRUNCATE ON {_TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION {_TABLE}_refuse()""",
]


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the missing triggers."""
    with connection.cursor() as cursor:
        for statement in _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers, for tests, which must clear their tables."""
    of_table = "" if connection.vendor == "sqlite" else f" ON {_TABLE}"
    with connection.cursor() as cursor:
        for name in sorted(_NAMES[connection.vendor]):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{of_table}")


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of the triggers that are missing or disabled."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [_TABLE])
        return _NAMES[connection.vendor] - {name for (name,) in cursor.fetchall()}
