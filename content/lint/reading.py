"""Pages can be read by somebody who is tired, upset or new to the words."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from content import readability
from content.library import Library
from content.lint.finding import Finding

TOO_HARD = "content.E008"
TOO_LONG = "content.E009"

_MOST_WORDS = 30
_HIGHEST_GRADE = 8.0
_ENOUGH_WORDS = 100  # the formula was made on samples of a hundred words; less says nothing


def findings(library: Library, names: Collection[str]) -> Iterator[Finding]:
    """Yield pages above grade 8 and sentences above 30 words; `names` are left out of the grade."""
    for page in library.pages.values():
        for passage in page.passages:
            for sentence in readability.sentences(passage.text):
                count = len(readability.words(sentence))
                if count > _MOST_WORDS:
                    what = f"This sentence has {count} words; {_MOST_WORDS} are the most: {sentence}"
                    yield Finding(TOO_LONG, page.file, passage.line, what, "Make two sentences of it.")
        text = [passage.text for passage in page.passages if passage.kind in readability.PROSE]
        grade = readability.grade(text, names)
        if grade.words >= _ENOUGH_WORDS and grade.value > _HIGHEST_GRADE:
            what = f"The page reads at grade {grade.value:.1f}; {_HIGHEST_GRADE} is the most."
            mend = (
                "Use shorter sentences and everyday words. A name of a drug or a study that cannot be "
                "shorter may be added to content/readability.yaml."
            )
            yield Finding(TOO_HARD, page.file, 1, what, mend)
