"""Every page of the site, read and rendered once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from django.utils.translation import override

from clinic_site import clinic
from content import ledger
from content.faults import ContentError, line_of, near, read_text
from content.frontmatter import Certainty, Head, Status, read_head
from content.passages import Passage
from content.references import Reference
from content.registers import Registers, load_registers
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
    file: Path = Path()
    claims: tuple[str, ...] = ()
    terms: frozenset[str] = frozenset()
    passages: tuple[Passage, ...] = field(default=(), repr=False)
    card_ids: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The address of the page on the site."""
        return "/" if self.slug == HOME else f"/{self.slug}/"

    @property
    def summary_text(self) -> str:
        """The summary in plain words, without the numbers of its sources."""
        return self.passages[0].text if self.passages else ""

    @property
    def contents(self) -> tuple[Heading, ...]:
        """The headings that the contents list shows."""
        return tuple(heading for heading in self.headings if heading.level == 2)


@dataclass(frozen=True)
class Library:
    """All pages by slug, and the data files that they draw on."""

    pages: Mapping[str, Page]
    registers: Registers = field(default_factory=Registers)

    def related(self, page: Page) -> list[Page]:
        """Return the pages that `page` names as related."""
        return [self.pages[slug] for slug in page.head.related]

    def hub_of(self, page: Page) -> Page | None:
        """Return the hub of the page's section; None where there is none, or it is the page itself."""
        hubs = [other for other in self._section(page) if other.head.hub]
        return hubs[0] if hubs and not page.head.hub else None

    def members(self, page: Page) -> list[Page]:
        """Return the pages that a hub lists, in their order; none for any other page."""
        others = [other for other in self._section(page) if not other.head.hub] if page.head.hub else []
        return sorted(others, key=lambda other: (other.head.order, other.slug))

    def _section(self, page: Page) -> list[Page]:
        place = (page.language, page.head.section)
        return [other for other in self.pages.values() if (other.language, other.head.section) == place]


def load(root: Path = ROOT) -> Library:
    """Read the data files and every page below `pages/`.

    Raises ContentError with file and line at the first fault.
    """
    registers = load_registers(root)
    pages: dict[str, Page] = {}
    waiting: dict[str, dict[str, str]] = {}
    for path in sorted((root / "pages").glob("*/*/*.md")):
        with override(path.parent.parent.name):
            page, renderer = _read_page(path, registers, root)
        if page.slug in pages:
            raise ContentError(path, 1, f"the name {page.slug!r} is taken by {pages[page.slug].file}")
        pages[page.slug], waiting[page.slug] = page, renderer.waiting
    _check_together(root, pages, registers)
    filled = {
        slug: replace(page, body=ledger.fill(page.body, waiting[slug], registers, pages.values()))
        for slug, page in pages.items()
    }
    return Library(filled, registers)


@cache
def library() -> Library:
    """Return the pages of this release."""
    return load()


def _check_together(root: Path, pages: Mapping[str, Page], registers: Registers) -> None:
    hubs: dict[tuple[str, str], Page] = {}
    for page in pages.values():
        for other in page.head.related:
            if other not in pages:
                what = f"there is no page {other!r}{near(other, pages)}"
                raise ContentError(page.file, _line(page.file, "related"), what)
        if page.head.hub:
            first = hubs.setdefault((page.language, page.head.section), page)
            if first is not page:
                raise ContentError(page.file, _line(page.file, "hub"), f"the section has a hub: {first.file}")
    cited = {name for page in pages.values() for name, _ in page.references}
    _refuse_unused(root / "references.yaml", set(registers.references) - cited, "no page cites")
    marked = {name for page in pages.values() for name in page.claims}
    _refuse_unused(root / "claims.yaml", set(registers.claims) - marked, "no page marks the claim")


def _refuse_unused(path: Path, unused: set[str], what: str) -> None:
    if unused:
        raise ContentError(path, _line(path, min(unused)), f"{what} {', '.join(sorted(unused))}")


def _read_page(path: Path, registers: Registers, root: Path) -> tuple[Page, Renderer]:
    head, text, body_line = read_head(path, clinic.current().clinic.model_dump())
    if head.section != path.parent.name:
        what = f"section is {head.section!r} in a folder named {path.parent.name!r}"
        raise ContentError(path, _line(path, "section"), what)
    renderer = Renderer(path, registers, root)
    # In the order of reading, so that the numbers of citations run down the page.
    summary = renderer.line(head.summary, _line(path, "summary"))
    status = head.status and _status_box(head.status, renderer, _line(path, "status"))
    at_takeaways = _line(path, "key_takeaways")
    takeaways = tuple(renderer.line(takeaway, at_takeaways) for takeaway in head.key_takeaways)
    body, headings = renderer.body(text, body_line)
    _check_sources(path, head, renderer)
    page = Page(
        slug=path.stem,
        language=path.parent.parent.name,
        head=head,
        summary=summary,
        key_takeaways=takeaways,
        status=status,
        body=body,
        headings=headings,
        references=tuple((name, registers.references[name]) for name in renderer.numbers),
        minutes=max(1, round(len(text.split()) / _WORDS_A_MINUTE)),
        file=path,
        claims=tuple(renderer.claims),
        terms=frozenset(renderer.explained),
        passages=tuple(renderer.passages),
        card_ids=tuple(renderer.card_ids),
    )
    return page, renderer


def _check_sources(path: Path, head: Head, renderer: Renderer) -> None:
    listed, cited = set(head.references), set(renderer.numbers)
    if missing := cited - listed - renderer.included:
        what = f"the text cites {', '.join(sorted(missing))}; add it to references in the head"
        raise ContentError(path, _line(path, "references"), what)
    if unused := listed - cited:
        what = f"the text does not cite {', '.join(sorted(unused))}; cite it, or take it out of references"
        raise ContentError(path, _line(path, "references"), what)
    for name, line in renderer.claims.items():
        missing = set(renderer.registers.claims[name].references) - set(renderer.numbers)
        if missing:
            what = f"the claim {name!r} rests on {', '.join(sorted(missing))}; cite it on this page"
            raise ContentError(path, line, what)


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
