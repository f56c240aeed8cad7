"""No promise that medicine cannot keep, and no figure without its source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content import readability
from content.faults import line_of, read_text
from content.library import Library, Page
from content.lint.finding import Finding
from content.passages import Passage

FORBIDDEN = "content.E006"
UNCITED = "content.E007"
STALE_SENTENCE = "content.E011"

#: The sections whose pages speak of treatment.
TREATMENT = {"ptsd", "ketamine", "care"}

_PROMISES = re.compile(
    r"\b(cure[sd]?|curing|guarantee[sd]?|guaranteeing|miracles?|miraculous(ly)?"
    r"|safe and effective|reset(s|ting)? (the|your|their) brains?)\b",
    re.IGNORECASE,
)
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_NUMBER = r"\d[\d,.]*"
_COUNTED = "people|persons|patients|veterans|adults|women|men|participants|members|trials|studies"
_FIGURE = re.compile(
    rf"{_NUMBER}\s?%|\b{_NUMBER} percent\b|\b{_NUMBER} (of|in|out of) (every )?\d"
    rf"|\b{_NUMBER} ([\w-]+ )?({_COUNTED})\b|\b{_NUMBER}\s?(mg|mcg|µg|ml)\b",
    re.IGNORECASE,
)


def findings(library: Library) -> Iterator[Finding]:
    """Yield promises on any page and uncited figures on the pages about treatment."""
    for page in library.pages.values():
        yield from _promises(page)
        if page.head.section in TREATMENT:
            yield from _uncited(page)


def _promises(page: Page) -> Iterator[Finding]:
    allowed = {_plain(sentence): sentence for sentence in page.head.allowed_sentences}
    sentences = [*_head_texts(page), *_sentences(page)]
    for line, sentence in sentences:
        found = _PROMISES.search(sentence)
        if found and _plain(sentence) not in allowed:
            what = f"The words {found[0]!r} promise too much: {sentence}"
            mend = (
                "Say it another way. A sentence that denies or quotes the promise may stand when it is "
                "listed, word for word, under allowed_sentences in the head of the page."
            )
            yield Finding(FORBIDDEN, page.file, line, what, mend)
    standing = {_plain(sentence) for _, sentence in sentences}
    for sentence in [allowed[plain] for plain in allowed if plain not in standing]:
        what = f"The allowed sentence does not stand on the page: {sentence}"
        mend = "Copy the sentence as the page has it, or take it out of allowed_sentences."
        yield Finding(STALE_SENTENCE, page.file, _line(page, "allowed_sentences"), what, mend)


def _plain(sentence: str) -> str:
    """Return the sentence as it is typed: pages show curly quotation marks for straight ones."""
    return sentence.translate(_STRAIGHT).strip()


def _head_texts(page: Page) -> Iterator[tuple[int, str]]:
    for key in ("title", "description"):
        for sentence in readability.sentences(getattr(page.head, key)):
            yield _line(page, key), sentence


def _sentences(page: Page) -> Iterator[tuple[int, str]]:
    for passage in page.passages:
        for sentence in readability.sentences(passage.text):
            yield passage.line, sentence


def _uncited(page: Page) -> Iterator[Finding]:
    cited = {passage.block for passage in page.passages if passage.cites}
    before: Passage | None = None
    leads_in: dict[int, bool] = {}
    for passage in page.passages:
        if passage.block not in leads_in:
            # A list or a table may have its source in the paragraph that leads to it.
            lead = before is not None and before.kind == "paragraph" and before.block in cited
            leads_in[passage.block] = lead and passage.kind in {"item", "cell"}
        before = passage
        found = _FIGURE.search(passage.text)
        if found and passage.kind != "heading" and not (passage.block in cited or leads_in[passage.block]):
            what = f"The figure {found[0]!r} has no source."
            mend = "Put [@id] behind its sentence, in its list or table, or in the paragraph before those."
            yield Finding(UNCITED, page.file, passage.line, what, mend)


def _line(page: Page, key: str) -> int:
    return line_of(key, read_text(page.file))
