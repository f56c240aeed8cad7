"""Pages mention the facts about the clinic, whatever they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clinic_site import clinic
from content import library

Write = Callable[..., Path]


def test_page_contains_the_facts_about_the_configured_clinic(root: Path, write_page: Write) -> None:
    write_page(
        "## {{name}}\n\nIn {{town}}.",
        title='"{{name}}"',
        summary='"In {{town}}"',
        description='"{{name}} in {{town}}"',
    )

    page = library.load(root).pages["first"]

    assert (page.metadata.title, page.metadata.description) == (
        "Example Clinic",
        "Example Clinic in Freehold",
    )
    assert (page.summary, page.headings[0].text) == ("In Freehold", "Example Clinic")


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "N" * 80, "town": "T" * 80, "state": "S" * 40},
        {"name": "# Care [[here]](there) {{nowhere}}", "town": "`Free`", "state": "<New>\\"},
        {"name": "::: box", "town": ":::", "state": "New::::Jersey"},
    ],
    ids=["long", "with markup", "with the marks of a block"],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_can_be_made_for_any_name_of_a_clinic_and_its_town(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], language: str
) -> None:
    known = clinic.current()
    other = known.model_copy(update={"clinic": known.clinic.model_copy(update=changes)})
    monkeypatch.setattr(clinic, "current", lambda: other)

    pages = library.load(language=language).pages

    assert len(pages) == len(library.library(language).pages)


def test_a_spanish_page_names_the_state_in_spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    known = clinic.current()
    facts = known.clinic.model_copy(update={"town": "Freehold", "state": "New Jersey"})
    monkeypatch.setattr(clinic, "current", lambda: known.model_copy(update={"clinic": facts}))

    for language, place in (("en", "Freehold, New Jersey"), ("es", "Freehold, Nueva Jersey")):
        page = library.load(language=language).pages["about-relevance-recovery"]
        assert place in page.metadata.description
        assert place in page.body
