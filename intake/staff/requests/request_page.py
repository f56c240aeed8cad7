"""The page of a request: the call card, the actions, and the history."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from intake.audit import trail
from intake.crypto.sealing import SealingError
from intake.enums import AuditKind, Rule
from intake.models import Submission
from intake.roles import has_right
from intake.services.access.openings import watch_openings
from intake.services.calls.attempts import OverrideNeeded
from intake.services.requests.patient_actions import apply_pending, was_tried_without_proof
from intake.services.triage.notes import record_reveal
from intake.services.triage.staff_drafts import CALL, discard_draft, draft_of, form_of, keep_draft
from intake.services.triage.transitions import ChangedMeanwhile, Refused, SameRequestIsOpen
from intake.staff import revealed
from intake.staff.queue.filter import QueueFilter
from intake.staff.queue.next_call import take_next_call
from intake.staff.queue.page import to_queue
from intake.staff.requests.others_page import colleagues_beside
from intake.staff.requests.page_context import beside_the_card, card_or_reason, drafts
from intake.staff.requests.refusals import remember_refusal, take_refusal
from intake.staff.requests.request_actions import ACTS, LEAVES_THE_PAGE
from intake.staff.requests.request_forms import labeled
from intake.staff.requests.timeline import fetch_history, timeline
from intake.staff.time_labels import step_words, whose_step

_HERE = "admin/intake/submission"


def show(admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show a request, and record the opening."""
    submission = _submission(admin, request, object_id)
    if typed := admin.admin_site.posted_before(request):
        keep_draft(submission, typed, account=request.user, now=timezone.now(), form="reveal")
    return _page(admin, request, submission, **take_refusal(request, submission))


def mask(admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Mask the answers again."""
    submission = _submission(admin, request, object_id)
    revealed.mask_again(request)
    return _to_page(request, submission)


def print_out(admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show a printable call card, and record the printing."""
    submission = _submission(admin, request, object_id)
    trail.record(AuditKind.PRINTED, actor=request.user, submission=submission, now=timezone.now())
    return _page(admin, request, submission, template="print")


def reveal(admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Open the masked answers for a while, to a user with the right to see them who gives a reason."""
    submission = _submission(admin, request, object_id)
    if not has_right(request.user, "open_answers"):
        raise PermissionDenied
    here = reverse("admin:intake_submission_change", args=[submission.pk], query=request.GET)
    if response := admin.admin_site.require_fresh_factor(request, here):
        return response
    reason, text, now = request.POST.get("reason", ""), request.POST.get("text", ""), timezone.now()
    try:
        note = record_reveal(submission, reason, text, reader=request.user, now=now)
    except Refused as refused:
        keep_draft(submission, request.POST, account=request.user, now=now, form="reveal")
        remember_refusal(request, submission, "reveal", refused.reason)
        return _to_page(request, submission)
    discard_draft(submission, account=request.user, form="reveal")
    revealed.open_for_now(request, submission, note.written_at)
    return _to_page(request, submission)


def act(admin: ModelAdmin, request: HttpRequest, object_id: str, word: str) -> HttpResponse:
    """Perform an action on a request, or show why it is refused; what was typed is kept."""
    submission = _submission(admin, request, object_id)
    if word not in ACTS:
        raise Http404
    if not admin.has_change_permission(request, submission):
        raise PermissionDenied
    now, form = timezone.now(), form_of(word)
    here = _typed_at(request, submission)
    keep_draft(here, request.POST, account=request.user, now=now, form=form)
    needs: tuple[Rule, ...] = ()
    try:
        ACTS[word][0](request, submission, now)
    except ChangedMeanwhile:
        pair = [submission.pk, word]
        return HttpResponseRedirect(reverse("admin:intake_submission_compare", args=pair, query=request.GET))
    except OverrideNeeded as needed:
        reason, needs = needed.reason, tuple(needed.rules)
    except Refused as refused:
        reason = refused.reason
    except SameRequestIsOpen:
        reason = _("Not changed: the same request from this person is already open.")
    except SealingError:  # the page shows why in place of the card
        reason = _("This request can’t be opened.")
    else:
        if form != CALL:
            discard_draft(submission, account=request.user, form=form)
        return _after(request, submission, word, now)
    remember_refusal(request, here, word, reason, needs)
    return _to_page(request, here)


def compare(admin: ModelAdmin, request: HttpRequest, object_id: str, word: str) -> HttpResponse:
    """Show what the user tried to save next to what a colleague saved first; nothing is stored.

    The history contains notes, so this is recorded as a reading.
    """
    current = _submission(admin, request, object_id)
    if word not in ACTS:
        raise Http404
    if not admin.has_change_permission(request, current):
        raise PermissionDenied
    now = timezone.now()
    trail.record_read(current, request.user, now)
    watch_openings(request.user, now)
    typed = draft_of(current, account=request.user, now=now).get(form_of(word), {})
    context = {
        **_frame(admin, request, current),
        "current": current,
        "act": word,
        "act_label": ACTS[word][1],
        "typed": typed.items(),
        "labeled": labeled(typed.items()),
        "since": timeline(current, request.user)[:5],
        "step": step_words(whose_step(current, now), now),
    }
    return TemplateResponse(request, f"{_HERE}/conflict.html", context)


def _submission(admin: ModelAdmin, request: HttpRequest, object_id: str) -> Submission:
    if not admin.has_view_permission(request):
        raise PermissionDenied
    rows = Submission.objects.select_related("claimed_by")
    submission = get_object_or_404(rows, pk=object_id)
    if apply_pending(set(), timezone.now(), submission):
        submission = rows.get(pk=submission.pk)
    return submission


def _typed_at(request: HttpRequest, submission: Submission) -> Submission:
    """Return the request whose card the text was typed on: "Undo" may be on the card of the next one."""
    try:
        return Submission.objects.get(pk=uuid.UUID(request.GET.get("typed_at", "")))
    except (ValueError, Submission.DoesNotExist):
        return submission


def _after(request: HttpRequest, submission: Submission, word: str, now: dt.datetime) -> HttpResponse:
    if word == "attempt" and "next" in request.POST:
        return take_next_call(request, now, after=submission)
    if word in LEAVES_THE_PAGE:
        revealed.mask_again(request)
        return to_queue(request)
    return _to_page(request, submission)


def _to_page(request: HttpRequest, submission: Submission) -> HttpResponse:
    return HttpResponseRedirect(
        reverse("admin:intake_submission_change", args=[submission.pk], query=_back(request))
    )


def _back(request: HttpRequest) -> dict[str, str]:
    """Return the parameter with the queue that the user came from; empty for the queue as it opens."""
    back = QueueFilter.before(request).query()
    return {"back": back} if back else {}


def _page(
    admin: ModelAdmin,
    request: HttpRequest,
    submission: Submission,
    *,
    template: str = "request",
    **more: Any,
) -> HttpResponse:
    now = timezone.now()
    fetch_history(submission)
    opened_at = None if template == "print" else revealed.opened_at(request, submission, now)
    card = card_or_reason(request, submission, now, revealed=opened_at is not None)
    context = {
        **_frame(admin, request, submission),
        "tried_without_proof": was_tried_without_proof(submission),
        **colleagues_beside(request, submission, now),
        "may_read": has_right(request.user, "view_submission"),
        **card,
        "now": timezone.localtime(now),
        "overdue": submission.is_overdue(now),
        **drafts(request, submission, now),
        "revealed": opened_at is not None,
        "opened_at": opened_at,
        **beside_the_card(request, submission, now, card["card"].channel if card["card"] else None),
        **more,
    }
    return TemplateResponse(request, f"{_HERE}/{template}.html", context)


def _frame(admin: ModelAdmin, request: HttpRequest, submission: Submission) -> dict[str, Any]:
    back = _back(request)
    return {
        **admin.admin_site.each_context(request),
        "title": submission.reference,
        "submission": submission,
        "back": back.get("back", ""),
        "stay": f"?{urlencode(back)}" if back else "",
    }
