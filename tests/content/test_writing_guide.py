"""docs/writing.md says what is true: every mark, key, message and rule, and none that is gone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from content import blocks, charts, includes, scaffold
from content.claims import Claim
from content.faults import PLAIN
from content.frontmatter import Head, Status
from content.glossary import Term
from content.helplines import CHECKED_WITHIN_DAYS, Contact, Helpline
from content.library import ROOT as LIBRARY_ROOT
from content.library import library
from content.references import Reference

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "writing.md").read_text(encoding="utf-8")
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "content").rglob("*.py")))
RULES = set(re.findall(r"\"(content\.[EW]\d{3})\"", CODE))


def test_the_guide_explains_every_rule_of_the_lint_and_no_other() -> None:
    assert set(re.findall(r"^\| `(content\.[EW]\d{3})`", GUIDE, re.MULTILINE)) == RULES
    assert len(RULES) >= 12


@pytest.mark.parametrize("name", [*blocks.CALLOUTS, "care"])
def test_the_guide_shows_every_block(name: str) -> None:
    assert f":::{name} " in GUIDE or f"`:::{name}`" in GUIDE


@pytest.mark.parametrize("kind", blocks.CARE)
def test_the_guide_names_every_kind_of_care_card(kind: str) -> None:
    assert f"`{kind}`" in GUIDE


@pytest.mark.parametrize("kind", [*includes.KINDS, *includes.LATE])
def test_the_guide_shows_every_include(kind: str) -> None:
    assert re.search(rf"`\[\[{kind}( [a-z0-9-]+)?\]\]`", GUIDE)


@pytest.mark.parametrize("mark", ["[@", "[!", "(glossary:", "{{name}}", "FILL IN"])
def test_the_guide_shows_every_mark(mark: str) -> None:
    assert mark in GUIDE


@pytest.mark.parametrize("key", Head.model_fields)
def test_the_guide_names_every_key_of_a_head(key: str) -> None:
    assert re.search(rf"^\| [^|]*`{key}`[^|]*\|", GUIDE, re.MULTILINE)


@pytest.mark.parametrize(
    "key",
    sorted(
        {key for model in (Status, Reference, Term, Claim, Helpline, Contact) for key in model.model_fields}
    ),
)
def test_the_guide_names_every_key_of_the_data_files(key: str) -> None:
    assert re.search(rf"(`{key}`|\b{key}:)", GUIDE)


@pytest.mark.parametrize("section", scaffold.SECTIONS)
def test_the_guide_names_every_section(section: str) -> None:
    assert f"`{section}`" in GUIDE


def test_every_message_that_the_guide_explains_can_still_be_read() -> None:
    start = GUIDE.index("## What the site says at the start")
    told = re.findall(
        r"^\| `(.+?)` \|", GUIDE[start : GUIDE.index("## What make check-pages says")], re.MULTILINE
    )
    code = re.sub(r'"\s+f?"', "", CODE)

    assert len(told) > 30
    assert [message for message in told if message not in code] == []


def test_every_fault_of_a_file_is_explained_by_the_guide() -> None:
    start = GUIDE.index("## What the site says at the start")
    told = re.findall(
        r"^\| `(.+?)` \|", GUIDE[start : GUIDE.index("## What make check-pages says")], re.MULTILINE
    )
    modules = ("rendering", "inline", "blocks", "includes", "library")
    code = "\n".join((ROOT / "content" / f"{name}.py").read_text(encoding="utf-8") for name in modules)
    faults = re.findall(r'(?:Fault\(\s*|self\.path, line, |what = )(f?"(?:[^"\\]|\\.|"\s+f?")*")', code)

    assert len(faults) > 20
    assert [
        fault for fault in faults if not any(message in re.sub(r'"\s+f?"', "", fault) for message in told)
    ] == []


def test_the_guide_gives_the_right_number_of_days_for_help_lines() -> None:
    assert f"within {CHECKED_WITHIN_DAYS} days" in GUIDE


def test_every_plain_word_for_a_fault_is_explained_by_the_guide() -> None:
    start = GUIDE.index("## What the site says at the start")
    told = re.findall(r"^\| `(.+?)` \|", GUIDE[start:], re.MULTILINE)
    numbers = {"float_parsing", "float_type", "int_parsing", "int_type", "greater_than_equal", "greater_than"}
    words = [plain for kind, plain in PLAIN.items() if kind not in {*numbers, "bool_parsing", "bool_type"}]

    assert len(words) > 8
    assert [plain for plain in words if not any(message in plain for message in told)] == []


def test_the_guide_lists_every_chart_and_group_of_help_lines() -> None:
    shelf = library()

    for name in (*charts.names(LIBRARY_ROOT), *shelf.registers.helplines.groups):
        assert f"`{name}`" in GUIDE
