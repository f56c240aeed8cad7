"""A rendered page of the site."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from clinic_site.core.languages import prefix_of
from content.data.claims import Certainty
from content.data.references import Reference
from content.markup.frontmatter import Metadata
from content.markup.passages import Passage
from content.markup.rendering import Heading

HOME = "home"


@dataclass(frozen=True)
class StatusBox:
    """The regulatory status and evidence of a treatment, as safe HTML."""

    fda: str
    guideline: str
    certainty: Certainty
    certainty_note: str
    risks: str


@dataclass(frozen=True)
class Page:
    """A rendered page. `summary`, `key_takeaways`, `status`, and `body` are safe HTML.

    `slug` is the same in all languages. The metadata may give the page another one in its address.
    """

    slug: str
    language: str
    metadata: Metadata
    summary: str
    key_takeaways: tuple[str, ...]
    status: StatusBox | None
    body: str
    headings: tuple[Heading, ...]
    references: tuple[tuple[str, Reference], ...]
    minutes: int
    file: Path = Path()
    claims: tuple[str, ...] = ()
    terms: frozenset[str] = frozenset()
    passages: tuple[Passage, ...] = field(default=(), repr=False)
    card_ids: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The URL path of the page."""
        return f"{prefix_of(self.language)}/{self.route}"

    @property
    def route(self) -> str:
        """The URL path below the language's prefix, without a slash at the beginning."""
        return "" if self.slug == HOME else f"{self.metadata.slug or self.slug}/"

    @property
    def is_translation(self) -> bool:
        """Whether the page is in another language than the originals."""
        return bool(prefix_of(self.language))

    @property
    def summary_text(self) -> str:
        """The summary as plain text, without citation numbers."""
        return self.passages[0].text if self.passages else ""

    @property
    def contents(self) -> tuple[Heading, ...]:
        """The headings for the table of contents."""
        return tuple(heading for heading in self.headings if heading.level == 2)
