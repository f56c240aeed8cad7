"""The consultation form: the start page and its steps."""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.core.same_origin import same_origin_post
from intake.forms.consultation import STEPS, Step, StepForm
from intake.forms.consultation_state import ConsultationState
from intake.forms.contact import as_chosen, preselected
from intake.services.requests import drafting
from intake.spam.form_timestamp import new_timestamp
from intake.spam.guard import allow_start
from intake.spam.networks import networks_of
from intake.views.answer_rows import typed_rows
from intake.views.consultation_page import consultation_page
from intake.views.draft_cookie import code_of, delete_code, hash_of, is_of_this_draft, set_code
from intake.views.hidden_answers import comes_back, hidden_when_idle
from intake.views.redirects import see_other
from intake.views.typed_address import forget_on_leaving, keep_in_other_languages, to_typed, typed_in

log = logging.getLogger(__name__)

_PAGES = "intake/consultation"
_METHODS = ["GET", "HEAD", "POST"]
_LATE, _NOT_KEPT = "consultation-late", "consultation-not-kept"
_STEPS = {each.slug: each for each in STEPS}  # addresses contain no other slug; see step_addresses
_SAVED = "saved"  # the field of an address with a fingerprint of what was saved of its step then


@require_safe
@consultation_page
def consultation(request: HttpRequest) -> HttpResponse:
    """Show the start page; offer to show or delete a draft started in this browser."""
    return _start_page(request)


@require_http_methods(_METHODS)
@same_origin_post
@consultation_page
def start(request: HttpRequest) -> HttpResponse:
    """Create a draft and set its code as a cookie; if there is a draft already, offer to show it."""
    if request.method != "POST":
        return see_other("consultation")
    if not request.same_origin:
        return _start_page(request, status=403)
    now = timezone.now()
    try:
        drafting.load(code_of(request), now)
    except drafting.DraftGone:
        if not allow_start(networks_of(request), now):
            return _start_page(request, status=429)
        return set_code(_to(STEPS[0]), drafting.start(now), now)
    return see_other("paused")


@require_http_methods(_METHODS)
@same_origin_post
@consultation_page
@hidden_when_idle
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one step; store the input and redirect to the next step."""
    asked = _STEPS[slug]
    if request.method == "POST":
        return _keep(request, asked)
    state = loaded(request)
    target = state.way_to(asked)
    if target is not asked:
        return _to(target)
    return _step_page(request, asked, state, state.shown(asked, new_timestamp(timezone.now())))


@require_safe
@consultation_page
@hidden_when_idle
def step_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a step with its errors, or with its answers once they are fixed, for "back"."""
    asked = _STEPS[slug]
    state = loaded(request)
    if asked not in state.steps or asked.slug not in state.typed:
        return _to(state.missing)
    form = state.bound(asked)
    if form.is_valid():
        form = state.shown(asked, new_timestamp(timezone.now()))
    return _step_page(request, asked, state, form)


@require_safe
@consultation_page
def step_not_kept(request: HttpRequest, slug: str, typed: str) -> HttpResponse:
    """Show what was typed into a step that isn't saved, or isn't yet, in the language of the address.

    It is shown only while its draft is open in this browser, so not once that was sent, deleted or closed,
    and not to someone who comes from the history. A pause of 20 minutes doesn't hide it: the address is
    younger than that, and shows no earlier answers.
    """
    asked = _STEPS[slug]
    given = typed_in(request, typed, purpose=_NOT_KEPT)
    if given is None or not _is_open_here(request, given) or comes_back(request):
        return _to(asked)
    form = asked.form(as_chosen(given))
    if not form.is_unfinished:
        return _not_kept_page(request, asked, form, status=200)
    state = loaded(request)
    if given.get(_SAVED) != _saved(state, asked):  # the step was saved since
        return _to(asked)
    form.ask_only_for(state.channel)
    forget_on_leaving(request, hash_of(request))  # deletes the draft
    return _step_page(request, asked, state, form)


@require_safe
@consultation_page
def late(request: HttpRequest, slug: str, typed: str) -> HttpResponse:
    """Show what was typed into a step after its draft was gone."""
    given = typed_in(request, typed, purpose=_LATE)
    if given is None:
        return see_other("expired")
    return _late_page(request, _STEPS[slug].form(given))


def loaded(request: HttpRequest) -> ConsultationState:
    """Return the state of the draft in this browser. Raises DraftGone."""
    return ConsultationState(drafting.load(code_of(request), timezone.now()))


def _keep(request: HttpRequest, asked: Step) -> HttpResponse:
    form = asked.form(request.POST)
    if not request.same_origin:
        return _not_kept(request, asked, form, status=403)
    try:
        if form.is_unfinished:
            return _in_language(request, asked, form)
        state = _changed(request, asked)
    except drafting.DraftGone:
        response = _too_late(request, asked, form)
        return delete_code(request, response) if is_of_this_draft(request) else response
    except drafting.DraftTooLong:
        return _too_long_page(request, asked)
    except DatabaseError:
        log.exception("draft not kept")
        return see_other("under_18") if form.is_for_a_minor else _not_kept(request, asked, form, status=503)
    if form.is_for_a_minor:
        return see_other("under_18")
    if "later" in request.POST:
        return see_other("later")
    if asked in state.steps and not state.bound(asked).is_valid():
        return see_other("step_again", asked.slug)
    return _to(state.after(asked))


def _too_late(request: HttpRequest, asked: Step, form: StepForm) -> HttpResponse:
    """Show what was typed into a step after its draft was deleted, so that it isn't lost."""
    if form.is_for_a_minor:
        return see_other("under_18")
    return to_typed(request, "late", asked.slug, purpose=_LATE) or _late_page(request, form)


def _in_language(request: HttpRequest, asked: Step, form: StepForm) -> HttpResponse:
    """Continue an unfinished step in another language, without saving it. Raises DraftGone."""
    _check_draft(request)
    state = loaded(request)
    address = to_typed(
        *(request, "step_not_kept", asked.slug),
        purpose=_NOT_KEPT,
        without=preselected(request.POST),
        also={_SAVED: _saved(state, asked)},
    )
    return address or _step_page(request, asked, state, form)


def _saved(state: ConsultationState, asked: Step) -> str:
    """Return a fingerprint of the saved input to a step."""
    return hashlib.sha256(repr(state.typed.get(asked.slug)).encode()).hexdigest()[:16]


def _is_open_here(request: HttpRequest, typed: MultiValueDict) -> bool:
    """Return whether `typed` names the draft in this browser, which another site can't know."""
    return code_of(request) != "" and typed.get("draft") == hash_of(request)


def _changed(request: HttpRequest, asked: Step) -> ConsultationState:
    def edit(typed: drafting.Content) -> drafting.Content:
        state = ConsultationState(typed).with_step(asked, request.POST)
        # "Under 18" is not stored: the question is open again, in case that was a slip.
        return state.without_age().typed if state.is_for_a_minor else state.typed

    _check_draft(request)
    return ConsultationState(drafting.change(code_of(request), edit, timezone.now()))


def _check_draft(request: HttpRequest) -> None:
    """Raise DraftGone if another tab opened another form in the meantime."""
    if not is_of_this_draft(request):
        raise drafting.DraftGone


def _too_long_page(request: HttpRequest, asked: Step) -> HttpResponse:
    state = loaded(request)
    form = asked.form(as_chosen(request.POST))
    form.ask_only_for(state.channel)
    return _step_page(request, asked, state, form, status=422, not_kept=form.is_valid())


def _to(target: Step | None) -> HttpResponse:
    return see_other("step", target.slug) if target else see_other("check")


def _late_page(request: HttpRequest, form: StepForm) -> HttpResponse:
    return render(request, f"{_PAGES}/expired.html", {"rows": typed_rows(form)}, status=410)


def _start_page(request: HttpRequest, status: int = 200) -> HttpResponse:
    started = False
    if code_of(request):
        with suppress(drafting.DraftGone):
            drafting.load(code_of(request), timezone.now())
            started = True
            forget_on_leaving(request, hash_of(request))
    context = {
        "started": started,
        "refused": status == 403,
        "too_often": status == 429,
        "draft": hash_of(request),
    }
    return render(request, f"{_PAGES}/start.html", context, status=status)


def _not_kept(request: HttpRequest, asked: Step, form: StepForm, status: int) -> HttpResponse:
    without = preselected(request.POST)
    keep_in_other_languages(request, "step_not_kept", asked.slug, purpose=_NOT_KEPT, without=without)
    return _not_kept_page(request, asked, form, status=status)


def _not_kept_page(request: HttpRequest, asked: Step, form: StepForm, status: int) -> HttpResponse:
    state = ConsultationState({}).with_step(asked, form.data)
    return _step_page(request, asked, state, form, status=status, not_kept=True)


def _step_page(
    request: HttpRequest,
    asked: Step,
    state: ConsultationState,
    form: StepForm,
    *,
    status: int = 200,
    not_kept: bool = False,
) -> HttpResponse:
    steps = state.steps if asked in state.steps else STEPS
    context = {
        "step": asked,
        "form": form,
        "draft": request.POST.get("draft") or hash_of(request),
        "number": steps.index(asked) + 1,
        "total": len(steps) + 1,  # with the check page
        "before": steps[steps.index(asked) - 1] if asked is not steps[0] else None,
        "changing": state.missing is None,
        "not_kept": not_kept,
    }
    return render(request, f"{_PAGES}/step.html", context, status=status)
