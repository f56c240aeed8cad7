"""Every Spanish word that a reader can meet is in a Spanish dictionary, or in spanish_words.txt.

Needs hunspell with a dictionary of Mexican Spanish (Debian: hunspell, hunspell-es).
"""

from __future__ import annotations

import gettext
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.utils.translation import override

from intake.questions.callback_3 import CALLBACK_3

ROOT = Path(__file__).resolve().parent.parent.parent
KNOWN = Path(__file__).with_name("spanish_words.txt")
TEXTS = [*(ROOT / "content" / "pages" / "es").glob("*/*.md"), *(ROOT / "intake" / "faq" / "es").glob("*.md")]
DATA = [file for folder in ("data", "charts") for file in (ROOT / "content" / folder / "es").glob("*.yaml")]
CATALOG = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.mo"
# Values of the front matter that are names and not words.
_NAMES = {"slug", "references", "related", "section", "certainty", "learn_more", "publisher", "journal"}
# Citations, claims, includes, link targets, placeholders, tags and addresses.
_MARKS = re.compile(
    r"\[[@!][^\]]*\]|\[\[[^\]]*\]\]|\]\([^)]*\)|\{\{[^}]*\}\}|%\(\w+\)[sd]|\{\w*\}|<[^>]+>|&\w+;"
    r"|^:::\w+ \w+|(?:https?://)?[\w-]+(?:\.[\w-]+)*\.(?:gov|org|com|net)\b\S*",
    re.MULTILINE,
)
_ADDRESS = re.compile(r"/$|\.(xml|gif)$")  # messages that are addresses have no accents
_BARE_HOUR = re.compile(r"(?<![\d:])\d\d?(?:\s|&nbsp;)[ap]\.\s?m\.")
_WORD = re.compile(r"[^\W\d_]{2,}")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, dict):
        yield from _strings([each for name, each in value.items() if name not in _NAMES])


def _all_texts() -> Iterator[str]:
    for file in TEXTS:
        _, head, body = file.read_text().split("---\n", 2)
        yield from _strings(yaml.safe_load(head))
        yield body
    for file in DATA:
        yield from _strings(yaml.safe_load(file.read_text()))
    with CATALOG.open("rb") as catalog:
        found = gettext.GNUTranslations(catalog)._catalog
    yield from (text for original, text in found.items() if original and not _ADDRESS.search(str(original)))


@pytest.fixture(scope="module")
def words() -> set[str]:
    return {word for text in _all_texts() for word in _WORD.findall(_MARKS.sub(" ", text))}


@pytest.fixture(scope="module")
def known() -> set[str]:
    return {line for line in KNOWN.read_text().splitlines() if line and not line.startswith("#")}


@pytest.mark.skipif(not shutil.which("hunspell"), reason="hunspell is not installed")
def test_every_word_is_in_the_dictionary_or_known(words: set[str], known: set[str]) -> None:
    spell = ["hunspell", "-i", "utf-8", "-d", "es_MX", "-l"]
    done = subprocess.run(spell, input="\n".join(sorted(words)), capture_output=True, text=True, check=True)

    unknown = sorted({word for word in done.stdout.split() if word.casefold() not in known})
    assert unknown == [], f"correct it, or add it to {KNOWN.name}"


def test_every_known_word_is_used(words: set[str], known: set[str]) -> None:
    assert sorted(known - {word.casefold() for word in words}) == []


def test_every_hour_has_its_minutes_as_the_formats_write_it() -> None:
    with override("es"):  # what people were asked is kept in its words
        asked = {str(label) for _, label in CALLBACK_3.questions["times"].choices}

    texts = [text for text in _all_texts() if text not in asked]
    assert [found[0] for text in texts for found in _BARE_HOUR.finditer(text)] == []
