"""docs/writing.md names every kind of markup, key, and rule, and only messages that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from content import charts, skeleton
from content.data.claims import Claim
from content.data.glossary import Term
from content.data.helplines import CHECKED_WITHIN_DAYS, Contact, Helpline
from content.data.references import Reference
from content.library import ROOT as LIBRARY_ROOT
from content.library import library
from content.markup import blocks, includes
from content.markup.frontmatter import Metadata, TreatmentStatus

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs" / "writing.md").read_text(encoding="utf-8")
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (*sorted((ROOT / "content").rglob("*.py")), ROOT / "clinic_site" / "core" / "link_rules.py")
)
RULES = set(re.findall(r"\"(content\.[EW]\d{3})\"", CODE))


def test_guide_explains_exactly_the_existing_lint_rules() -> None:
    explained = set(re.findall(r"^\| `(content\.[EW]\d{3})`", GUIDE, re.MULTILINE))

    assert explained ^ RULES == set(), "docs/writing.md has a row for each, “What make check-pages says”"
    assert len(RULES) >= 12


@pytest.mark.parametrize("name", [*blocks.CALLOUTS, "care"])
def test_guide_shows_every_block(name: str) -> None:
    assert f":::{name} " in GUIDE or f"`:::{name}`" in GUIDE


@pytest.mark.parametrize("kind", blocks.CARE)
def test_guide_names_every_kind_of_care_card(kind: str) -> None:
    assert f"`{kind}`" in GUIDE


@pytest.mark.parametrize("kind", [*includes.KINDS, *includes.DEFERRED])
def test_guide_shows_every_include(kind: str) -> None:
    assert re.search(rf"`\[\[{kind}( [a-z0-9-]+)?\]\]`", GUIDE)


@pytest.mark.parametrize("mark", ["[@", "[!", "(glossary:", "{{name}}", "FILL IN"])
def test_guide_shows_all_inline_markup(mark: str) -> None:
    assert mark in GUIDE


@pytest.mark.parametrize("key", Metadata.model_fields)
def test_guide_names_every_key_of_the_front_matter(key: str) -> None:
    assert re.search(rf"^\| [^|]*`{key}`[^|]*\|", GUIDE, re.MULTILINE)


@pytest.mark.parametrize(
    "key",
    sorted(
        {
            key
            for model in (TreatmentStatus, Reference, Term, Claim, Helpline, Contact)
            for key in model.model_fields
        }
    ),
)
def test_guide_names_every_key_of_the_data_files(key: str) -> None:
    assert re.search(rf"(`{key}`|\b{key}:)", GUIDE)


@pytest.mark.parametrize("section", skeleton.SECTIONS)
def test_guide_names_every_section(section: str) -> None:
    assert f"`{section}`" in GUIDE


def test_guide_explains_only_existing_messages() -> None:
    start = GUIDE.index("## Errors when the site starts")
    end = GUIDE.index("## What make check-pages says")
    explained = re.findall(r"^\| `(.+?)` \|", GUIDE[start:end], re.MULTILINE)
    code = re.sub(r'"\s+f?"', "", CODE)

    assert explained
    assert [message for message in explained if message not in code] == []


def test_guide_gives_the_right_number_of_days_for_help_lines() -> None:
    assert f"within {CHECKED_WITHIN_DAYS} days" in GUIDE


def test_guide_lists_every_chart_and_group_of_help_lines() -> None:
    loaded = library()

    for name in (*charts.names(LIBRARY_ROOT), *loaded.data.helplines.groups):
        assert f"`{name}`" in GUIDE
