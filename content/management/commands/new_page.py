"""The new_page command."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localdate

from content import skeleton
from content.library import ROOT, library


class Command(BaseCommand):
    """Create the file of a new page, with notes on what to fill in."""

    requires_system_checks = ()  # an error on another page must not prevent a new one
    help = "Create a page: new_page <section> <slug> <title>"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the section, slug, and title arguments."""
        parser.add_argument("section", help=f"one of {', '.join(skeleton.SECTIONS)}")
        parser.add_argument("slug", help="the last part of the URL, like sleep-and-ptsd")
        parser.add_argument("title", help='the heading of the page, like "Sleep and PTSD"')

    def handle(self, *args: Any, section: str, slug: str, title: str, **options: Any) -> None:
        """Create the file and print its path."""
        try:
            path = skeleton.new_page(ROOT, library(), section, slug, title, localdate())
        except skeleton.NewPageError as error:
            raise CommandError(f"No page was created: {error}.") from None
        self.stdout.write(f"{path}\nOpen it, replace each FILL IN, then run: make check-pages")
