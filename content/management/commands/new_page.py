"""Beginning a page."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localdate

from content import scaffold
from content.faults import Fault
from content.library import ROOT, library


class Command(BaseCommand):
    """Write the file of a new page, with notes on what to fill in."""

    requires_system_checks = ()  # a fault of another page must not keep anybody from beginning one
    help = "Begin a page: new_page <section> <slug> <title>"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take section, slug and title."""
        parser.add_argument("section", help=f"one of {', '.join(scaffold.SECTIONS)}")
        parser.add_argument("slug", help="the last part of the address, like sleep-and-ptsd")
        parser.add_argument("title", help='the heading of the page, like "Sleep and PTSD"')

    def handle(self, *args: Any, section: str, slug: str, title: str, **options: Any) -> None:
        """Write the file and say where it is."""
        try:
            path = scaffold.new_page(ROOT, library(), section, slug, title, localdate())
        except Fault as fault:
            raise CommandError(f"No page was made: {fault}.") from None
        self.stdout.write(f"{path}\nOpen it, replace each FILL IN, then run: make check-pages")
