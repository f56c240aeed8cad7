"""A page asks for three files before its first paint, in the order in which it needs them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils.translation import override

from clinic_site.core.languages import codes
from clinic_site.public.pages import listed

_LOADED = {"stylesheet", "preload", "modulepreload", "prefetch", "preconnect"}


class _Files(HTMLParser):
    """Collects the files that a browser asks for while it reads a page, and the attributes of each."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        address = given.get("src") or given.get("href") or ""
        asked = {
            "link": given.get("rel") in _LOADED,
            "script": "src" in given,
            "img": given.get("loading") != "lazy",
            "use": not address.startswith("#"),
            "iframe": True,
            "object": True,
        }
        if asked.get(tag):
            self.found.append((re.sub(r"\.[0-9a-f]{12}\b", "", address.split("/static/")[-1]), given))


@pytest.mark.django_db
def test_a_page_asks_for_its_style_sheet_font_and_scripts_alone(client: Client) -> None:
    paths = []
    for code in codes():
        with override(code):
            paths += [each.path for each in listed()]

    for path in paths:
        found = _Files(client.get(path).content.decode()).found
        assert [address for address, _ in found] == [
            "css/site.css",  # first, so that it has the connection that brought the page
            "fonts/atkinson-hyperlegible-next.woff2",
            "js/site.js",
        ], path
        assert "async" in found[-1][1], "the first paint waits for deferred scripts"
