"""Pictures and share cards are found among the static files, and every page names its card."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image
from pytest_django import Settings

from clinic_site import image_files
from content.library import library

PUBLIC = [
    *(page.path for page in library().pages.values()),
    "/faq/",
    "/questions-to-ask/",
    "/callback/",
    "/request/",
    "/consultation/",
    "/consultation/is-this-for-me/",
]


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Path:
    """Return a content folder with one picture; what is built goes beside it."""
    (tmp_path / "images").mkdir()
    Image.new("RGB", (500, 300), "#8fb0a0").save(tmp_path / "images" / "room.jpg")
    settings.VAR_DIR = tmp_path / "var"
    monkeypatch.setattr(image_files, "ROOT", tmp_path)
    return tmp_path


def meta(html: str, name: str) -> list[str]:
    return [unescape(found) for found in re.findall(rf'<meta property="{name}" content="([^"]*)">', html)]


def test_the_command_makes_everything_once(content: Path) -> None:
    first, second = StringIO(), StringIO()
    call_command("build_images", stdout=first)

    call_command("build_images", stdout=second)

    assert first.getvalue().startswith("Making pictures and share cards …\n")
    assert f"{len(PUBLIC) + 1} pictures and share cards made." in first.getvalue()
    assert second.getvalue() == ""


def test_the_command_names_the_file_that_it_cannot_use(content: Path) -> None:
    (content / "images" / "words.png").write_text("words", encoding="utf-8")

    with pytest.raises(CommandError, match=r"words\.png, line 1: is no picture in JPEG, PNG, WEBP"):
        call_command("build_images")


@pytest.mark.parametrize("name", ["pictures/room-480.avif", "pictures/room-500.jpg", "cards/crisis.png"])
def test_django_finds_a_built_file_under_its_name(content: Path, name: str) -> None:
    assert finders.find(name) == str(content / "var" / "build" / "images" / name)
    assert Path(finders.find(name)).is_file()


@pytest.mark.parametrize(
    "name", ["record.json", "pictures/none-480.avif", "cards/../record.json", "images/room.jpg"]
)
def test_the_finder_finds_nothing_else(content: Path, name: str) -> None:
    assert image_files.ImageFinder().find(name) == []


def test_everything_built_is_collected(content: Path) -> None:
    storages = dict(image_files.ImageFinder().list([]))

    assert {name for name in storages if name.startswith("pictures/")} == {
        f"pictures/room-{width}.{ending}" for width in (480, 500) for ending in ("avif", "webp", "jpg")
    }
    assert sum(name.startswith("cards/") for name in storages) == len(PUBLIC)
    assert all(Path(storage.path(name)).is_file() for name, storage in storages.items())


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_says_what_is_shown_when_it_is_shared(db: None, client: Client, path: str) -> None:
    html = client.get(path).content.decode()

    (title,) = meta(html, "og:title")
    heading = unescape(re.search(r"<h1[^>]*>([^<]+)</h1>", html)[1])
    assert title.lower() == heading.lower()
    assert meta(html, "og:url") == [f"http://testserver{path}"]
    assert meta(html, "og:site_name") == ["Example Clinic"]
    assert len(meta(html, "og:description")[0]) > 20
    assert meta(html, "og:image:alt")[0].startswith(title)


@pytest.mark.parametrize("path", PUBLIC)
def test_the_card_of_a_page_is_there_in_the_size_that_is_told(db: None, client: Client, path: str) -> None:
    html = client.get(path).content.decode()

    (address,) = meta(html, "og:image")
    told = meta(html, "og:image:width") + meta(html, "og:image:height")
    with Image.open(str(finders.find(address.removeprefix("http://testserver/static/")))) as image:
        assert [str(side) for side in image.size] == told


def test_an_error_page_has_no_card(client: Client) -> None:
    html = client.get("/none/").content.decode()

    assert meta(html, "og:image") == []


def test_a_live_page_names_pictures_and_cards_by_their_hash_and_they_may_be_kept_for_ever(
    checkout: Path, environment: dict[str, str], python: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    (checkout / "content" / "images").mkdir(exist_ok=True)
    Image.new("RGB", (500, 300), "#8fb0a0").save(checkout / "content" / "images" / "room.jpg")
    page = checkout / "content" / "pages" / "en" / "help" / "crisis.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n\n![A quiet room](room.jpg)\n", encoding="utf-8")
    collected = python(environment, "manage.py", "collectstatic", "--noinput", "-v0", at=checkout)
    assert collected.stderr == ""

    told = python(environment, "-c", _ASK, at=checkout).stdout.splitlines()

    assert [re.sub(r"\.[0-9a-f]{12}\.", ".HASH.", line) for line in told] == [
        "/static/pictures/room-500.HASH.jpg 200 image/jpeg max-age=315360000, public, immutable",
        "/static/cards/crisis.HASH.png 200 image/png max-age=315360000, public, immutable",
    ]


_ASK = """
import os, re
os.environ["DJANGO_SETTINGS_MODULE"] = "clinic_site.settings"
import django; django.setup()
from django.test import Client
client = Client(SERVER_NAME="www.clinic.test")
html = client.get("/crisis/", secure=True).content.decode()
for found in ('<img src="([^"]+)"', 'og:image" content="https://www.clinic.test([^"]+)"'):
    address = re.search(found, html)[1]
    answer = client.get(address, secure=True)
    answer.close()
    print(address, answer.status_code, answer["Content-Type"], answer["Cache-Control"])
"""
