"""Reads a .po file: what Python's gettext module does for .mo files only."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[2] / "locale"
CATALOGS = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))
_FIELD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")')


@dataclass
class Entry:
    """One message: `fields` are its lines by keyword, `flags` what follows `#,`."""

    fields: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)

    @property
    def key(self) -> tuple[str | None, str]:
        """Context and English words, which identify a message."""
        return self.fields.get("msgctxt"), self.fields["msgid"]

    @property
    def translations(self) -> list[str]:
        """The translation, or that for one and that for many."""
        return [text for name, text in self.fields.items() if name.startswith("msgstr")]


def read(path: Path) -> dict[tuple[str | None, str], Entry]:
    """Return the entries of a catalog by key, without its header."""
    entries = (_entry(block) for block in re.split(r"\n{2,}", path.read_text().strip()))
    return {entry.key: entry for entry in entries if entry.fields.get("msgid")}


def _entry(block: str) -> Entry:
    entry, name = Entry(), ""
    for line in block.splitlines():
        if line.startswith("#,"):
            entry.flags |= {flag.strip() for flag in line[2:].split(",")}
        elif match := _FIELD.fullmatch(line):
            name = match[1]
            entry.fields[name] = ast.literal_eval(match[2])
        elif line.startswith('"'):
            entry.fields[name] += ast.literal_eval(line)
    return entry
