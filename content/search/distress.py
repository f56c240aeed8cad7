"""Recognize searches of people who may need help now, by the phrases in `synonyms.yaml`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from content.search.words import STOP, all_words_of, by_sound

# Words that are never taken for misspelled ones: "can" isn't "can't", and "violation" isn't "violación".
_COMMON = {by_sound(word) for word in (*STOP, "violation", "violations")}
_AS_LETTERS = str.maketrans("01345", "oieas")  # "suic1de", as people write to get past filters
_GAP = 1  # words that may come between two words of a phrase of at least three
_LONGEST = 4_000  # characters; people who write a lot may say the worst at the end
_COMPARED = 40  # words of a query that may be misspelled; comparing one takes about 0.5 ms


@dataclass(frozen=True)
class Phrase:
    """A phrase, each of its words with alternatives. `alone` is whether it must be the whole query."""

    words: tuple[frozenset[str], ...]
    alone: bool


def phrase(text: str) -> Phrase:
    """Return a phrase as `synonyms.yaml` writes it: `want/wanna to die`, or `=help` for a query by itself."""
    words = (frozenset(by_sound(word) for word in part.split("/")) for part in text.lstrip("=").split())
    return Phrase(tuple(words), text.startswith("="))


def is_distress(query: str, phrases: Iterable[Phrase]) -> bool:
    """Return whether a query contains one of the phrases, ignoring case, accents, and apostrophes.

    Misspelled words match too: those of at least four letters in a phrase of several words, and those
    of at least six letters alone. One more word may come between the words of a phrase of three or more.
    Digits within a word count as the letters that they look like. Only the first 4,000 characters are read,
    and only the first 40 uncommon words may be misspelled.
    """
    typed = [
        by_sound(word if word.isdecimal() else word.translate(_AS_LETTERS))
        for word in all_words_of(re.sub("['’`´]", "", query[:_LONGEST]))
    ]
    phrases = list(phrases)
    single = [each for each in phrases if len(each.words) == 1]
    longer = [each for each in phrases if len(each.words) > 1]
    return _says_any(single, typed, 6, 0.85) or _says_any(longer, typed, 4, 0.82)


def _says_any(phrases: list[Phrase], typed: list[str], shortest: int, similarity: float) -> bool:
    """Return whether the words `typed` contain one of the phrases.

    Words of the phrases that have at least `shortest` letters also match those that are similar to them.
    """
    known = {word for each in phrases for words in each.words for word in words}
    similar = [word for word in known if len(word) >= shortest]
    compared = list(dict.fromkeys(word for word in typed if word not in _COMMON))[:_COMPARED]
    alike = {word: {word, *difflib.get_close_matches(word, similar, 9, similarity)} for word in compared}
    meant = [alike.get(word, {word}) for word in typed]
    return any(_is_said(each, meant) for each in phrases)


def _is_said(wanted: Phrase, meant: list[Collection[str]]) -> bool:
    """Return whether the words of a phrase follow each other in `meant`, what each typed word may mean."""
    first, *rest = wanted.words
    if wanted.alone and len(meant) != len(wanted.words):
        return False
    reached = {at for at, word in enumerate(meant) if not first.isdisjoint(word)}
    reach = 2 + (_GAP if len(wanted.words) > 2 else 0)
    for words in rest:
        reached = {
            after
            for at in reached
            for after in range(at + 1, min(at + reach, len(meant)))
            if not words.isdisjoint(meant[after])
        }
    return bool(reached)
