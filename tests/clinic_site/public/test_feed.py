"""The feed of changes is valid Atom (RFC 4287) and linked from every page."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django import Settings

from clinic_site.public import feed
from content.changes import changes

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def read(client: Client) -> ElementTree.Element:
    return ElementTree.fromstring(client.get("/changes.xml").content)


def texts(tree: ElementTree.Element, path: str) -> list[str]:
    return [str(found.text) for found in tree.findall(path, ATOM)]


def test_the_feed_is_atom_and_cacheable(client: Client) -> None:
    response = client.get("/changes.xml")

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response.headers["Cache-Control"].startswith("public, max-age=60")


def test_every_entry_has_the_required_elements(client: Client) -> None:
    tree = read(client)

    entries = tree.findall("a:entry", ATOM)
    assert len(entries) == len(changes())
    for part in ("a:id", "a:title", "a:updated"):
        assert all(entry.findtext(part, namespaces=ATOM) for entry in [tree, *entries]), part
    assert tree.findtext("a:author/a:name", namespaces=ATOM) == "Example Clinic"


def test_ids_are_unique(client: Client) -> None:
    ids = texts(read(client), "a:entry/a:id")

    assert len(set(ids)) == len(ids)


def test_two_changes_of_a_page_on_one_day_have_different_ids(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = changes()[0]
    monkeypatch.setattr(feed, "all_changes", lambda: (first, replace(first, kind="change-1")))

    assert len(set(texts(read(client), "a:entry/a:id"))) == 2


def test_an_entry_describes_the_page_and_its_change(client: Client) -> None:
    tree = read(client)

    newest = changes()[0]
    entry = tree.find("a:entry", ATOM)
    assert entry.findtext("a:title", namespaces=ATOM) == newest.page.metadata.title
    assert entry.findtext("a:summary", namespaces=ATOM) == newest.what
    assert str(entry.findtext("a:updated", namespaces=ATOM)).startswith(str(newest.date))
    assert entry.find("a:link", ATOM).get("href") == f"http://testserver{newest.page.path}"


def test_urls_use_site_url_regardless_of_the_host(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["mirror.test"]

    text = client.get("/changes.xml", headers={"host": "mirror.test"}).content.decode()

    assert "mirror.test" not in text


def test_a_feed_without_entries_is_valid(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "all_changes", tuple)

    assert texts(read(client), "a:updated") == ["2000-01-01T00:00:00+00:00"]


def test_a_page_links_to_the_feed(client: Client) -> None:
    html = client.get("/crisis/").content.decode()

    assert '<link rel="alternate" type="application/atom+xml"' in html
    assert 'href="/changes.xml">' in html


def test_the_feed_in_spanish_lists_spanish_pages(client: Client) -> None:
    tree = ElementTree.fromstring(client.get("/es/cambios.xml").content)

    assert "http://testserver/es/" in [link.get("href") for link in tree.findall("a:entry/a:link", ATOM)]
    assert tree.get("{http://www.w3.org/XML/1998/namespace}lang") == "es"
    assert not set(texts(tree, "a:entry/a:id")) & set(texts(read(client), "a:entry/a:id"))
    assert 'href="/es/cambios.xml">' in client.get("/es/").content.decode()
