"""Read all templates when a process starts.

An update replaces the files while processes of the release before it still run. One that read a template
only when it is first needed would get that of the new release, which may not fit its code.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines

_KINDS = {".html", ".txt", ".xml"}
_STAFF = "admin/"


def read_templates() -> int:
    """Compile every template that this side uses, and return their number. Django keeps them in memory."""
    engine, count = engines["django"], 0
    for name in sorted(_names(engine.template_dirs)):
        if settings.ROLE == "public" and name.startswith(_STAFF):
            continue
        # A package may bring a template that needs what isn't installed.
        with suppress(TemplateDoesNotExist, TemplateSyntaxError):
            engine.get_template(name)
            count += 1
    return count


def _names(folders: tuple[Path | str, ...]) -> set[str]:
    roots = [Path(folder) for folder in folders]
    files = {root: (path for path in root.rglob("*") if path.suffix in _KINDS) for root in roots}
    return {path.relative_to(root).as_posix() for root, paths in files.items() for path in paths}
