"""How hard a text is to read: sentences, words, syllables and the Flesch-Kincaid grade."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from content.entries import read_mapping
from content.faults import ContentError

#: The kinds of passages that are graded.
PROSE = {"paragraph", "item"}
_WORD = re.compile(r"[A-Za-z0-9][\w’'/.,-]*")
# A full stop ends a sentence when a space and a capital, a digit or a quotation mark follow.
_END = re.compile(r"(?<=[.!?])[”’\")]*\s+(?=[“‘\"(]?[A-Z0-9])")
_SHORT = re.compile(r"\b(?:U\.S|Dr|Mr|Mrs|Ms|St|vs|No|e\.g|i\.e|[A-Z])\.$")
_SILENT = re.compile(r"(?:[^laeiouy]es|[^td]ed|[^laeiouy]e)$")
_VOWELS = re.compile(r"[aeiouy]{1,2}")


@dataclass(frozen=True)
class Grade:
    """The school grade that a text asks for, and the number of words it was worked out from."""

    value: float
    words: int


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a full stop after an abbreviation ends none."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        so_far = text[start : end.start()]
        if not _SHORT.search(so_far):
            found.append(text[start : end.end()].strip())
            start = end.end()
    rest = text[start:].strip()
    return [*found, rest] if rest else found


def words(text: str) -> list[str]:
    """Return the words of a text, numbers included."""
    return [found.rstrip(".,-/’'") for found in _WORD.findall(text)]


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Return about how many syllables an English word has, at least one.

    Groups of vowels are counted and silent endings left out; off by one for some words, which evens
    out over a page.
    """
    letters = re.sub(r"[^a-z]", "", word.lower())
    if len(letters) <= 3:
        return 1
    letters = _SILENT.sub("", letters)
    return max(1, len(_VOWELS.findall(letters.removeprefix("y"))))


def grade(texts: Iterable[str], names: Collection[str]) -> Grade:
    """Return the Flesch-Kincaid grade (Kincaid and others, 1975) of some passages.

    `names`, in lower case, count neither as words nor with their syllables.
    """
    counted: list[str] = []
    ends = 0
    for text in texts:
        for sentence in sentences(text):
            plain = [word for word in words(sentence) if _bare(word) not in names]
            counted += plain
            ends += bool(plain)
    if not counted:
        return Grade(0.0, 0)
    spoken = sum(syllables(word) for word in counted)
    return Grade(0.39 * len(counted) / ends + 11.8 * spoken / len(counted) - 15.59, len(counted))


def _bare(word: str) -> str:
    return word.lower().replace("'", "’").removesuffix("’s")


def load_names(path: Path) -> frozenset[str]:
    """Read the names that the grade leaves out, in lower case. Raises ContentError."""
    raw, _ = read_mapping(path)
    names = raw.get("names", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ContentError(path, 1, "must be `names:` and below it a list with one word on each line")
    return frozenset(name.lower() for name in names)
