"""The words of a query."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 200  # characters of a query; the rest is ignored
_MAX_WORDS = 24
# Letters that sound alike in Spanish: "kiero", "quiero"
_ALIKE = (("qu", "k"), ("ce", "se"), ("ci", "si"), ("c", "k"), ("z", "s"), ("v", "b"))
WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Return the words of a query, in lowercase and without accents. Nothing else reaches the database."""
    return WORD.findall(without_accents(text[:MAX_LENGTH]))[:_MAX_WORDS]


def without_accents(text: str) -> str:
    """Return text in lowercase and without accents."""
    text = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in text if not unicodedata.combining(char))


def sounded(word: str) -> str:
    """Return a word without accents, spelled by its sound, so that misspelled words are compared by it."""
    for letters, sound in _ALIKE:
        word = word.replace(letters, sound)
    return word
