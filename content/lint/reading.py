"""Lint rules for readers who are tired, upset, or new to the subject: short sentences, plain words."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from content.library import Library
from content.lint import readability
from content.lint.finding import Finding

TOO_HARD = "content.W004"
TOO_LONG = "content.W005"

_MOST_WORDS = 30
_HIGHEST_GRADE = 8.0
_ENOUGH_WORDS = 100  # the formula was derived from samples of 100 words; it needs that many


def findings(library: Library, names: Collection[str]) -> Iterator[Finding]:
    """Yield pages above grade 8 and sentences of more than 30 words. The grade excludes `names`."""
    for page in library.pages.values():
        for passage in page.passages:
            for sentence in readability.sentences(passage.text):
                count = len(readability.words(sentence))
                if count > _MOST_WORDS:
                    what = f"This sentence has {count} words; the limit is {_MOST_WORDS}: {sentence}"
                    yield Finding(TOO_LONG, page.file, passage.line, what, "Split it into two sentences.")
        text = [passage.text for passage in page.passages if passage.kind in readability.PROSE]
        grade = readability.grade(text, names)
        if grade.words >= _ENOUGH_WORDS and grade.value > _HIGHEST_GRADE:
            what = f"The page has a reading grade of {grade.value:.1f}; the limit is {_HIGHEST_GRADE}."
            hint = (
                "Use shorter sentences and everyday words. Add names of drugs or studies that cannot be "
                "shorter to content/lint/readability.yaml."
            )
            yield Finding(TOO_HARD, page.file, 1, what, hint)
