"""Search over the public pages and the FAQ. Queries are not stored."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from clinic_site.core.languages import codes, current
from clinic_site.core.markdown import to_html
from clinic_site.public.pages import listed, path_of
from content.library import Library, library
from content.search.distress import is_distress
from content.search.documents import Document, page_documents, plain_text
from content.search.index import Hit, Index
from content.search.synonyms import distress_phrases, synonyms
from content.search.words import MAX_LENGTH
from intake.services import faq

log = logging.getLogger(__name__)

_MAX_PAGES, _MAX_QUESTIONS = 6, 5
_MIN_SCORE = 1 / 5  # of the best score; hits below it share only a common word
# Letters at the end of a long word that may differ: "respirando" finds "respirar". For Spanish this does
# as well as a stemmer (docs/decisions.md); the tokenizer knows the endings of English.
_ENDINGS = {"es": 3}
_REFRESH = 60  # seconds between looks for changed questions, as long as pages are cached
_RETRY = 5  # seconds after a database error


@dataclass(frozen=True)
class Found:
    """Results of a query.

    `in_distress` is whether the person may need help now, which the page shows first.
    `faq_unavailable` is whether the FAQ could not be searched.
    """

    pages: list[Hit]
    questions: list[Hit]
    suggestions: list[str]
    in_distress: bool = False
    faq_unavailable: bool = False


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the form and the results for `q`. The response is `no-store`."""
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())
    return render(
        request,
        "search.html",
        {
            "query": query[:MAX_LENGTH],
            "cut_at": MAX_LENGTH if len(query) > MAX_LENGTH else None,
            "found": find(query) if query else None,
        },
    )


def find(query: str) -> Found:
    """Return the matching pages and questions, best first."""
    pages = page_index()
    hits = pages.search(query, most=_MAX_PAGES, share=_MIN_SCORE)
    # No list has everything that people say; the crisis page may match other words.
    best_is_help = bool(hits) and hits[0].path == path_of("crisis")
    in_distress = best_is_help or is_distress(query, distress_phrases())
    question_index = questions[current()].current()
    return Found(
        pages=hits,
        in_distress=in_distress,
        questions=question_index.search(query, most=_MAX_QUESTIONS, share=_MIN_SCORE)
        if question_index
        else [],
        suggestions=[] if in_distress else pages.suggestions(query),
        faq_unavailable=question_index is None,
    )


_latest: dict[str, tuple[Library, list[Document], Index]] = {}


def page_index() -> Index:
    """Return the index of the pages of the current language, rebuilt when they have changed."""
    site, language = library(), current()
    forms = _form_documents()  # some describe what the clinic has entered so far
    latest = _latest.get(language)
    if not latest or latest[0] is not site or latest[1] != forms:
        known = synonyms(language)
        documents = [
            *page_documents(site.pages.values(), known.pages),
            *forms,
            *_asked_documents(known.asked),
        ]
        _latest[language] = latest = (site, forms, _index(documents))
    return latest[2]


def _index(documents: list[Document]) -> Index:
    language = current()
    return Index(documents, synonyms(language).same, ending=_ENDINGS.get(language, 0))


def _form_documents() -> list[Document]:
    """Return a document for each public page outside the library."""
    return [
        Document(each.path, str(each.title), "", str(each.text), str(each.words))
        for each in listed()
        if each.page is None
    ]


def _asked_documents(asked: Mapping[str, Sequence[str]]) -> list[Document]:
    """Return a document for each text of `asked`, so that each counts by itself."""
    return [
        Document(each.path, str(each.title), "", "", text)
        for each in listed()
        for text in asked.get(each.key, ())
    ]


def question_documents() -> list[Document]:
    """Return a document for each published question. Raises django.db.Error."""
    path = reverse("intake:faq")
    return [
        Document(f"{path}#question-{entry.slug}", entry.question, "", plain_text(to_html(entry.answer)))
        for entry in faq.published()
    ]


class QuestionIndex:
    """The index of the FAQ, rebuilt when it has changed. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._version: object = None
        self._next_refresh = 0.0

    def current(self) -> Index | None:
        """Return the index, or None if the database is unavailable and no index has been built yet."""
        if time.monotonic() >= self._next_refresh:
            with self._lock:
                if time.monotonic() >= self._next_refresh:  # another thread may have updated it
                    self._update()
        return self._index

    def _update(self) -> None:
        wait = _REFRESH
        try:
            version = faq.version()
            if self._index is None or version != self._version:
                self._index, self._version = _index(question_documents()), version
        except DatabaseError:
            log.exception("questions cannot be searched")
            wait = _RETRY
        self._next_refresh = time.monotonic() + wait


questions = {code: QuestionIndex() for code in codes()}
