"""Lint rules for readers who are tired, upset, or new to the subject: short sentences, plain words."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from content.library import Library
from content.lint import readability, spanish
from content.lint.finding import Finding
from content.page import Page

TOO_HARD = "content.W004"
TOO_LONG = "content.W005"

_MOST_WORDS = {"en": 30, "es": 36}  # Spanish needs about a fifth more words for the same sentence
_HIGHEST_GRADE = 8.0
_LEAST_EASE = 55.0  # "normal" on the INFLESZ scale begins here
_ENOUGH_WORDS = 100  # the formulas were derived from samples of that length


def findings(library: Library, names: Collection[str]) -> Iterator[Finding]:
    """Yield pages that are hard to read, and long sentences, in languages that have a formula.

    The formula leaves out `names`.
    """
    for page in library.pages.values():
        if page.language not in _MOST_WORDS:
            continue
        yield from _long_sentences(page)
        level = level_of(page, names)
        too_hard = {"en": level.value > _HIGHEST_GRADE, "es": level.value < _LEAST_EASE}
        if level.words >= _ENOUGH_WORDS and too_hard[page.language]:
            limits = {"en": f"a reading grade of {level.value:.1f}; the limit is {_HIGHEST_GRADE}"}
            limits["es"] = f"an INFLESZ of {level.value:.0f}; it should be {_LEAST_EASE:.0f} or more"
            hint = (
                "Use shorter sentences and everyday words. Add names of drugs or studies that cannot be "
                "shorter to content/lint/readability.yaml."
            )
            yield Finding(TOO_HARD, page.file, 1, f"The page has {limits[page.language]}.", hint)


def level_of(page: Page, names: Collection[str]) -> readability.Grade:
    """Return the level of a page by the formula of its language; English is the default."""
    text = [passage.text for passage in page.passages if passage.kind in readability.PROSE]
    return (spanish.reading_ease if page.language == "es" else readability.grade)(text, names)


def _long_sentences(page: Page) -> Iterator[Finding]:
    most = _MOST_WORDS[page.language]
    for passage in page.passages:
        for sentence in readability.sentences(passage.text):
            count = len(readability.words(sentence))
            if count > most:
                what = f"This sentence has {count} words; the limit is {most}: {sentence}"
                yield Finding(TOO_LONG, page.file, passage.line, what, "Split it into two sentences.")
