"""One stylesheet for the browser out of many small ones for us, without a build tool.

A staticfiles finder: `css/site.css` is the sources below `static/css/` one after the other,
written to `var/build/` whenever they change.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

NAME = "css/site.css"


def sources() -> list[Path]:
    """Return the sources in the order of their cascade layers."""
    css = settings.BASE_DIR / "static" / "css"
    return [
        *(css / name for name in ("tokens.css", "base.css", "layout.css")),
        *sorted((css / "components").glob("*.css")),
        css / "print.css",
    ]


def build() -> Path:
    """Write the bundle if it is not there as it should be, and return its path."""
    target = Path(settings.VAR_DIR) / "build" / NAME
    text = "\n".join(path.read_text(encoding="utf-8").strip() for path in sources()) + "\n"
    if not target.is_file() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return target


class BundleFinder(BaseFinder):
    """Finds the bundle and nothing else."""

    def check(self, **kwargs: object) -> list:
        """Return no faults: there is nothing to set."""
        return []

    def find(self, path: str, find_all: object = None, **kwargs: object) -> str | list[str]:
        """Return the bundle's place when it is asked for."""
        if path != NAME:
            return []
        return [str(build())] if find_all or kwargs.get("all") else str(build())

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, Storage]]:
        """Yield the bundle."""
        build()
        yield NAME, FileSystemStorage(location=Path(settings.VAR_DIR) / "build")
