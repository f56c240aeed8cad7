"""Claims: their sources must be cited on the page, and their certainty is shown next to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from django.utils.translation import override

from content import library, source_index
from content.errors import ContentError

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
def claims_file(write_references: Write, write_data: Write) -> Path:
    write_references("one", "two")
    return write_data("claims.yaml", CLAIMS)


@pytest.fixture
def loaded(claims_file: Path, root: Path, write_page: Write) -> library.Library:
    write_page(BODY, references="[one, two]")
    write_page("[[claims]]\n\n[[sources]]", slug="sources-and-review", folder="about", title="Sources")
    return library.load(root)


def test_certainty_follows_the_citation(claims_file: Path, root: Path, write_page: Write) -> None:
    write_page(BODY, references="[one, two]")

    html = library.load(root).pages["first"].body

    assert '1</a></sup> <span class="certainty">Certainty: very low</span> More.' in html


def test_certainty_links_to_its_explanation(loaded: library.Library) -> None:
    html = loaded.pages["first"].body

    assert '<a class="certainty" href="/sources-and-review/#how-sure-we-are">Certainty: very low</a>' in html


def test_certainty_on_a_translation_links_to_the_translated_explanation(
    loaded: library.Library, root: Path
) -> None:
    for slug, line in (("first", ""), ("sources-and-review", "slug: fuentes\n")):
        english = loaded.pages[slug].file
        spanish = root / "pages" / "es" / english.parent.name / english.name
        spanish.parent.mkdir(parents=True)
        text = english.read_text(encoding="utf-8")
        spanish.write_text(text.replace("---\n", f"---\n{line}", 1), encoding="utf-8")

    html = library.load(root, "es").pages["first"].body

    assert '<a class="certainty" href="/es/fuentes/#how-sure-we-are">' in html


def test_claim_without_its_source_is_refused_with_its_line(
    claims_file: Path, root: Path, write_page: Write, line_with: Callable[[Path, str], int]
) -> None:
    path = write_page("Text. [@one]\n\nMore. [@one] [!no-repair]", references="[one]")

    with pytest.raises(ContentError) as error:
        library.load(root)

    line = line_with(path, "no-repair")
    assert (
        str(error.value)
        == f"{path}, line {line}: the claim 'no-repair' is based on two; cite it on this page"
    )


@pytest.mark.parametrize(
    ("mark", "what"),
    [
        ("[!nothing]", "marks the claim 'nothing', which is not in claims.yaml"),
        ("[!Not an id]", "write a claim as [!id]"),
    ],
)
def test_unknown_or_malformed_claim_is_refused(
    claims_file: Path, root: Path, write_page: Write, mark: str, what: str
) -> None:
    write_page(f"Text. {mark}")

    with pytest.raises(ContentError) as error:
        library.load(root)

    assert what in str(error.value)


@pytest.mark.parametrize(
    ("changed", "line", "what"),
    [
        (("[one]", "[three]"), 1, "is based on three, which is not in references.yaml"),
        (("very low", "proven"), 4, "certainty: write one of: 'high'"),
        (("[one]", "[]"), 3, "references: write at least 1"),
        (("date: 2026-11-25", "date: soon"), 5, "date: write a date like 2026-11-25"),
    ],
)
def test_invalid_claims_file_is_refused_with_its_line(
    claims_file: Path, root: Path, changed: tuple[str, str], line: int, what: str
) -> None:
    claims_file.write_text(CLAIMS.replace(*changed, 1), encoding="utf-8")

    with pytest.raises(ContentError) as error:
        library.load(root)

    assert f"claims.yaml, line {line}: small-effect: {what}" in str(error.value)


def test_source_index_shows_every_claim_with_sources_date_and_pages(loaded: library.Library) -> None:
    html = loaded.pages["sources-and-review"].body

    assert "It helps a little." in html
    assert "It repairs nothing." in html
    assert "November 25, 2026" in html
    assert '<a href="https://doi.org/10.1000/one" rel="noreferrer">' in html
    assert html.count('<a href="/first/">A title</a>') == 4  # two claims and two sources


def test_source_index_names_the_pages_of_claims_and_sources(loaded: library.Library) -> None:
    pages = loaded.pages.values()

    claims = {
        entry.name: [page.slug for page in entry.pages] for entry in source_index.claims(loaded.data, pages)
    }
    sources = {
        entry.name: [page.slug for page in entry.pages] for entry in source_index.sources(loaded.data, pages)
    }

    assert claims == {"small-effect": ["first"], "no-repair": ["first"]}
    assert sources == {"one": ["first"], "two": ["first"]}


def test_command_lists_every_claim(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("claims")

    output = capsys.readouterr().out
    assert all(name in output for name in library.library().data.claims)


def test_command_lists_the_claims_and_pages_of_one_source(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("claims", reference="feder2014")

    output = capsys.readouterr().out
    assert "ketamine-single-dose" in output
    assert "ketamine-largest-trial" not in output
    assert output.splitlines()[-1].startswith("Pages that cite feder2014: /")


def test_command_refuses_an_unknown_source() -> None:
    with pytest.raises(CommandError, match="There is no source 'unknown'"):
        call_command("claims", reference="unknown")


@pytest.mark.parametrize(
    ("certainty", "spanish"), [("very low", "muy baja"), ("none", "sin evidencia"), ("high", "alta")]
)
def test_certainty_is_said_in_the_readers_language(certainty: str, spanish: str) -> None:
    with override("es"):
        html = render_to_string("components/certainty.html", {"certainty": certainty})

    assert html == f'<span class="certainty">Certeza: {spanish}</span>\n'
