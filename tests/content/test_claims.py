"""A claim stands in the ledger, rests on sources of the page, and shows its certainty beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from content import ledger, library
from content.faults import ContentError

Write = Callable[..., Path]
CLAIMS = """small-effect:
  text: It helps a little.
  references: [one]
  certainty: very low
  date: 2026-11-25
no-repair:
  text: It repairs nothing.
  references: [one, two]
  certainty: none
  date: 2026-11-24
"""
BODY = "It helps a little. [@one] [!small-effect] More. [@two] [!no-repair]"


@pytest.fixture
def ledger_file(write_register: Write, write_data: Write) -> Path:
    write_register("one", "two")
    return write_data("claims.yaml", CLAIMS)


@pytest.fixture
def shelf(ledger_file: Path, root: Path, write_page: Write) -> library.Library:
    write_page(BODY, references="[one, two]")
    write_page("[[claims]]\n\n[[sources]]", slug="sources-and-review", folder="about", title="Sources")
    return library.load(root)


def test_the_certainty_stands_behind_the_citation(ledger_file: Path, root: Path, write_page: Write) -> None:
    write_page(BODY, references="[one, two]")

    html = library.load(root).pages["first"].body

    assert '1</a></sup> <span class="certainty">Certainty: very low</span> More.' in html


def test_the_certainty_leads_to_the_page_that_explains_it(shelf: library.Library) -> None:
    html = shelf.pages["first"].body

    assert '<a class="certainty" href="/sources-and-review/#how-sure-we-are">Certainty: very low</a>' in html


def test_a_claim_on_a_page_without_its_source_is_refused_with_its_line(
    ledger_file: Path, root: Path, write_page: Write, line_with: Callable[[Path, str], int]
) -> None:
    path = write_page("Text. [@one]\n\nMore. [@one] [!no-repair]", references="[one]")

    with pytest.raises(ContentError) as refusal:
        library.load(root)

    line = line_with(path, "no-repair")
    assert (
        str(refusal.value) == f"{path}, line {line}: the claim 'no-repair' rests on two; cite it on this page"
    )


@pytest.mark.parametrize(
    ("mark", "what"),
    [
        ("[!nothing]", "marks the claim 'nothing', which is not in claims.yaml"),
        ("[!Not an id]", "written [!id]"),
    ],
)
def test_a_mark_that_leads_to_no_claim_is_refused(
    ledger_file: Path, root: Path, write_page: Write, mark: str, what: str
) -> None:
    write_page(f"Text. {mark}")

    with pytest.raises(ContentError) as refusal:
        library.load(root)

    assert what in str(refusal.value)


@pytest.mark.parametrize(
    ("changed", "line", "what"),
    [
        (("[one]", "[three]"), 1, "rests on three, which is not in references.yaml"),
        (("very low", "proven"), 4, "certainty: write one of: 'high'"),
        (("[one]", "[]"), 3, "references: write at least 1"),
        (("date: 2026-11-25", "date: soon"), 5, "date: write a day like 2026-11-25"),
    ],
)
def test_a_faulty_ledger_is_refused_with_its_line(
    ledger_file: Path, root: Path, changed: tuple[str, str], line: int, what: str
) -> None:
    ledger_file.write_text(CLAIMS.replace(*changed, 1), encoding="utf-8")

    with pytest.raises(ContentError) as refusal:
        library.load(root)

    assert f"claims.yaml, line {line}: small-effect: {what}" in str(refusal.value)


def test_the_ledger_page_lists_every_claim_with_sources_day_and_pages(shelf: library.Library) -> None:
    html = shelf.pages["sources-and-review"].body

    assert "It helps a little." in html
    assert "It repairs nothing." in html
    assert "November 25, 2026" in html
    assert '<a href="https://doi.org/10.1000/one" rel="noreferrer">' in html
    assert html.count('<a href="/first/">A title</a>') == 4  # two claims and two sources


def test_the_ledger_names_the_pages_of_a_claim_and_of_a_source(shelf: library.Library) -> None:
    pages = shelf.pages.values()

    claims = {
        entry.name: [page.slug for page in entry.pages] for entry in ledger.claims(shelf.registers, pages)
    }
    sources = {
        entry.name: [page.slug for page in entry.pages] for entry in ledger.sources(shelf.registers, pages)
    }

    assert claims == {"small-effect": ["first"], "no-repair": ["first"]}
    assert sources == {"one": ["first"], "two": ["first"]}


def test_the_command_lists_every_claim(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("claims")

    told = capsys.readouterr().out
    assert all(name in told for name in library.library().registers.claims)


def test_the_command_lists_the_claims_and_pages_of_one_source(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("claims", reference="feder2014")

    told = capsys.readouterr().out
    assert "ketamine-single-dose" in told
    assert "ketamine-largest-trial" not in told
    assert told.splitlines()[-1].startswith("Pages that cite feder2014: /")


def test_the_command_refuses_an_unknown_source() -> None:
    with pytest.raises(CommandError, match="There is no source 'nobody'"):
        call_command("claims", reference="nobody")
