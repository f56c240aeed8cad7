"""Lint rules: no promises that medicine cannot keep, and no numbers without a source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.files import line_of
from content.library import Library
from content.lint import readability
from content.lint.finding import Finding
from content.markup.passages import Passage
from content.page import Page

FORBIDDEN = "content.E006"
UNCITED = "content.E007"
STALE_SENTENCE = "content.E011"

#: The sections whose pages are about treatment.
TREATMENT = {"ptsd", "ketamine", "care"}

_PROMISES = {
    "en": re.compile(
        r"\b(cure[sd]?|curing|guarantee[sd]?|guaranteeing|miracles?|miraculous(ly)?"
        r"|safe and effective|reset(s|ting)? (the|your|their) brains?)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(cura[ns]?|cur(ar|ará|arán|arse|arle|arlo|arla|ad[oa]s?|ó|ación)"
        r"|garant(ías?|iza[nr]?|izamos|izad[oa]s?)|milagros?|milagros[oa]s?"
        r"|segur[oa]s? y (eficaz|eficaces|efectiv[oa]s?)|reinicia[rn]? (el|su) cerebro)\b",
        re.IGNORECASE,
    ),
}
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_NUMBER = r"\d[\d,.]*"
_COUNTED = {
    "en": "people|persons|patients|veterans|adults|women|men|participants|members|trials|studies",
    "es": "personas|pacientes|veteran[oa]s|adult[oa]s|mujeres|hombres|participantes|militares|estudios",
}
_OF = {"en": r"percent\b|(of|in|out of) (every )?\d", "es": r"por ciento\b|de (cada )?\d"}
_FIGURES = {
    language: re.compile(
        rf"{_NUMBER}\s?%|\b{_NUMBER} ({_OF[language]})"
        rf"|\b{_NUMBER} ([\w-]+ )?({_COUNTED[language]})\b|\b{_NUMBER}\s?(mg|mcg|µg|ml)\b",
        re.IGNORECASE,
    )
    for language in _COUNTED
}


def findings(library: Library) -> Iterator[Finding]:
    """Yield promises on any page, and uncited numbers on pages about treatment.

    Pages in a language without rules are skipped.
    """
    for page in library.pages.values():
        if page.language not in _PROMISES:
            continue
        yield from _promises(page)
        if page.metadata.section in TREATMENT:
            yield from _uncited(page)


def _promises(page: Page) -> Iterator[Finding]:
    allowed = {_plain(sentence): sentence for sentence in page.metadata.allowed_sentences}
    sentences = [*_metadata_texts(page), *_sentences(page)]
    for line, sentence in sentences:
        found = _PROMISES[page.language].search(sentence)
        if found and _plain(sentence) not in allowed:
            what = f"{found[0]!r} promises too much: {sentence}"
            hint = (
                "Rephrase it. If the sentence denies or quotes the promise, list it verbatim under "
                "allowed_sentences in the front matter."
            )
            yield Finding(FORBIDDEN, page.file, line, what, hint)
    present = {_plain(sentence) for _, sentence in sentences}
    for sentence in [allowed[plain] for plain in allowed if plain not in present]:
        what = f"The allowed sentence is not on the page: {sentence}"
        hint = "Copy the sentence from the page, or remove it from allowed_sentences."
        yield Finding(STALE_SENTENCE, page.file, line_of(page.file, "allowed_sentences"), what, hint)


def _plain(sentence: str) -> str:
    """Return the sentence with straight quotation marks. Pages show them as curly ones."""
    return sentence.translate(_STRAIGHT).strip()


def _metadata_texts(page: Page) -> Iterator[tuple[int, str]]:
    for key in ("title", "description"):
        for sentence in readability.sentences(getattr(page.metadata, key)):
            yield line_of(page.file, key), sentence


def _sentences(page: Page) -> Iterator[tuple[int, str]]:
    for passage in page.passages:
        for sentence in readability.sentences(passage.text):
            yield passage.line, sentence


def _uncited(page: Page) -> Iterator[Finding]:
    cited = {passage.block for passage in page.passages if passage.cites}
    before: Passage | None = None
    has_lead: dict[int, bool] = {}
    for passage in page.passages:
        if passage.block not in has_lead:
            # The source of a list or a table may be in the paragraph before it.
            lead = before is not None and before.kind == "paragraph" and before.block in cited
            has_lead[passage.block] = lead and passage.kind in {"item", "cell"}
        before = passage
        found = _FIGURES[page.language].search(passage.text)
        if found and passage.kind != "heading" and not (passage.block in cited or has_lead[passage.block]):
            what = f"The number {found[0]!r} has no source."
            hint = "Add [@id] after its sentence, in its list or table, or in the paragraph before that."
            yield Finding(UNCITED, page.file, passage.line, what, hint)
