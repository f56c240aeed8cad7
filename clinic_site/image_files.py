"""Pictures and share cards among the static files, built below `var/build/images` when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage
from django.utils.translation import gettext as _

from clinic_site import clinic
from content import image_build, images, share_cards
from content.image_build import Job
from content.library import ROOT, library
from content.sections import section_name
from content.share_cards import Card

_FOLDERS = ("pictures/", "cards/")


def folder() -> Path:
    """Return where the built files are."""
    return Path(settings.VAR_DIR) / "build" / "images"


def cards() -> Iterator[Card]:
    """Yield a card for every page that has something of its own to say."""
    name = clinic.current().clinic.name
    for page in library().pages.values():
        yield Card(page.slug, page.head.title, section_name(page.head.section), name)
    yield Card("faq", _("Questions people ask"), section_name("ketamine"), name)
    yield Card("questions-to-ask", _("Questions to ask a clinic"), section_name("care"), name)
    yield Card("callback", _("Request a callback"), section_name("care"), name)
    yield Card("consultation", _("Ask for a consultation"), section_name("care"), name)
    yield Card("is-this-for-me", _("Is this right for me?"), section_name("care"), name)
    yield Card("request", _("Your request"), section_name("care"), name)


def jobs() -> list[Job]:
    """Return all that has to be made. Raises ContentError at an original that cannot be used."""
    font = settings.BASE_DIR / "static" / "fonts" / "atkinson-hyperlegible-next.woff2"
    return [*images.jobs(ROOT), *(share_cards.job(card, font) for card in cards())]


def build(say: Callable[[int, int, str], None] | None = None) -> int:
    """Make what is missing or out of date. Returns how many things were made."""
    return image_build.run(jobs(), folder(), *([say] if say else []))


class ImageFinder(BaseFinder):
    """Finds the built files and nothing else."""

    def check(self, **kwargs: object) -> list:
        """Return no faults: there is nothing to set."""
        return []

    def find(self, path: str, find_all: object = None, **kwargs: object) -> str | list[str]:
        """Return a built file's place when it is asked for."""
        if not path.startswith(_FOLDERS):
            return []
        if path not in image_build.made(folder()):
            build()
        if path not in image_build.made(folder()):
            return []
        place = str(folder() / path)
        return [place] if find_all or kwargs.get("all") else place

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, Storage]]:
        """Yield every built file, after building what is not there."""
        build()
        storage = FileSystemStorage(location=folder())
        for output in image_build.made(folder()):
            yield output, storage
