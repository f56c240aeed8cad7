"""Each lint rule reports its violations with their lines, and passes correct pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from content import library
from content.lint import dates, glossary, links, metadata, reading, wording
from content.lint.finding import Finding

Write = Callable[..., Path]
Found = Callable[[], list[tuple[str, int]]]
STATUS = "{fda: f, guideline: g, certainty: low, risks: r}"
TODAY = dt.date(2026, 11, 25)


def _all(root: Path) -> Iterator[Finding]:
    loaded = library.load(root)
    yield from links.findings(loaded, lambda path: path == "/faq/")
    yield from metadata.findings(loaded)
    yield from wording.findings(loaded)
    yield from reading.findings(loaded, {"ketamine"})
    yield from dates.findings(loaded, TODAY, root / "data" / "helplines.yaml")
    yield from glossary.findings(loaded, root / "data" / "glossary.yaml")


@pytest.fixture
def found(root: Path) -> Found:
    """Return a function that returns the rule and line of each finding."""
    return lambda: [(finding.rule, finding.line) for finding in _all(root)]


@pytest.mark.parametrize(
    "link",
    [
        "/second/",
        "/second/#part",
        "#here",
        "/faq/",
        "/faq/#anything",
        "https://va.gov/x",
        "tel:988",
        "/second/#card",
    ],
)
def test_working_link_passes(
    write_page: Write, write_data: Callable[[str, str], Path], found: Found, link: str
) -> None:
    write_data("allowed_links.yaml", "hosts: [va.gov]\ncall: ['988']\n")
    write_page(f"## Here\n\n[go]({link})")
    write_page("## Part\n\n:::care urgent Card\nx\n:::", slug="second", title="Other")

    assert found() == []


@pytest.mark.parametrize(
    ("link", "rule"),
    [
        ("/gone/", "content.E001"),
        ("/second", "content.E001"),
        ("second/", "content.E001"),
        ("/second/#gone", "content.E002"),
        ("#gone", "content.E002"),
        ("/second/#sources", "content.E002"),
    ],
)
def test_broken_link_is_reported_with_its_line(
    write_page: Write, found: Found, line_with: Callable[[Path, str], int], link: str, rule: str
) -> None:
    path = write_page(f"text\n\n- [go]({link})")
    write_page(slug="second", title="Other")

    assert found() == [(rule, line_with(path, "[go]"))]


def test_broken_link_in_the_front_matter_is_reported(write_page: Write, found: Found) -> None:
    write_page(summary='"[go](/gone/)"')

    assert [rule for rule, _ in found()] == ["content.E001"]


def test_duplicate_titles_are_reported_regardless_of_case(
    write_page: Write, found: Found, line_with: Callable[[Path, str], int]
) -> None:
    write_page(title="Sleep")
    second = write_page(slug="second", title="sleep")

    assert found() == [("content.E003", line_with(second, "title:"))]


@pytest.mark.parametrize(
    ("folder", "status", "rules"),
    [("ketamine", None, ["content.E004"]), ("ketamine", STATUS, []), ("ptsd", None, [])],
)
def test_ketamine_page_requires_a_status_box(
    write_page: Write, found: Found, folder: str, status: str | None, rules: list[str]
) -> None:
    write_page(folder=folder, status=status)

    assert [rule for rule, _ in found()] == rules


@pytest.mark.parametrize(
    "claim",
    [
        "It can cure you.",
        "Guaranteed.",
        "A miracle!",
        "It is safe and effective.",
        "It resets the brain.",
        "CURED",
    ],
)
@pytest.mark.parametrize("key", ["summary", "title", "description", "body"])
def test_promise_is_reported_anywhere_on_a_page(
    write_page: Write, found: Found, claim: str, key: str
) -> None:
    write_page(claim) if key == "body" else write_page(**{key: f'"{claim}"'})

    assert [rule for rule, _ in found()] == ["content.E006"]


@pytest.mark.parametrize(
    "text", ["What is sealed is secure.", "An obscured view.", "It is safe. Effective, too."]
)
def test_words_similar_to_a_promise_pass(write_page: Write, found: Found, text: str) -> None:
    write_page(text)

    assert found() == []


def test_allowed_sentence_passes(write_page: Write, found: Found) -> None:
    write_page(
        'Some say "it is a cure". It is not a cure.',
        allowed_sentences="""['Some say "it is a cure".', It is not a cure.]""",
    )

    assert found() == []


def test_allowed_sentence_allows_no_other_sentence(write_page: Write, found: Found) -> None:
    write_page("It is not a cure. It is a cure.", allowed_sentences="[It is not a cure.]")

    assert [rule for rule, _ in found()] == ["content.E006"]


def test_stale_allowed_sentence_is_reported(
    write_page: Write, found: Found, line_with: Callable[[Path, str], int]
) -> None:
    path = write_page("Text.", allowed_sentences="[It is not a cure.]")

    assert found() == [("content.E011", line_with(path, "allowed_sentences"))]


@pytest.mark.parametrize(
    "figure",
    [
        "67% got better.",
        "It was 10 of 15.",
        "It had 158 people.",
        "They took 0.5 mg/kg.",
        "In 1,078 adult patients.",
        "3 in 10 did.",
    ],
)
@pytest.mark.parametrize("shape", ["{}", "- {}", "| a |\n| --- |\n| {} |", ":::note Note\n{}\n:::"])
def test_uncited_number_is_reported_on_treatment_pages(
    write_page: Write, found: Found, figure: str, shape: str
) -> None:
    write_page(shape.format(figure), folder="ptsd")

    assert [rule for rule, _ in found()] == ["content.E007"]


@pytest.mark.parametrize(
    "body",
    [
        "It was 10 of 15. [@one]",
        "It was 10 of 15.\nSo they say. [@one]",
        "They found: [@one]\n\n- 67% got better",
        "- 67% got better\n- others did not [@one]",
        "| a | b |\n| --- | --- |\n| 67% | [@one] |",
    ],
    ids=["sentence", "paragraph", "lead-in", "list", "table"],
)
def test_number_near_its_source_passes(
    write_page: Write, write_references: Write, found: Found, body: str
) -> None:
    write_references("one")
    write_page(body, folder="ptsd", references="[one]")

    assert found() == []


def test_source_in_another_paragraph_does_not_count(
    write_page: Write, write_references: Write, found: Found
) -> None:
    write_references("one")
    write_page("First. [@one]\n\nIt was 10 of 15.", folder="ptsd", references="[one]")

    assert [rule for rule, _ in found()] == ["content.E007"]


@pytest.mark.parametrize("text", ["Call 988 at any hour.", "For 24 hours, in 2014.", "Part 2 of the page."])
def test_number_that_is_not_a_result_needs_no_source(write_page: Write, found: Found, text: str) -> None:
    write_page(text, folder="ptsd")

    assert found() == []


def test_number_outside_of_treatment_pages_needs_no_source(write_page: Write, found: Found) -> None:
    write_page("It was 10 of 15.", folder="help")

    assert found() == []


def test_page_above_grade_eight_is_reported(write_page: Write, found: Found) -> None:
    write_page("Considerable neurobiological heterogeneity complicates pharmacological interventions. " * 20)

    assert found() == [("content.W004", 1)]


def test_grade_excludes_names(write_page: Write, found: Found) -> None:
    write_page("Some ask for ketamine ketamine ketamine ketamine ketamine ketamine. " * 40)

    assert found() == []


@pytest.mark.parametrize(("words", "rules"), [(30, []), (31, ["content.W005"])])
def test_sentence_of_more_than_thirty_words_is_reported(
    write_page: Write, found: Found, words: int, rules: list[str]
) -> None:
    write_page("word " * (words - 1) + "end.")

    assert [rule for rule, _ in found()] == rules


def test_leftover_placeholder_is_reported(write_page: Write, found: Found) -> None:
    path = write_page("## FILL IN: a heading")

    assert found() == [("content.E010", len(path.read_text().splitlines()))]


@pytest.mark.parametrize(
    ("day", "rules"),
    [("2026-12-26", []), ("2026-12-25", ["content.W001"]), ("2026-11-25", ["content.W001"])],
)
def test_review_is_reported_thirty_days_before_it_is_due(
    write_page: Write, found: Found, day: str, rules: list[str]
) -> None:
    write_page(next_review=day)

    assert [rule for rule, _ in found()] == rules


@pytest.mark.parametrize(("checked", "found_at"), [("2026-05-29", []), ("2026-05-28", [("content.W002", 2)])])
def test_help_line_is_reported_180_days_after_its_last_check(
    write_page: Write,
    write_references: Write,
    write_data: Write,
    found: Found,
    checked: str,
    found_at: list[tuple[str, int]],
) -> None:
    write_references("one")
    write_page("[[helplines x]]")
    line = "{name: X, numbers: [{kind: call, number: '211'}], what: w, source: one, checked: %s}"
    write_data("helplines.yaml", f"lines:\n  x: {line % checked}\n")

    assert found() == found_at


@pytest.mark.parametrize("part", ["body", "summary"])
def test_unused_glossary_term_is_reported(
    write_page: Write, write_data: Write, found: Found, part: str
) -> None:
    term = "{term: A word, meaning: a short phrase}"
    write_data("glossary.yaml", f"used: {term}\nforgotten: {term}\n")
    text = "A [word](glossary:used) here."
    write_page(text) if part == "body" else write_page(summary=f'"{text}"')

    assert found() == [("content.W003", 2)]
