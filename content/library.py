"""Every page of the site, read and rendered once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from clinic_site import clinic
from content.faults import ContentError
from content.frontmatter import Certainty, Head, read_head
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
                raise ContentError(files[slug], 1, f"related: there is no page {other!r}")
    unused = set(references) - {name for page in pages.values() for name, _ in page.references}
    if unused:
        raise ContentError(root / "references.yaml", 1, f"no page cites {', '.join(sorted(unused))}")
    return Library(pages)


@cache
def library() -> Library:
    """Return the pages of this release."""
    return load()


def _read_page(path: Path, references: Mapping[str, Reference]) -> Page:
    head, text, body_line = read_head(path)
    if head.section != path.parent.name:
        raise ContentError(path, 1, f"section is {head.section!r} in a folder named {path.parent.name!r}")
    renderer = Renderer(path, references, clinic.current().clinic.model_dump())
    head = head.model_copy(
        update={name: renderer.fill(getattr(head, name)) for name in ("title", "description")}
    )
    # In the order of reading, so that the numbers of citations run down the page.
    summary = renderer.line(head.summary)
    status = head.status and StatusBox(
        fda=renderer.line(head.status.fda),
        guideline=renderer.line(head.status.guideline),
        certainty=head.status.certainty,
        certainty_note=renderer.line(head.status.certainty_note),
        risks=renderer.line(head.status.risks),
    )
    takeaways = tuple(renderer.line(takeaway) for takeaway in head.key_takeaways)
    body, headings = renderer.body(text, body_line)
    cited = renderer.numbers
    if set(cited) != set(head.references):
        odd = sorted(set(cited) ^ set(head.references))
        raise ContentError(path, 1, f"references: and the citations in the text differ in {', '.join(odd)}")
    return Page(
        slug=path.stem,
        language=path.parent.parent.name,
        head=head,
        summary=summary,
        key_takeaways=takeaways,
        status=status,
        body=body,
        headings=headings,
        references=tuple((name, references[name]) for name in cited),
        minutes=max(1, round(len(text.split()) / _WORDS_A_MINUTE)),
    )
