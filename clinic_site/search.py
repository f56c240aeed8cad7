"""Search over the pages of the library and the questions people ask. Queries are kept nowhere."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from functools import cache

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clinic_site.markdown import to_html
from content.documents import Document, page_documents, plain_text
from content.library import library
from content.search import MAX_LENGTH, Hit, Index
from content.synonyms import synonyms
from intake.services import faq

log = logging.getLogger(__name__)

_MOST_PAGES, _MOST_QUESTIONS = 6, 5
_WORTH = 1 / 5  # of the best score; what has less of it shares no more than a common word
_LOOK_AGAIN = 60  # seconds until a changed question is found, as long as pages are kept
_TRY_AGAIN = 5  # seconds, after the database was away


@dataclass(frozen=True)
class Found:
    """What a query leads to. `questions_away` says that the questions could not be searched."""

    pages: list[Hit]
    questions: list[Hit]
    suggestions: list[str]
    questions_away: bool = False


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the form, and what was found for `q`; no-store, as every answer that says nothing else."""
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
    """Return the pages and the questions that match, the best first."""
    pages = page_index()
    asked = questions.current()
    return Found(
        pages=_worth_showing(pages.search(query))[:_MOST_PAGES],
        questions=_worth_showing(asked.search(query))[:_MOST_QUESTIONS] if asked else [],
        suggestions=pages.suggestions(query),
        questions_away=asked is None,
    )


def _worth_showing(hits: list[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.score >= _WORTH * hits[0].score]


@cache
def page_index() -> Index:
    """Return the index of the pages of this release."""
    known = synonyms()
    return Index([*page_documents(library().pages.values(), known.pages), *_form_documents()], known.same)


def _form_documents() -> list[Document]:
    """Return the pages that are not in the library: the public forms."""
    return [
        Document(
            reverse("content:question_sheet"),
            _("Questions to ask a clinic"),
            "",
            _("Choose what fits you, and print a list of questions to take along."),
            _("what to ask, questions for my doctor, list of questions, print, checklist"),
        ),
        Document(
            reverse("intake:callback"),
            _("Request a callback"),
            "",
            _("Ask for a call from the clinic. Say how and when we may reach you safely."),
            _("call me, contact, appointment, talk to someone, book, sign up"),
        ),
        Document(
            reverse("intake:self_check"),
            _("A short self-check"),
            "",
            _("A few yes-or-no questions about hard experiences. A first step, not a diagnosis."),
            _("self check, self test, ptsd test, quiz, questionnaire, screening, screen myself"),
        ),
        Document(
            reverse("intake:status"),
            _("Your request"),
            "",
            _("See where it stands, change how we reach you, or take it back."),
            _("my reference, my secret, cancel my request, withdraw, where is my request, change my number"),
        ),
    ]


def question_documents() -> list[Document]:
    """Return each published question with its answer. Raises django.db.Error."""
    here = reverse("intake:faq")
    return [
        Document(f"{here}#question-{entry.slug}", entry.question, "", plain_text(to_html(entry.answer)))
        for entry in faq.published()
    ]


class QuestionIndex:
    """The index of the questions, made anew when they have changed. Threads share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._version: object = None
        self._look_at = 0.0

    def current(self) -> Index | None:
        """Return the index, or None while the database is away and nothing was read before."""
        if time.monotonic() >= self._look_at:
            with self._lock:
                if time.monotonic() >= self._look_at:  # else another thread has just looked
                    self._look()
        return self._index

    def _look(self) -> None:
        wait = _LOOK_AGAIN
        try:
            version = faq.version()
            if self._index is None or version != self._version:
                self._index, self._version = Index(question_documents(), synonyms().same), version
        except DatabaseError:
            log.exception("questions cannot be searched")
            wait = _TRY_AGAIN
        self._look_at = time.monotonic() + wait


questions = QuestionIndex()
