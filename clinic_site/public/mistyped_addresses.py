"""Find the pages that a mistyped or former address may mean.

Only addresses of public pages are returned. Addresses below a form, such as `/request/<code>/`, contain
codes and are not compared with anything. On the staff side nothing is found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from difflib import get_close_matches

from django.conf import settings
from django.utils.translation import override

from clinic_site.core.languages import current, language_of_path, prefix_of, translated_route
from clinic_site.core.paths import is_staff_side
from clinic_site.public.pages import PublicPage, public_pages
from clinic_site.public.search import page_index
from content.search.words import STOP, without_accents

_MAX_LENGTH = 120  # characters; no address of a page is as long
_SUGGESTIONS = 3
_STRAY = " \t\n.,;:!?'\"()[]<>*“”‘’«»…"  # what mail programs and sentences leave around an address
_CLOSE = 0.78  # similarity (difflib); that of /price/ and /privacy/ is 0.75
_MIN_SCORE = 1 / 2  # of the best hit; a wrong suggestion is worse than none
#: Parts of addresses that say nothing about the page.
_NO_HINT = {
    *("", "html", "htm", "php", "aspx", "index", "www", "en", "page", "pages", "us", "our", "the"),
    *("a", "an", "and", "for", "from", "in", "is", "not", "of", "on", "to", "with"),
    *("exist", "exists", "such", "unknown", "esta", "está", "existe", "existen"),
    *("pagina", "página", "paginas", "páginas"),
}
_FEWEST_COMMON = 2  # common words that may be a phrase together: /who-we-are/
_BETWEEN = re.compile(r"[\W_]+")
# Former addresses of pages, which bookmarks and search engines still have, and the pages to see instead.
_MOVED = {
    "/ptsd-medicines-one-by-one/": "/ptsd-medicines/",
    **dict.fromkeys(("/home/", "/index/", "/index.html/", "/index.php/"), "/"),
}
_WITH_CODES = ("intake:status", "intake:callback", "intake:consultation", "intake:self_check")


def same_address(path: str) -> str | None:
    """Return the path of the page that differs only in letter case, slashes, or stray punctuation.

    Former addresses lead to their pages. Return None if there is no such page, or `path` is its address.
    """
    if len(path) > _MAX_LENGTH or not _is_public_side(path):
        return None
    visible = "".join(char for char in path.casefold() if unicodedata.category(char) != "Cf")
    parts = [part for part in visible.split("/") if part.strip(_STRAY)]
    meant = "".join(f"/{part.strip(_STRAY)}" for part in parts) + "/"
    meant = _MOVED.get(meant, meant)
    with override(language_of_path(meant)):
        meant = _translated(meant)
        return meant if parts and meant != path and meant in _pages() else None


def _translated(path: str) -> str:
    """Return the address, in the current language, of the page with this English name."""
    route = path.removeprefix(prefix_of(current())).removeprefix("/")
    page = public_pages().get(route.rstrip("/"))
    return page.path if page else f"{prefix_of(current())}/{translated_route(route)}"


def pages_meant(path: str) -> list[PublicPage]:
    """Return up to three pages that an unknown address may mean, the most likely first."""
    if not _is_public_side(path):
        return []
    pages, prefix = _pages(), prefix_of(current())
    parts = [part for part in path.casefold().removeprefix(prefix).split("/") if part]
    first = pages.get(_translated(f"{prefix}/{parts[0]}/")) if parts else None
    if first and first.key in _WITH_CODES:
        return [first]
    words = [word for word in _BETWEEN.split(" ".join(parts)) if word not in _NO_HINT]
    if not words or len(path) > _MAX_LENGTH:
        return []
    address = f"{prefix}/{'-'.join(words)}"
    named = [f"{prefix}/{part}/" for part in reversed(parts)]  # /ptsd/what-is-ptsd/ names a page of its own
    likely = dict.fromkeys([*named, *_spelled_alike(address, pages), *_found_by(words)])
    return [pages[each] for each in likely if each in pages and each != path][:_SUGGESTIONS]


def _spelled_alike(address: str, pages: Collection[str]) -> list[str]:
    """Return the paths in `pages` that begin with `address`, then those that are similar to it."""
    begin = [each for each in pages if each.startswith((f"{address}/", f"{address}-"))]
    return begin + get_close_matches(f"{address}/", pages, n=_SUGGESTIONS, cutoff=_CLOSE)


def _found_by(words: list[str]) -> list[str]:
    """Return the paths of pages about the words of an address, unless it is one common word."""
    says_something = len(words) >= _FEWEST_COMMON or any(without_accents(word) not in STOP for word in words)
    if not says_something:
        return []
    return [hit.path for hit in page_index().search(" ".join(words), share=_MIN_SCORE)]


def _is_public_side(path: str) -> bool:
    return settings.ROLE != "staff" and not is_staff_side(path.casefold())


def _pages() -> dict[str, PublicPage]:
    return {page.path: page for page in public_pages().values()}
