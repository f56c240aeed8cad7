"""All data files that pages draw on, read together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from content.claims import Claim, load_claims
from content.glossary import Term, load_glossary
from content.helplines import Helplines, load_helplines
from content.references import Reference, load_references

_LEDGER = "sources-and-review"


@dataclass(frozen=True)
class Registers:
    """Sources, hard words, claims and help lines by id.

    `ledger_path` is the page that explains how sure the site is, empty while there is none.
    """

    references: Mapping[str, Reference] = field(default_factory=dict)
    glossary: Mapping[str, Term] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    helplines: Helplines = field(default_factory=Helplines)
    ledger_path: str = ""


def load_registers(root: Path) -> Registers:
    """Read the data files of a content folder. Raises ContentError with file and line."""
    references = load_references(root / "references.yaml")
    return Registers(
        references=references,
        glossary=load_glossary(root / "glossary.yaml"),
        claims=load_claims(root / "claims.yaml", references),
        helplines=load_helplines(root / "helplines.yaml", references),
        ledger_path=f"/{_LEDGER}/" if any((root / "pages").glob(f"*/*/{_LEDGER}.md")) else "",
    )
