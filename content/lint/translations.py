"""Lint rule: a translated page says what its English page says, with the same figures and sources."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from content.files import read_text
from content.library import Library
from content.lint.finding import Finding
from content.markup.blocks import INCLUDE
from content.page import Page

DIFFERENT = "content.E012"
_HINT = "Make the translation say what the English page says."

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*%?")
# "Call 988 and press 2 for Spanish" is said in Spanish only.
_IN_SPANISH = re.compile(r"\b(?:oprima|oprimir|presione|marque) el 2\b")
_CITATIONS = re.compile(r"@([a-z0-9-]+)(?=[\];\s])")
_CLAIMS = re.compile(r"\[!([a-z0-9-]+)\]")


def findings(library: Library, english: Library) -> Iterator[Finding]:
    """Yield the pages of a language that differ from `english`: in figures and marks, in any order."""
    for page in library.pages.values():
        original = english.pages[page.slug]
        if original is page:
            continue
        for what, here, there in (
            ("figures", _figures(page), _figures(original)),
            ("citations", _marks(_CITATIONS, page), _marks(_CITATIONS, original)),
            ("claims", _marks(_CLAIMS, page), _marks(_CLAIMS, original)),
            ("includes", _marks(INCLUDE, page), _marks(INCLUDE, original)),
        ):
            if here != there:
                lacks, adds = there - here, here - there
                text = f"Its {what} differ from the English page:{_list('lacks', lacks)}{_list('adds', adds)}"
                yield Finding(DIFFERENT, page.file, 1, text, _HINT)


def _list(verb: str, parts: Counter[str]) -> str:
    return f" it {verb} {', '.join(parts.elements())}." if parts else ""


def _figures(page: Page) -> Counter[str]:
    texts = [page.metadata.title, page.metadata.description, *(passage.text for passage in page.passages)]
    return Counter(
        number.replace(",", "").removesuffix(":00")
        for text in texts
        for number in _NUMBER.findall(_IN_SPANISH.sub("", text))
    )


def _marks(mark: re.Pattern[str], page: Page) -> Counter[str]:
    _, _, body = read_text(page.file).partition("\n---")
    return Counter(" ".join(filter(None, found.groups())) for found in mark.finditer(body))
