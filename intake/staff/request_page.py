"""One request: the call card first, then what to do, then what happened."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from intake import audit
from intake.enums import AttemptResult, AuditKind, Channel, RevealReason, Status, SuspectReason
from intake.models import Submission
from intake.roles import has_right
from intake.sealing import SealingError
from intake.services.attempts import OverrideNeeded
from intake.services.linking import linked, suggested
from intake.services.notes import record_reveal
from intake.services.reading import colleagues_here
from intake.services.replies import replies
from intake.services.sealing_words import open_words
from intake.services.triage import ChangedMeanwhile, Refused, SameRequestIsOpen
from intake.staff.call_card import local_time, open_card
from intake.staff.clock_words import due_words, when
from intake.staff.request_acts import ACTS, LEAVES_THE_PAGE
from intake.staff.request_forms import told
from intake.staff.tabs import Wanted
from intake.staff.timeline import fetch_history, timeline
from intake.states import OUTCOMES, why_not

if TYPE_CHECKING:
    from intake.staff.submission_admin import SubmissionAdmin

_HERE = "admin/intake/submission"
_NOT_TYPED = {"csrfmiddlewaretoken", "version"}


def show(admin: SubmissionAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show a request to somebody who may see it; the opening is on record."""
    return _page(admin, request, _submission(admin, request, object_id))


def print_out(admin: SubmissionAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show the call card alone, for paper; the printing is on record."""
    submission = _submission(admin, request, object_id)
    audit.record(AuditKind.PRINTED, actor=request.user, submission=submission, now=timezone.now())
    return _page(admin, request, submission, template="print")


def reveal(admin: SubmissionAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show what is masked, this once, to somebody who may see it and says why."""
    submission = _submission(admin, request, object_id)
    if not has_right(request.user, "open_answers"):
        raise PermissionDenied
    reason, text = request.POST.get("reason", ""), request.POST.get("text", "")
    try:
        record_reveal(submission, reason, text, reader=request.user, now=timezone.now())
    except Refused as refused:
        return _page(admin, request, submission, status=422, act="reveal", refused=refused.reason)
    return _page(admin, request, submission, revealed=True)


def act(admin: SubmissionAdmin, request: HttpRequest, object_id: str, word: str) -> HttpResponse:
    """Do one thing with a request, or say why not; what was typed is kept."""
    submission = _submission(admin, request, object_id)
    if word not in ACTS:
        raise Http404
    if not admin.has_change_permission(request, submission):
        raise PermissionDenied
    again = {"status": 422, "act": word}
    try:
        ACTS[word][0](request, submission, timezone.now())
    except ChangedMeanwhile as changed:
        return _conflict(admin, request, changed.current, word)
    except OverrideNeeded as needed:
        return _page(admin, request, submission, refused=needed.reason, needs=needed.rules, **again)
    except Refused as refused:
        return _page(admin, request, submission, refused=refused.reason, **again)
    except SameRequestIsOpen:
        twin = _("Not changed: the same person’s same request is open already.")
        return _page(admin, request, submission, refused=twin, **again)
    except SealingError:
        return _page(admin, request, submission, refused=_("It cannot be opened."), **again)
    return _after(request, submission, word)


def _submission(admin: SubmissionAdmin, request: HttpRequest, object_id: str) -> Submission:
    if not admin.has_view_permission(request):
        raise PermissionDenied
    return get_object_or_404(Submission.objects.select_related("claimed_by"), pk=object_id)


def _after(request: HttpRequest, submission: Submission, word: str) -> HttpResponse:
    back = Wanted.from_query(QueryDict(request.GET.get("back", ""))).query()
    if word in LEAVES_THE_PAGE:
        return HttpResponseRedirect(_with(reverse("admin:intake_submission_changelist"), back))
    here = reverse("admin:intake_submission_change", args=[submission.pk])
    return HttpResponseRedirect(_with(here, _back(back)))


def _back(query: str) -> str:
    holder = QueryDict(mutable=True)
    if query:
        holder["back"] = query
    return holder.urlencode()


def _with(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address


def _page(
    admin: SubmissionAdmin,
    request: HttpRequest,
    submission: Submission,
    *,
    status: int = 200,
    template: str = "request",
    revealed: bool = False,
    **more: Any,
) -> HttpResponse:
    now = timezone.now()
    fetch_history(submission)
    context = {
        **_frame(admin, request, submission),
        "colleagues": colleagues_here(submission, request.user, now),
        "may_read": has_right(request.user, "view_submission"),
        **_opened(request, submission, now, revealed=revealed),
        "now": local_time(now),
        "due": due_words(submission, now),
        "due_at": when(submission.queue_at, now) if submission.act_by else "",
        "overdue": submission.is_overdue(now),
        "typed": request.POST,
        "kept": [(name, value) for name, value in _typed(request) if name != "reason"],
        "revealed": revealed,
        **_choices(request, submission, now),
        **more,
    }
    response = TemplateResponse(request, f"{_HERE}/{template}.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _frame(admin: SubmissionAdmin, request: HttpRequest, submission: Submission) -> dict[str, Any]:
    back = Wanted.from_query(QueryDict(request.GET.get("back", ""))).query()
    return {
        **admin.admin_site.each_context(request),
        "is_nav_sidebar_enabled": False,
        "title": submission.reference,
        "submission": submission,
        "back": back,
        "stay": _with("", _back(back)),
    }


def _opened(
    request: HttpRequest, submission: Submission, now: dt.datetime, *, revealed: bool
) -> dict[str, Any]:
    """Return the call card, or why there is none."""
    if submission.purged_at is not None or not has_right(request.user, "view_submission"):
        return {"card": None}
    try:
        return {"card": open_card(submission, request.user, now, revealed=revealed)}
    except SealingError as error:
        return {"card": None, "cannot_open": str(error)}


def _choices(request: HttpRequest, submission: Submission, now: dt.datetime) -> dict[str, Any]:
    """Return what can be done, and what is beside the card."""
    made = submission.attempts.count()
    may_read = has_right(request.user, "view_submission")
    return {
        "may_change": has_right(request.user, "change_submission"),
        "may_open": has_right(request.user, "open_answers"),
        "may_override": has_right(request.user, "override_safety"),
        "may_hold": has_right(request.user, "hold_submission"),
        "mine": submission.claimed_by_id == request.user.pk,
        "attempts_made": made,
        "attempts_wanted": settings.CONTACT_ATTEMPTS,
        "attempts_days": settings.CONTACT_DAYS,
        "next_call": when(submission.next_call_at, now),
        "next_call_is_later": submission.next_call_at is not None and submission.next_call_at > now,
        "waiting_until": when(submission.waiting_until, now),
        "results": [each for each in AttemptResult if each != AttemptResult.CALL_BACK],
        "channels": [(Channel.PHONE, _("call")), (Channel.TEXT, _("text")), (Channel.EMAIL, _("e-mail"))],
        "reasons": RevealReason,
        "endings": _endings(Status(submission.status)),
        "can_reopen": not why_not(Status(submission.status), Status.NEW) and not submission.is_open,
        "outcome_text": _outcome_text(submission) if may_read else "",
        "suspicions": [SuspectReason(code).label for code in submission.suspect_reasons.split()],
        "timeline": timeline(submission, opened=may_read),
        "linked": linked(submission),
        "suggested": suggested(submission),
        "replies": replies() if submission.is_open else [],
    }


def _endings(status: Status) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the outcomes that may be chosen now, by closing status."""
    return [
        (after.label, [(f"{after}:{outcome}", f"{after.label}: {outcome.label}") for outcome in outcomes])
        for after, outcomes in OUTCOMES.items()
        if not why_not(status, after)
    ]


def _outcome_text(submission: Submission) -> str:
    try:
        return open_words(submission.outcome_text, submission.outcome_place).get("text", "")
    except SealingError:
        return _("It cannot be opened.")


def _conflict(admin: SubmissionAdmin, request: HttpRequest, current: Submission, word: str) -> HttpResponse:
    """Show what was to be saved beside what somebody else saved meanwhile; nothing of it is stored.

    What happened holds notes: that they are seen is on record.
    """
    now = timezone.now()
    audit.record_read(current, request.user, now)
    typed = _typed(request)
    context = {
        **_frame(admin, request, current),
        "current": current,
        "act": word,
        "act_label": ACTS[word][1],
        "typed": typed,
        "told": told(typed),
        "since": timeline(current)[:5],
        "due_at": when(current.queue_at, now) if current.act_by else "",
    }
    return TemplateResponse(request, f"{_HERE}/conflict.html", context, status=409)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.POST.items() if name not in _NOT_TYPED]
