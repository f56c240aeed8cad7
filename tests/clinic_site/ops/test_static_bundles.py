"""Bundles of style sheets and scripts are found by staticfiles."""

from __future__ import annotations

import shutil
from pathlib import Path

import brotli
import pytest
from django.conf import settings as site
from django.contrib.staticfiles import finders
from pytest_django import Settings

from clinic_site.ops import static_bundles


@pytest.fixture
def styles(settings: Settings, tmp_path: Path) -> Path:
    """Return the folder of a copy of the sources; bundles are written to the copy as well."""
    copied = shutil.copytree(site.BASE_DIR / "static" / "css", tmp_path / "static" / "css")
    settings.BASE_DIR, settings.VAR_DIR = tmp_path, tmp_path / "var"
    return copied


def test_every_stylesheet_of_the_site_is_in_the_bundle_once() -> None:
    sources = static_bundles.sources(static_bundles.CSS)

    assert sorted(sources) == sorted((site.BASE_DIR / "static" / "css").rglob("*.css"))


def test_fonts_and_tokens_come_first_and_print_last() -> None:
    names = [path.name for path in static_bundles.sources(static_bundles.CSS)]

    assert names[:4] == ["fonts.css", "tokens.css", "base.css", "layout.css"]
    assert names[-1] == "print.css"


def test_components_are_sorted_by_name(styles: Path) -> None:
    (styles / "components" / "a.css").write_text("a {}", encoding="utf-8")
    (styles / "components" / "z.css").write_text("z {}", encoding="utf-8")

    names = [path.name for path in static_bundles.sources(static_bundles.CSS)[4:-1]]

    assert (names[0], names[-1], names) == ("a.css", "z.css", sorted(names))


def test_the_bundle_concatenates_the_sources(styles: Path) -> None:
    text = static_bundles.build(static_bundles.CSS).read_text(encoding="utf-8")

    positions = [
        text.index(source.read_text(encoding="utf-8").strip())
        for source in static_bundles.sources(static_bundles.CSS)
    ]
    assert positions == sorted(positions)
    assert len(set(positions)) == len(positions)


def test_a_changed_source_changes_the_bundle(styles: Path) -> None:
    static_bundles.build(static_bundles.CSS)
    (styles / "print.css").write_text("/* changed */", encoding="utf-8")

    text = static_bundles.build(static_bundles.CSS).read_text(encoding="utf-8")

    assert text.endswith("\n/* changed */\n")


def test_an_unchanged_bundle_is_not_written_again(styles: Path) -> None:
    before = static_bundles.build(static_bundles.CSS).stat().st_mtime_ns

    after = static_bundles.build(static_bundles.CSS).stat().st_mtime_ns

    assert after == before


def test_a_missing_source_is_an_error(styles: Path) -> None:
    (styles / "layout.css").unlink()

    with pytest.raises(FileNotFoundError):
        static_bundles.build(static_bundles.CSS)


def test_django_finds_the_bundle_by_name(styles: Path) -> None:
    found = finders.find("css/site.css")

    assert Path(found).read_text(encoding="utf-8") == static_bundles.build(static_bundles.CSS).read_text(
        encoding="utf-8"
    )


def test_the_finder_supports_find_all() -> None:
    assert finders.find("css/site.css", find_all=True) == [str(static_bundles.build(static_bundles.CSS))]


@pytest.mark.parametrize("name", ["css/none.css", "site.css", "css/site.css.map"])
def test_the_finder_finds_nothing_else(name: str) -> None:
    assert static_bundles.BundleFinder().find(name) == []


@pytest.mark.parametrize("name", [static_bundles.CSS, static_bundles.JS])
def test_a_bundle_is_collected_with_the_static_files(styles: Path, name: str) -> None:
    storages = dict(static_bundles.BundleFinder().list([]))

    assert Path(storages[name].path(name)) == static_bundles.build(name)


def test_every_script_of_the_site_is_in_the_bundle_once() -> None:
    assert sorted(static_bundles.sources(static_bundles.JS)) == sorted(
        (site.BASE_DIR / "static" / "js").rglob("*.js")
    )


def test_scripts_that_arrive_early_wait_for_the_document() -> None:
    text = static_bundles.build(static_bundles.JS).read_text(encoding="utf-8")

    begun, scripts = text.split("const start = () => {\n")
    scripts, end = scripts.split("};\nif (document.readyState === ")
    assert begun == "(() => {\n"
    assert all(
        path.read_text(encoding="utf-8").strip() in scripts
        for path in static_bundles.sources(static_bundles.JS)
    )
    assert end == ('"loading") document.addEventListener("DOMContentLoaded", start);\nelse start();\n})();\n')


@pytest.mark.parametrize(("name", "most"), [(static_bundles.CSS, 10_000), (static_bundles.JS, 4_300)])
def test_a_bundle_is_small(name: str, most: int) -> None:
    assert len(brotli.compress(static_bundles.build(name).read_bytes())) <= most


def test_the_bundle_loads_nothing_from_another_host() -> None:
    text = static_bundles.build(static_bundles.CSS).read_text(encoding="utf-8")

    assert [word for word in ("http:", "https:", "url(//", "@import") if word in text] == []
