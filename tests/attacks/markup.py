"""The elements of a page as a parser sees them, and a corpus of scripts to type into forms."""

from __future__ import annotations

from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

SCRIPTS = (Path(__file__).parent / "data" / "scripts.txt").read_text(encoding="utf-8").splitlines()
_URLS = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "srcdoc",
    "xlink:href",
    "poster",
    "background",
    "ping",
}
_SCHEMES = ("http://testserver/", "https://", "tel:", "sms:", "mailto:", "/", "#", "?", "")
_FOREIGN = {
    "iframe",
    "object",
    "embed",
    "base",
    "math",
    "frame",
    "frameset",
    "applet",
    "portal",
    "style",
    "template",
}

Element = tuple[str, tuple[str, ...]]


class _Skeleton(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.dangers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.dangers += [f"<{tag} {name}>" for name, _ in attrs if name.startswith("on") or name == "style"]
        self.dangers += [f"<{tag} {n}={v!r}>" for n, v in attrs if n in _URLS and not _is_ours(v or "")]
        given = dict(attrs)
        if tag in _FOREIGN or (
            tag == "script" and not (given.get("src") or "ld+json" in (given.get("type") or ""))
        ):
            self.dangers.append(f"<{tag}>")
        if tag == "meta" and (given.get("http-equiv") or "").lower() == "refresh":
            self.dangers.append("<meta refresh>")


def _is_ours(address: str) -> bool:
    plain = "".join(char for char in address if char > " ").lower()
    scheme = plain.partition(":")[0]
    has_scheme = ":" in plain and all(char.isalnum() or char in "+-." for char in scheme)
    return not plain.startswith("//") and (not has_scheme or plain.startswith(_SCHEMES[:-1]))


@lru_cache(maxsize=4)  # tests ask for the elements and for the dangers of a page
def _read(page: str) -> _Skeleton:
    skeleton = _Skeleton()
    skeleton.feed(page)
    skeleton.close()
    return skeleton


def skeleton(page: str) -> list[Element]:
    """Return the elements of a page in order, each with its attribute names."""
    return _read(page).elements


def dangers(page: str) -> list[str]:
    """Return markup that runs, styles, frames or links elsewhere and that our templates never contain."""
    return _read(page).dangers


def scripts(*, at_most: int = 10_000, joined: int = 1) -> list[str]:
    """Return the corpus in texts of `joined` payloads, each cut to `at_most` characters."""
    texts = [" ".join(SCRIPTS[start : start + joined]) for start in range(0, len(SCRIPTS), joined)]
    return [text[:at_most] for text in texts]
