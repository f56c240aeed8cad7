"""Every page of the site, read and rendered once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from clinic_site import clinic
from content.faults import ContentError, line_of, read_text
from content.frontmatter import Certainty, Head, Status, read_head
from content.references import Reference, load_references
from content.rendering import Heading, Renderer

ROOT = Path(__file__).resolve().parent
HOME = "home"
_WORDS_A_MINUTE = 200


@dataclass(frozen=True)
class StatusBox:
    """The status of a treatment as safe HTML."""

    fda: str
    guideline: str
    certainty: Certainty
    certainty_note: str
    risks: str


@dataclass(frozen=True)
class Page:
    """One page, rendered. `summary`, `key_takeaways`, `status` and `body` are safe HTML."""

    slug: str
    language: str
    head: Head
    summary: str
    key_takeaways: tuple[str, ...]
    status: StatusBox | None
    body: str
    headings: tuple[Heading, ...]
    references: tuple[tuple[str, Reference], ...]
    minutes: int

    @property
    def path(self) -> str:
        """The address of the page on the site."""
        return "/" if self.slug == HOME else f"/{self.slug}/"

    @property
    def contents(self) -> tuple[Heading, ...]:
        """The headings that the contents list shows."""
        return tuple(heading for heading in self.headings if heading.level == 2)


@dataclass(frozen=True)
class Library:
    """All pages by slug."""

    pages: Mapping[str, Page]

    def related(self, page: Page) -> list[Page]:
        """Return the pages that `page` names as related."""
        return [self.pages[slug] for slug in page.head.related]


def load(root: Path = ROOT) -> Library:
    """Read `references.yaml` and every page below `pages/`.

    Raises ContentError with file and line at the first fault.
    """
    references = load_references(root / "references.yaml")
    pages: dict[str, Page] = {}
    files: dict[str, Path] = {}
    for path in sorted((root / "pages").glob("*/*/*.md")):
        page = _read_page(path, references)
        if page.slug in pages:
            raise ContentError(path, 1, f"the name {page.slug!r} is taken by {files[page.slug]}")
        pages[page.slug], files[page.slug] = page, path
    for slug, page in pages.items():
        for other in page.head.related:
            if other not in pages:
                raise ContentError(files[slug], _line(files[slug], "related"), f"there is no page {other!r}")
    unused = set(references) - {name for page in pages.values() for name, _ in page.references}
    if unused:
        raise ContentError(root / "references.yaml", 1, f"no page cites {', '.join(sorted(unused))}")
    return Library(pages)


@cache
def library() -> Library:
    """Return the pages of this release."""
    return load()


def _read_page(path: Path, references: Mapping[str, Reference]) -> Page:
    head, text, body_line = read_head(path, clinic.current().clinic.model_dump())
    if head.section != path.parent.name:
        raise ContentError(
            path,
            _line(path, "section"),
            f"section is {head.section!r} in a folder named {path.parent.name!r}",
        )
    renderer = Renderer(path, references)
    # In the order of reading, so that the numbers of citations run down the page.
    summary = renderer.line(head.summary, _line(path, "summary"))
    status = head.status and _status_box(head.status, renderer, _line(path, "status"))
    at_takeaways = _line(path, "key_takeaways")
    takeaways = tuple(renderer.line(takeaway, at_takeaways) for takeaway in head.key_takeaways)
    body, headings = renderer.body(text, body_line)
    if odd := set(renderer.numbers) ^ set(head.references):
        raise ContentError(
            path, _line(path, "references"), f"listed and cited sources differ in {', '.join(sorted(odd))}"
        )
    return Page(
        slug=path.stem,
        language=path.parent.parent.name,
        head=head,
        summary=summary,
        key_takeaways=takeaways,
        status=status,
        body=body,
        headings=headings,
        references=tuple((name, references[name]) for name in renderer.numbers),
        minutes=max(1, round(len(text.split()) / _WORDS_A_MINUTE)),
    )


def _status_box(status: Status, renderer: Renderer, at_line: int) -> StatusBox:
    return StatusBox(
        fda=renderer.line(status.fda, at_line),
        guideline=renderer.line(status.guideline, at_line),
        certainty=status.certainty,
        certainty_note=renderer.line(status.certainty_note, at_line),
        risks=renderer.line(status.risks, at_line),
    )


def _line(path: Path, key: str) -> int:
    return line_of(key, read_text(path))
