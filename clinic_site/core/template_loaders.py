"""Template loaders that read all files when the process starts.

An upgrade replaces files while processes of the previous release still run. If they read a template when
it is first needed, they would get that of the new release, which may not fit their code.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.template import Engine, Origin, TemplateDoesNotExist
from django.template.loaders import app_directories, filesystem

#: The loaders of this module, for the settings.
AS_AT_START = [f"{__name__}.FolderLoader", f"{__name__}.AppLoader"]
_KINDS = {".html", ".txt", ".xml"}


class _AsAtStart:
    """Reads all templates of its folders, whose paths are absolute, when it is created."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._texts = {
            str(path): path.read_text(encoding=engine.file_charset)
            for folder in self.get_dirs()
            for path in Path(folder).rglob("*")
            if path.suffix in _KINDS
        }

    def get_contents(self, origin: Origin) -> str:
        """Return the text of a template. Raises TemplateDoesNotExist."""
        try:
            return self._texts[origin.name]
        except KeyError:
            raise TemplateDoesNotExist(origin) from None


class FolderLoader(_AsAtStart, filesystem.Loader):
    """Loads the templates of the site; HTML without its indentation."""

    def get_contents(self, origin: Origin) -> str:
        """Return the text of a template. Raises TemplateDoesNotExist.

        Indentation would be one byte in eight of a page. Without it, lines keep their numbers.
        """
        text = super().get_contents(origin)
        return re.sub(r"^[ \t]+", "", text, flags=re.MULTILINE) if origin.name.endswith(".html") else text


class AppLoader(_AsAtStart, app_directories.Loader):
    """Loads the templates of packages."""
