"""The reading level of Spanish: syllables and the INFLESZ scale."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from content.lint.readability import Grade, count

_SILENT_U = re.compile(r"(?<=q)u(?=[eéií])|(?<=g)u(?=[eéií])")
_VOWEL_Y = re.compile(r"y(?![aeiouáéíóúü])")
# Two strong vowels are two syllables, and a stressed weak vowel is one alone: "po-e-ta", "pa-ís".
_NUCLEUS = re.compile(r"[iuü]?[aeoáéó][iuü]?|[íú]|[iuü]+")


def syllables(word: str) -> int:
    """Return the number of syllables of a Spanish word, at least 1."""
    letters = _VOWEL_Y.sub("i", _SILENT_U.sub("", word.lower()))
    return max(1, len(_NUCLEUS.findall(letters)))


def reading_ease(texts: Iterable[str], names: Collection[str]) -> Grade:
    """Return the reading ease of several passages in Spanish, and the words it is based on.

    The formula is that of Szigriszt Pazos (1993), 206.835 - 62.3 syllables per word - words per
    sentence. On the INFLESZ scale (Barrio-Cantalejo et al., 2008, An. Sist. Sanit. Navar. 31(2)),
    made with texts for patients, 55 to 65 is normal, and more is easier. `names`, in lowercase, are
    excluded.
    """
    words, sentences = count(texts, names)
    if not words:
        return Grade(100.0, 0)
    total = sum(syllables(word) for word in words)
    return Grade(206.835 - 62.3 * total / len(words) - len(words) / sentences, len(words))
