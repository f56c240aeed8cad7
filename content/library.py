"""All pages of the site, read and rendered once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import override

from clinic_site import clinic
from clinic_site.clinic.state_names import state_name
from clinic_site.core.languages import codes, current, prefix_of
from content import source_index
from content.data.site_data import SiteData, load_site_data
from content.errors import ContentError, did_you_mean
from content.files import line_of
from content.markup.frontmatter import Metadata, TreatmentStatus, read_front_matter
from content.markup.originals import Original, ids_in
from content.markup.rendering import Renderer
from content.page import Page, StatusBox

ROOT = Path(__file__).resolve().parent
_WORDS_A_MINUTE = 200
# For `{{fact}}` in pages, and for links to the clinic's contacts. `[[offered …]]` needs the treatments.
_FACTS_IN_PAGES = ("name", "tagline", "street", "town", "state", "postal_code", "phone", "email")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Library:
    """All pages of one language by slug, and the data files that they use."""

    pages: Mapping[str, Page]
    data: SiteData = field(default_factory=SiteData)

    def related(self, page: Page) -> list[Page]:
        """Return the related pages of a page, in the order of its front matter."""
        return [self.pages[slug] for slug in page.metadata.related if slug in self.pages]

    def hub_of(self, page: Page) -> Page | None:
        """Return the hub of the page's section, or None if it has no hub or the page is the hub."""
        hubs = [other for other in self._section(page) if other.metadata.hub]
        return hubs[0] if hubs and not page.metadata.hub else None

    def members(self, page: Page) -> list[Page]:
        """Return the pages that a hub lists, in order. The list is empty for any other page."""
        others = (
            [other for other in self._section(page) if not other.metadata.hub] if page.metadata.hub else []
        )
        return sorted(others, key=lambda other: (other.metadata.order, other.slug))

    def _section(self, page: Page) -> list[Page]:
        return [other for other in self.pages.values() if other.metadata.section == page.metadata.section]


_lock = threading.RLock()
_latest: dict[str, tuple[dict[str, Any], Library]] = {}


def load(root: Path = ROOT, language: str = settings.LANGUAGE_CODE) -> Library:
    """Read the data files and all pages below `pages/<language>/`.

    Raises ContentError with the file and line of the first error.
    """
    with override(language):
        data = load_site_data(root)
        pages: dict[str, Page] = {}
        deferred: dict[str, dict[str, str]] = {}
        routes = translated_routes(root, language)
        for path in sorted((root / "pages" / language).glob("*/*.md")):
            page, renderer = _read_page(path, data, root, _original(path, root, language, routes))
            if page.slug in pages:
                first = pages[page.slug].file
                raise ContentError(path, 1, f"the name {page.slug!r} is already used by {first}")
            pages[page.slug], deferred[page.slug] = page, renderer.deferred
        if language == settings.LANGUAGE_CODE:
            _check_relations(pages, set(pages))
            _check_nothing_unused(root, pages, data)
        else:
            _check_relations(pages, {path.stem for path in _english_files(root)})
            _check_translations(pages, root)
        filled = {
            slug: replace(page, body=source_index.fill(page.body, deferred[slug], data, pages.values()))
            for slug, page in pages.items()
        }
    return Library(filled, data)


def library(language: str | None = None) -> Library:
    """Return the shipped pages of a language, by default the current one, with facts about the clinic.

    Pages are read once, and again after one of the facts that they mention has changed. If they can't be
    rendered with the new facts, such as an empty town, the previous pages are returned. Raises ContentError
    if there are none yet.
    """
    language = language or current()
    known = facts_in_pages()
    latest = _latest.get(language)
    if latest is not None and latest[0] == known:
        return latest[1]
    with _lock:
        latest = _latest.get(language)
        if latest is None or latest[0] != known:
            try:
                found = load(language=language)
            except ContentError:
                if latest is None:
                    raise
                log.exception("the pages cannot be rendered with the changed facts about the clinic")
                found = latest[1]
            latest = _latest[language] = (known, found)
    return latest[1]


def facts_in_pages() -> dict[str, Any]:
    """Return the facts about the clinic that pages mention or depend on."""
    facts = clinic.current()
    return {**facts.clinic.model_dump(include=set(_FACTS_IN_PAGES)), "treatments": facts.treatments}


def in_all_languages() -> list[Page]:
    """Return the pages of every language, the default first."""
    return [page for language in codes() for page in library(language).pages.values()]


def _english_files(root: Path) -> list[Path]:
    return sorted((root / "pages" / settings.LANGUAGE_CODE).glob("*/*.md"))


def translated_routes(root: Path, language: str) -> dict[str, str]:
    """Return the routes of translated pages by their English routes, without rendering any page."""
    if language == settings.LANGUAGE_CODE:
        return {}
    files = (root / "pages" / language).glob("*/*.md")
    slugs = {path.stem: _metadata(path)[0].slug for path in files}
    return {f"{name}/": f"{slug}/" for name, slug in slugs.items() if slug}


def _original(path: Path, root: Path, language: str, routes: Mapping[str, str]) -> Original | None:
    """Return what a translated page takes from its English one, or None if it is the English one."""
    file = root / "pages" / settings.LANGUAGE_CODE / path.parent.name / path.name
    if language == settings.LANGUAGE_CODE or not file.is_file():
        return None
    return Original(ids_in(_metadata(file)[1]), prefix_of(language), routes)


def _metadata(path: Path) -> tuple[Metadata, str, int]:
    facts = clinic.current().clinic
    return read_front_matter(path, facts.model_dump() | {"state": state_name(facts.state)})


def _check_translations(pages: Mapping[str, Page], root: Path) -> None:
    """Raise ContentError for a page without an English one of the same name in the same section."""
    english = {(path.parent.name, path.stem) for path in _english_files(root)}
    routes: dict[str, Page] = {}
    for page in pages.values():
        if (page.metadata.section, page.slug) not in english:
            what = "no English page has this name and section; give a translation the name of its original"
            raise ContentError(page.file, 1, what)
        first = routes.setdefault(page.route, page)
        if first is not page:
            what = f"the address {page.path} is already used by {first.file}"
            raise ContentError(page.file, line_of(page.file, "slug"), what)


def _check_relations(pages: Mapping[str, Page], known: Collection[str]) -> None:
    hubs: dict[str, Page] = {}
    for page in pages.values():
        for other in page.metadata.related:
            if other not in known:
                what = f"there is no page {other!r}{did_you_mean(other, known)}"
                raise ContentError(page.file, line_of(page.file, "related"), what)
        if page.metadata.hub:
            first = hubs.setdefault(page.metadata.section, page)
            if first is not page:
                raise ContentError(
                    page.file, line_of(page.file, "hub"), f"the section already has a hub: {first.file}"
                )


def _check_nothing_unused(root: Path, pages: Mapping[str, Page], data: SiteData) -> None:
    cited = {name for page in pages.values() for name, _ in page.references}
    _refuse_unused(root / "data" / "references.yaml", set(data.references) - cited, "no page cites")
    marked = {name for page in pages.values() for name in page.claims}
    _refuse_unused(root / "data" / "claims.yaml", set(data.claims) - marked, "no page marks the claim")


def _refuse_unused(path: Path, unused: set[str], what: str) -> None:
    if unused:
        raise ContentError(path, line_of(path, min(unused)), f"{what} {', '.join(sorted(unused))}")


def _read_page(path: Path, data: SiteData, root: Path, original: Original | None) -> tuple[Page, Renderer]:
    """Read a page, whose folders give its language and section."""
    metadata, text, body_line = _metadata(path)
    if metadata.section != path.parent.name:
        what = f"section is {metadata.section!r} in a folder named {path.parent.name!r}"
        raise ContentError(path, line_of(path, "section"), what)
    renderer = Renderer(path, data, root, original)
    # In reading order, so that citations are numbered from the top of the page.
    summary = renderer.line(metadata.summary, line_of(path, "summary"))
    status = metadata.status and _status_box(metadata.status, renderer, line_of(path, "status"))
    at_takeaways = line_of(path, "key_takeaways")
    takeaways = tuple(renderer.line(takeaway, at_takeaways) for takeaway in metadata.key_takeaways)
    body, headings = renderer.body(text, body_line)
    _check_sources(path, metadata, renderer)
    page = Page(
        slug=path.stem,
        language=path.parent.parent.name,
        metadata=metadata,
        summary=summary,
        key_takeaways=takeaways,
        status=status,
        body=body,
        headings=headings,
        references=tuple((name, data.references[name]) for name in renderer.numbers),
        minutes=max(1, round(len(text.split()) / _WORDS_A_MINUTE)),
        file=path,
        claims=tuple(renderer.claims),
        terms=frozenset(renderer.explained),
        passages=tuple(renderer.passages),
        card_ids=tuple(renderer.card_ids),
    )
    return page, renderer


def _check_sources(path: Path, metadata: Metadata, renderer: Renderer) -> None:
    listed, cited = set(metadata.references), set(renderer.numbers)
    if missing := cited - listed - renderer.included:
        what = f"the text cites {', '.join(sorted(missing))}; add it to references in the front matter"
        raise ContentError(path, line_of(path, "references"), what)
    if unused := listed - cited:
        what = f"the text does not cite {', '.join(sorted(unused))}; cite it, or remove it from references"
        raise ContentError(path, line_of(path, "references"), what)
    for name, line in renderer.claims.items():
        missing = set(renderer.data.claims[name].references) - set(renderer.numbers)
        if missing:
            what = f"the claim {name!r} is based on {', '.join(sorted(missing))}; cite it on this page"
            raise ContentError(path, line, what)


def _status_box(status: TreatmentStatus, renderer: Renderer, at_line: int) -> StatusBox:
    return StatusBox(
        fda=renderer.line(status.fda, at_line),
        guideline=renderer.line(status.guideline, at_line),
        certainty=status.certainty,
        certainty_note=renderer.line(status.certainty_note, at_line),
        risks=renderer.line(status.risks, at_line),
    )
