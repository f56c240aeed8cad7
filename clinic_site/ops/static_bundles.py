"""Bundle the style sheets and scripts without a build tool.

A staticfiles finder serves `css/site.css` and `js/site.js`, which concatenate the sources in
`static/` and are written to `var/build/` whenever a source changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

CSS, JS = "css/site.css", "js/site.js"
# Pages load the scripts with `async`, so they may arrive before the document is complete. Deferred
# scripts end the parsing, and browsers then lay out the page: its first paint would wait for them.
_WHEN_PARSED = """\
(() => {{
const start = () => {{
{scripts}}};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
}})();
"""


def sources(name: str) -> list[Path]:
    """Return the sources of a bundle; style sheets in the order of their layers, after the fonts."""
    static = settings.BASE_DIR / "static"
    if name == JS:
        return sorted((static / "js").glob("*.js"))
    css = static / "css"
    return [
        *(css / layer for layer in ("fonts.css", "tokens.css", "base.css", "layout.css")),
        *sorted((css / "components").glob("*.css")),
        css / "print.css",
    ]


def build(name: str) -> Path:
    """Write a bundle if it is missing or outdated; return its path."""
    target = Path(settings.VAR_DIR) / "build" / name
    text = "\n".join(path.read_text(encoding="utf-8").strip() for path in sources(name)) + "\n"
    if name == JS:
        text = _WHEN_PARSED.format(scripts=text)
    if not target.is_file() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return target


class BundleFinder(BaseFinder):
    """A staticfiles finder for the bundles."""

    def check(self, **kwargs: object) -> list:
        """Return no errors: there is nothing to configure."""
        return []

    def find(self, path: str, find_all: object = None) -> str | list[str]:
        """Return the path of a bundle, a list of paths with `find_all`, or [] for any other path."""
        if path not in {CSS, JS}:
            return []
        return [str(build(path))] if find_all else str(build(path))

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, Storage]]:
        """Yield the bundles."""
        storage = FileSystemStorage(location=Path(settings.VAR_DIR) / "build")
        for name in (CSS, JS):
            build(name)
            yield name, storage
