"""Database triggers that keep a request from being purged early, whatever writes to the column.

`purge_after` may be set only on a closed request, to at least a day after `closed_at` (the minimum
that KEEP_DAYS allows). While the request stays closed, it can only move later, and `closed_at` can't
change. SQLite drops a table's triggers when a migration rebuilds the table, so they are installed
after every `migrate`.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from intake.enums import OPEN_STATUSES

_TABLE = "intake_submission"
_OPEN = ", ".join(f"'{status.value}'" for status in OPEN_STATUSES)
_TOO_EARLY = """NEW.purge_after IS NOT NULL AND (NEW.status IN ({open}) OR NEW.closed_at IS NULL
    OR NEW.purge_after < {a_day_later})"""
_MOVED = """OLD.purge_after IS NOT NULL AND NEW.status NOT IN ({open}) AND (NEW.purge_after IS NULL
    OR NEW.purge_after < OLD.purge_after OR NEW.closed_at <> OLD.closed_at)"""
_MESSAGE = "a request is not purged before its time"


def _rule(text: str, vendor: str) -> str:
    # On SQLite, Django stores times as text, which sorts chronologically.
    later = "datetime(NEW.closed_at, '+1 day')" if vendor == "sqlite" else "NEW.closed_at + interval '1 day'"
    return text.format(open=_OPEN, a_day_later=later)


_REFUSE = f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
_SQLITE = [
    f"""CREATE TRIGGER IF NOT EXISTS {_TABLE}_purge_insert BEFORE INSERT ON {_TABLE}
    WHEN {_rule(_TOO_EARLY, "sqlite")} {_REFUSE}""",
    f"""CREATE TRIGGER IF NOT EXISTS {_TABLE}_purge_update BEFORE UPDATE ON {_TABLE}
    WHEN ({_rule(_TOO_EARLY, "sqlite")}) OR ({_rule(_MOVED, "sqlite")}) {_REFUSE}""",
]
_POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION {_TABLE}_purge_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE OR REPLACE TRIGGER {_TABLE}_purge_insert BEFORE INSERT ON {_TABLE} FOR EACH ROW
    WHEN ({_rule(_TOO_EARLY, "postgresql")}) EXECUTE FUNCTION {_TABLE}_purge_refuse()""",
    f"""CREATE OR REPLACE TRIGGER {_TABLE}_purge_update BEFORE UPDATE ON {_TABLE} FOR EACH ROW
    WHEN (({_rule(_TOO_EARLY, "postgresql")}) OR ({_rule(_MOVED, "postgresql")}))
    EXECUTE FUNCTION {_TABLE}_purge_refuse()""",
]


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the missing triggers; does nothing if the table is from an older release."""
    with connection.cursor() as cursor:
        if _TABLE not in connection.introspection.table_names(cursor):
            return
        columns = {column.name for column in connection.introspection.get_table_description(cursor, _TABLE)}
        if not columns >= {"status", "closed_at", "purge_after"}:
            return
        for statement in _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers, for tests of what happens without them."""
    of_table = "" if connection.vendor == "sqlite" else f" ON {_TABLE}"
    with connection.cursor() as cursor:
        for name in ("insert", "update"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {_TABLE}_purge_{name}{of_table}")
