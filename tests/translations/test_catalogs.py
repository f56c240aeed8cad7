"""Every word that a reader or a patient can meet is translated, and the compiled catalog has it."""

from __future__ import annotations

import gettext
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings as project
from django.utils.formats import get_format
from pytest_django.fixtures import Settings

from clinic_site.formats import NAMES as FORMATS
from clinic_site.management.commands.messages import extract
from clinic_site.ops.messages import FOLDERS, is_translated
from tests.translations.catalog import CATALOGS, Entry, read

_ROOT = Path(project.BASE_DIR)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]*>")

every_catalog = pytest.mark.parametrize("catalog", CATALOGS, ids=[path.parents[1].name for path in CATALOGS])


def test_every_language_but_english_has_a_catalog() -> None:
    languages = {code for code, _ in project.LANGUAGES} - {project.LANGUAGE_CODE}

    assert languages <= {path.parents[1].name for path in CATALOGS}


@every_catalog
def test_every_message_is_translated(catalog: Path) -> None:
    missing = [entry.key for entry in read(catalog).values() if not all(entry.translations)]

    assert missing == [], f"translate it in {catalog}, then run make messages"


@every_catalog
def test_no_translation_is_a_guess(catalog: Path) -> None:
    assert [entry.key for entry in read(catalog).values() if "fuzzy" in entry.flags] == []


@every_catalog
def test_translations_have_the_placeholders_and_tags_of_the_english_words(catalog: Path) -> None:
    assert [entry.fields for entry in read(catalog).values() if not _same_parts(entry)] == []


@every_catalog
def test_compiled_catalog_matches_its_source(catalog: Path) -> None:
    with catalog.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    for (context, words), entry in read(catalog).items():
        if plural := entry.fields.get("msgid_plural"):
            found = [compiled.ngettext(words, plural, 1), compiled.ngettext(words, plural, 2)]
        else:
            found = [compiled.pgettext(context, words) if context else compiled.gettext(words)]
        assert found == entry.translations, f"{words!r}: run make messages"


@every_catalog
@pytest.mark.skipif(shutil.which("xgettext") is None, reason="the extraction needs GNU gettext")
def test_the_catalog_has_exactly_the_words_of_code_and_templates(
    catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    for path in (path for folder in FOLDERS for path in (_ROOT / folder).rglob("*.*")):
        name = path.relative_to(_ROOT).as_posix()
        if path.suffix in {".py", ".html", ".txt"} and is_translated(name):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, tmp_path / name)
    code = catalog.parents[1].name
    extracted = tmp_path / "locale" / code / "LC_MESSAGES" / "django.po"
    extracted.parent.mkdir(parents=True)
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.chdir(tmp_path)

    extract([code])

    found, known = set(read(extracted)), set(read(catalog))
    assert (found - known, known - found) == (set(), set()), "run make messages"


@pytest.mark.parametrize("code", [code for code, _ in project.LANGUAGES])
@pytest.mark.parametrize("name", ["DATE_FORMAT", *FORMATS])
def test_every_language_has_each_named_format(name: str, code: str) -> None:
    assert get_format(name, lang=code) != name, f"define it in clinic_site/formats/{code}/formats.py"


def _same_parts(entry: Entry) -> bool:
    words = [entry.fields["msgid"], entry.fields.get("msgid_plural", entry.fields["msgid"])]
    allowed = [Counter(_PLACEHOLDER.findall(text)) for text in words]
    return all(Counter(_PLACEHOLDER.findall(text)) in allowed for text in entry.translations)
