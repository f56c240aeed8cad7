"""The reading level of text: sentences, words, syllables, and a formula for each language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from content.data.entries import read_mapping
from content.errors import ContentError

#: The kinds of passages that the grade includes.
PROSE = {"paragraph", "item"}
_WORD = re.compile(r"[^\W_][\w’'/.,-]*")
# A period ends a sentence if a space and a capital letter, a digit, or a quotation mark follow.
_END = re.compile(r"(?<=[.!?])[”’\")]*\s+(?=[“‘\"(¿¡]*[A-ZÁÉÍÓÚÑ0-9])")
_SHORT = re.compile(r"\b(?:U\.S|Dra?|Mr|Mrs|Ms|Sra?|St|vs|No|e\.g|i\.e|p\. ej|EE|UU|[A-Z])\.$")
_SILENT = re.compile(r"(?:[^laeiouy]es|[^td]ed|[^laeiouy]e)$")
_VOWELS = re.compile(r"[aeiouy]{1,2}")


@dataclass(frozen=True)
class Grade:
    """The school grade of a text, and the number of words it is based on."""

    value: float
    words: int


def sentences(text: str) -> list[str]:
    """Return the sentences of a text. A period after an abbreviation does not end a sentence."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        sentence = text[start : end.start()]
        if not _SHORT.search(sentence):
            found.append(text[start : end.end()].strip())
            start = end.end()
    rest = text[start:].strip()
    return [*found, rest] if rest else found


def words(text: str) -> list[str]:
    """Return the words of a text, including numbers."""
    return [found.rstrip(".,-/’'") for found in _WORD.findall(text)]


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Return the approximate number of syllables of an English word, at least 1.

    This counts groups of vowels, without silent endings. It is off by one for some words, which
    averages out over a page.
    """
    letters = re.sub(r"[^a-z]", "", word.lower())
    if len(letters) <= 3:
        return 1
    letters = _SILENT.sub("", letters)
    return max(1, len(_VOWELS.findall(letters.removeprefix("y"))))


def grade(texts: Iterable[str], names: Collection[str]) -> Grade:
    """Return the Flesch-Kincaid grade (Kincaid et al., 1975) of several passages in English.

    `names`, in lowercase, are excluded from words and syllables.
    """
    counted, ends = count(texts, names)
    if not counted:
        return Grade(0.0, 0)
    total = sum(syllables(word) for word in counted)
    return Grade(0.39 * len(counted) / ends + 11.8 * total / len(counted) - 15.59, len(counted))


def count(texts: Iterable[str], names: Collection[str]) -> tuple[list[str], int]:
    """Return the words that a formula counts, without `names`, and the number of sentences."""
    counted: list[str] = []
    ends = 0
    for text in texts:
        for sentence in sentences(text):
            plain = [word for word in words(sentence) if _bare(word) not in names]
            counted += plain
            ends += bool(plain)
    return counted, ends


def _bare(word: str) -> str:
    return word.lower().replace("'", "’").removesuffix("’s")


def load_names(path: Path) -> frozenset[str]:
    """Load the names that the grade excludes, in lowercase. Raises ContentError."""
    raw, _ = read_mapping(path)
    names = raw.get("names", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ContentError(path, 1, "must contain `names:` and below it a list with one word on each line")
    return frozenset(name.lower() for name in names)
