"""The consultation form: before it, its steps, checking the answers, and sending them."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.same_origin import same_origin_post
from intake import risk_phrases
from intake.forms.consultation import STEPS, Step, StepForm
from intake.forms.filled import Filled
from intake.limits import network_of
from intake.services import drafting
from intake.services.receive import Marks
from intake.spam import judge
from intake.stamps import new_stamp
from intake.views.answer_rows import sections, typed_rows
from intake.views.calm import calm, see_other
from intake.views.draft_cookie import code_of, hand_out, hash_of, take_back
from intake.views.interruption import interrupt, should_interrupt, wants_to_change
from intake.views.receipt import to_receipt

log = logging.getLogger(__name__)

_PAGES = "intake/consultation"
_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@calm
def consultation(request: HttpRequest) -> HttpResponse:
    """Say what to know before the first question; offer to go on with what was started here."""
    return _start_page(request)


@require_http_methods(_METHODS)
@same_origin_post
@calm
def start(request: HttpRequest) -> HttpResponse:
    """Make a draft and hand out its code; a second press goes on with the first one's draft."""
    if request.method != "POST":
        return see_other("consultation")
    if not request.same_origin:
        return _start_page(request, status=403)
    try:
        return _to(_loaded(request).missing)
    except drafting.DraftGone:
        return hand_out(_to(STEPS[0]), drafting.start(timezone.now()))


@require_http_methods(_METHODS)
@same_origin_post
@calm
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the questions of one step; keep what was typed, and lead on."""
    asked = next((each for each in STEPS if each.slug == slug), None)
    if asked is None:
        raise Http404
    if request.method == "POST":
        return _keep(request, asked)
    filled = _loaded(request)
    place = filled.way_to(asked)
    if place is not asked:
        return _to(place)
    return _step_page(request, asked, filled, filled.shown(asked, new_stamp(timezone.now())))


@require_safe
@calm
def check(request: HttpRequest) -> HttpResponse:
    """Show all answers before they are sent; what is missing is asked first."""
    filled = _loaded(request)
    if filled.missing:
        return _to(filled.missing)
    return _check_page(request, filled, hash_of(request))


@require_http_methods(_METHODS)
@same_origin_post
@calm
def send(request: HttpRequest) -> HttpResponse:
    """Store the answers of the page that was checked, and lead to their receipt.

    The page carries all it showed. So what is sent is what was read, and a double click,
    another tab, or a draft that ran out meanwhile lose nothing and store nothing twice.
    """
    filled, hashed = Filled.from_json(request.POST.get("typed", "")), request.POST.get("draft", "")
    if request.method != "POST" or filled.missing:
        return see_other("check")
    if not request.same_origin:
        return _check_page(request, filled, hashed, status=403)
    if filled.is_for_a_minor:
        return _other_help(request)
    if wants_to_change(request):
        return _check_page(request, filled, hashed)
    if should_interrupt(request, filled.signs().texts):
        return interrupt(request)
    return _store(request, filled, hashed)


def _store(request: HttpRequest, filled: Filled, hashed: str) -> HttpResponse:
    answers, signs = filled.answers(), filled.signs()
    verdict = judge(signs, network_of(request), timezone.now())
    if again := verdict.again:
        response = _check_page(request, filled, hashed, status=429, again=again)
        response.headers["Retry-After"] = http_date(again.timestamp())
        return response
    marks = Marks(verdict.suspicions, read_first=risk_phrases.are_mentioned(signs.texts))
    try:
        submission = drafting.send(answers, marks, hashed=hashed)
    except DatabaseError:
        log.exception("request not stored")
        return _check_page(request, filled, hashed, status=503)
    response = to_receipt(submission, answers)
    return take_back(request, response) if hashed == hash_of(request) else response


def _keep(request: HttpRequest, asked: Step) -> HttpResponse:
    form = asked.form(request.POST)
    if not request.same_origin:
        return _not_kept(request, asked, form, status=403)
    if form.is_for_a_minor:
        return _other_help(request)
    try:
        filled = _changed(request, asked)
    except drafting.DraftGone:
        context = {"rows": typed_rows(form)}
        return take_back(request, render(request, f"{_PAGES}/expired.html", context, status=410))
    except DatabaseError:
        log.exception("draft not kept")
        return _not_kept(request, asked, form, status=503)
    if "later" in request.POST:
        return see_other("later")
    if asked in filled.steps and not form.is_valid():
        return _step_page(request, asked, filled, form, status=422)
    return _to(filled.after(asked))


def _other_help(request: HttpRequest) -> HttpResponse:
    """Keep nothing of a young person, and say who is there for them."""
    drafting.discard(hash_of(request))
    return take_back(request, render(request, "intake/under_18.html"))


def _loaded(request: HttpRequest) -> Filled:
    return Filled(drafting.load(code_of(request), timezone.now()))


def _changed(request: HttpRequest, asked: Step) -> Filled:
    def edit(typed: drafting.Content) -> drafting.Content:
        return Filled(typed).with_step(asked, request.POST).typed

    return Filled(drafting.change(code_of(request), edit, timezone.now()))


def _to(place: Step | None) -> HttpResponse:
    return see_other("step", place.slug) if place else see_other("check")


def _start_page(request: HttpRequest, status: int = 200) -> HttpResponse:
    try:
        started = code_of(request) != "" and _loaded(request) is not None
    except drafting.DraftGone:
        started = False
    context = {"started": started, "refused": status == 403}
    return render(request, f"{_PAGES}/start.html", context, status=status)


def _not_kept(request: HttpRequest, asked: Step, form: StepForm, status: int) -> HttpResponse:
    filled = Filled({}).with_step(asked, request.POST)
    return _step_page(request, asked, filled, form, status=status, not_kept=True)


def _step_page(
    request: HttpRequest,
    asked: Step,
    filled: Filled,
    form: StepForm,
    *,
    status: int = 200,
    not_kept: bool = False,
) -> HttpResponse:
    steps = filled.steps if asked in filled.steps else STEPS
    context = {
        "step": asked,
        "form": form,
        "number": steps.index(asked) + 1,
        "total": len(steps),
        "before": steps[steps.index(asked) - 1] if asked is not steps[0] else None,
        "changing": filled.missing is None,
        "not_kept": not_kept,
    }
    return render(request, f"{_PAGES}/step.html", context, status=status)


def _check_page(
    request: HttpRequest,
    filled: Filled,
    hashed: str,
    *,
    status: int = 200,
    again: dt.datetime | None = None,
) -> HttpResponse:
    context = {
        "sections": sections(filled),
        "typed": filled.as_json(),
        "draft": hashed,
        "not_sent": status != 200,
        "again": again,
    }
    return render(request, f"{_PAGES}/check.html", context, status=status)
