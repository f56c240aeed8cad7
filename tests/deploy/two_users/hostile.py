"""Hostile statements, made from what the database lets a role do: no list of tables is kept here."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.deploy.two_users.clinic import Answering

_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, NULL), a.attnotnull,
       a.attgenerated <> '' OR a.attidentity <> '',
       has_column_privilege(c.oid, a.attnum, 'UPDATE'), has_column_privilege(c.oid, a.attnum, 'SELECT'),
       coalesce((SELECT f.relname FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid
                 WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum] LIMIT 1), ''),
       EXISTS (SELECT FROM pg_index i
               WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey))
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relnamespace = 'public'::regnamespace
ORDER BY c.relname, a.attnum
"""
_TABLES = """
SELECT relname, has_any_column_privilege(oid, 'INSERT'), has_table_privilege(oid, 'DELETE'),
       has_table_privilege(oid, 'TRUNCATE')
FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
_NOW, _PAST, _NEVER = "now()", "'1970-01-02'", "'9999-01-01'"
_REQUESTS = "intake_submission"
# What a number to call would be replaced by.
HOSTILE_NUMBER = "+19005550199"
_HOSTILE_PHONE = {"typed": HOSTILE_NUMBER, "e164": HOSTILE_NUMBER, "extension": ""}


@dataclass(frozen=True)
class Column:
    """A column, and what the role may do with it."""

    table: str
    name: str
    type: str
    required: bool
    by_the_database: bool
    may_update: bool
    may_select: bool
    points_to: str
    is_key: bool


class Rights:
    """Everything that the role may do in the site's database, and statements that use it."""

    def __init__(self, intruder: Answering, words: dict[str, dict[str, list[str]]], contexts: dict[str, str]):
        self._intruder, self._words, self._contexts = intruder, words, contexts
        self.columns = [Column(*row) for row in intruder("query", _COLUMNS)]
        self.tables = {name: rights for name, *rights in intruder("query", _TABLES)}

    def deletions(self) -> list[str]:
        """Return statements that empty each table that may be emptied."""
        found = []
        for table, (_insert, delete, truncate) in self.tables.items():
            found += [f"DELETE FROM {table}"] if delete else []
            found += [f"TRUNCATE {table} CASCADE"] if truncate else []
        return found

    def updates(self) -> Iterator[tuple[str, list[str]]]:
        """Yield, for each column that may be changed, attempts that change one row to each hostile value.

        The first half of a pair names the attempt. One attempt changes no row twice.
        """
        for column in self.columns:
            if not column.may_update or column.by_the_database:
                continue
            key = next((each.name for each in self._of(column.table) if each.is_key and each.may_select), "")
            for batch in _batches(self._values(column)):
                yield (
                    f"{column.table}.{column.name}: {', '.join(batch)}",
                    [
                        _update(column.table, f"{column.name} = {value}", key, number)
                        for number, value in enumerate(batch)
                    ],
                )

    def updates_of_all(self) -> Iterator[tuple[str, list[str]]]:
        """Yield attempts that set every column of a table at once: each word, with all times past or far."""
        for table in self.tables:
            columns = [each for each in self._of(table) if each.may_update and not each.by_the_database]
            key = next((each.name for each in self._of(table) if each.is_key and each.may_select), "")
            times = [each.name for each in columns if each.type.startswith("timestamp")]
            pairs = [
                ", ".join([f"{each.name} = '{word}'", *(f"{name} = {moment}" for name in times)])
                for each in columns
                for word in self._words.get(table, {}).get(each.name, [])
                for moment in (_PAST, _NEVER)
            ]
            for batch in _batches(pairs):
                yield (
                    f"{table}: {batch[0]} …",
                    [_update(table, pair, key, number) for number, pair in enumerate(batch)],
                )

    def insertions(self, requests: list[str]) -> Iterator[tuple[str, list[str]]]:
        """Yield, for each table that takes rows, forged rows for each of `requests` (their ids)."""
        for table, (insert, _delete, _truncate) in self.tables.items():
            if insert:
                yield f"rows of {table}", list(self._rows(table, requests))

    def _rows(self, table: str, requests: list[str]) -> Iterator[str]:
        columns = [each for each in self._of(table) if not each.by_the_database]
        for request in requests:
            yield self._row(table, columns, request, {})
            for column in columns:
                if not column.points_to and not column.is_key:
                    for value in self._values(column):
                        yield self._row(table, columns, request, {column.name: value})

    def _row(self, table: str, columns: list[Column], request: str, changed: dict[str, str]) -> str:
        new = str(uuid.uuid4())
        values = {column.name: self._usual(column, new, request) for column in columns} | changed
        return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(values.values())})"

    def _usual(self, column: Column, new: str, request: str) -> str:
        if column.points_to == _REQUESTS:
            return f"'{request}'"
        if not column.required:
            return "NULL"
        if column.name == "sealed" and column.type != "bytea":
            context = f"{self._contexts.get(column.table, column.table)}|{new}|sealed"
            return f"'{self._intruder('sealed', json.dumps(HOSTILE_ANSWERS), context)}'"
        word = (self._words.get(column.table, {}).get(column.name) or [secrets.token_hex(4)])[0]
        usual = {"uuid": f"'{new}'", "boolean": "false", "bytea": "''", "date": "current_date"}
        if column.type.startswith("timestamp"):
            return _NOW
        return usual.get(column.type, f"'{word}'" if "char" in column.type or column.type == "text" else "0")

    def _values(self, column: Column) -> list[str]:
        """Return hostile values for a column, as SQL."""
        null = [] if column.required else ["NULL"]
        words = self._words.get(column.table, {}).get(column.name, [])
        if words:
            return [f"'{word}'" for word in words]
        if column.type.startswith("timestamp"):
            return [*null, _PAST, _NEVER, _NOW]
        if column.type == "boolean":
            return ["true", "false"]
        if column.type in {"integer", "bigint", "smallint"}:
            return [*null, "0", "32767"]
        if column.type == "bytea":
            return [*null, "''", "'\\x80049500'"]
        if "char" in column.type or column.type == "text":
            same = f"(SELECT {column.name} FROM {column.table} ORDER BY 1 LIMIT 1)"
            return [*null, "''", "'hostile'", *([same] if column.may_select else [])]
        return null

    def _of(self, table: str) -> list[Column]:
        return [column for column in self.columns if column.table == table]


#: What a form stores, with a number of the intruder's, and whatever proof an intruder may guess.
HOSTILE_ANSWERS: dict[str, Any] = {
    "wording": "callback-2",
    "name": "Sam",
    "adult": "yes",
    "channel": "phone",
    "phone": _HOSTILE_PHONE,
    "email": "intruder@example.org",
    "voicemail": True,
    "say_clinic_name": True,
    "times": ["any"],
    "secret": "AAAA-AAAA-AAAA-AAAA-AAAA",
    "proof": "AAAA-AAAA-AAAA-AAAA-AAAA",
    "answers": {"phone": _HOSTILE_PHONE},
}


def _update(table: str, change: str, key: str, number: int) -> str:
    one_row = f" WHERE {key} IN (SELECT {key} FROM {table} ORDER BY {key} OFFSET {number} LIMIT 1)"
    return f"UPDATE {table} SET {change}{one_row if key else ''}"


def _batches(values: list[str], size: int = 5) -> Iterator[list[str]]:
    yield from (values[start : start + size] for start in range(0, len(values), size))
