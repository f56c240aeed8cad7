"""The queue: who is next, in tabs, in the order of what was promised."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake import audit
from intake.enums import AuditKind, Entry, Kind, Outcome, Status, SuspectReason
from intake.models import Submission
from intake.roles import has_right
from intake.services.claiming import claim_next
from intake.services.exporting import may_export
from intake.services.linking import others_of
from intake.services.quarantine import not_spam, spam
from intake.services.searching import search_key
from intake.services.triage import Refused, SameRequestIsOpen
from intake.staff.clock_words import due_words, when
from intake.staff.tabs import BY_SLUG, TABS, Wanted, count_label, counts, first_with_something, rows_of

if TYPE_CHECKING:
    from intake.staff.submission_admin import SubmissionAdmin

MOST_AT_ONCE = 50


@dataclass(frozen=True)
class Row:
    """One line of the queue. Nothing that a patient wrote is in it."""

    submission: Submission
    kind: str | Promise
    entry: str | Promise
    status: str | Promise
    outcome: str | Promise
    due: str
    due_at: str
    overdue: bool
    not_before: str
    suspicions: str
    mine: bool
    others: int


def queue(admin: SubmissionAdmin, request: HttpRequest) -> HttpResponse:
    """Show one tab of the queue, or what a search found; the looking is on record."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    now = timezone.now()
    wanted = Wanted.from_query(request.GET)
    counted = counts(wanted, request.user.pk, now)
    if not wanted.tab and not wanted.found:
        wanted = replace(wanted, tab=first_with_something(counted))
    submissions, more = rows_of(wanted, request.user.pk, now)
    others = others_of(submissions)
    kind = AuditKind.SEARCHED if wanted.found else AuditKind.LISTED
    audit.record(kind, actor=request.user, now=now, tab=wanted.tab, count=len(submissions))
    context = {
        **admin.admin_site.each_context(request),
        **_context(wanted, counted, now),
        **_rights(request, wanted),
        "rows": [_row(each, request.user.pk, now, others[each.pk]) for each in submissions],
        "older": wanted.query(page=wanted.page + 1) if more else "",
    }
    response = TemplateResponse(request, "admin/intake/submission/queue.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _rights(request: HttpRequest, wanted: Wanted) -> dict[str, bool]:
    may_change, may_take_out = has_right(request.user, "change_submission"), may_export(request.user)
    may_judge = may_change and wanted.tab == "spam" and not wanted.found
    return {
        "may_change": may_change,
        "may_judge": may_judge,
        "may_export": may_take_out,
        "may_tick": may_judge or may_take_out,
    }


def _context(wanted: Wanted, counted: dict[str, int], now: dt.datetime) -> dict[str, Any]:
    return {
        "is_nav_sidebar_enabled": False,
        "title": _("Search") if wanted.found else BY_SLUG[wanted.tab].label,
        "wanted": wanted,
        "here": wanted.query(),
        "tab": BY_SLUG.get(wanted.tab),
        "tabs": [
            (tab, wanted.query(tab=tab.slug, page=1, found=""), count_label(counted[tab.slug]))
            for tab in TABS
        ],
        "kinds": [
            (kind.label, wanted.kind == kind, wanted.query(kind="" if wanted.kind == kind else kind, page=1))
            for kind in Kind
        ],
        "only_mine": wanted.query(mine=int(not wanted.mine), page=1),
        "newer": wanted.query(page=wanted.page - 1) if wanted.page > 1 else "",
        "now": timezone.localtime(now),
    }


def _row(submission: Submission, user_id: int, now: dt.datetime, others: int) -> Row:
    later = submission.next_call_at is not None and submission.next_call_at > now
    # By the enum: Django's `get_…_display` makes the whole table of labels anew, for each row and word.
    return Row(
        submission=submission,
        kind=Kind(submission.kind).label,
        entry="" if submission.entered_as == Entry.WEB else Entry(submission.entered_as).label,
        status=Status(submission.status).label,
        outcome=Outcome(submission.outcome).label if submission.outcome else "",
        due=due_words(submission, now),
        due_at=when(submission.queue_at, now) if submission.act_by else "",
        overdue=submission.is_overdue(now),
        not_before=when(submission.next_call_at, now) if later and submission.is_open else "",
        suspicions=", ".join(str(SuspectReason(code).label) for code in submission.suspect_reasons.split()),
        mine=submission.claimed_by_id == user_id,
        others=others,
    )


def take_next(admin: SubmissionAdmin, request: HttpRequest) -> HttpResponse:
    """Claim the request that is to be called next, and open it."""
    if not admin.has_change_permission(request):
        raise PermissionDenied
    submission = claim_next(request.user, timezone.now())
    if submission is None:
        messages.info(request, _("Nobody is left to call just now."))
        return to_queue(request)
    return HttpResponseRedirect(reverse("admin:intake_submission_change", args=[submission.pk]))


def search(admin: SubmissionAdmin, request: HttpRequest) -> HttpResponse:
    """Look for a reference, a number or an address; the address of the answer holds a hash at most."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    key = search_key(request.POST.get("q", "")[:300])
    if not key:
        messages.warning(
            request,
            _("Enter a reference, a whole phone number or an e-mail address. Nothing else can be searched."),
        )
        return to_queue(request)
    address = reverse("admin:intake_submission_changelist")
    return HttpResponseRedirect(f"{address}?{Wanted(found=key).query()}")


def judge(admin: SubmissionAdmin, request: HttpRequest) -> HttpResponse:
    """Mark the ticked ones as spam, or as not spam."""
    if not admin.has_change_permission(request):
        raise PermissionDenied
    judgement = {"spam": spam, "not-spam": not_spam}.get(request.POST.get("judgement", ""))
    picked = request.POST.getlist("pick")[:MOST_AT_ONCE]
    if judgement is None or not picked:
        messages.warning(request, _("Tick the requests first."))
        return to_queue(request)
    now, done, overdue = timezone.now(), 0, 0
    for submission in Submission.objects.filter(reference__in=picked, quarantined=True):
        try:
            overdue += judgement(submission, actor=request.user, now=now).is_overdue(now)
            done += 1
        except (Refused, SameRequestIsOpen) as refused:
            why = refused.reason if isinstance(refused, Refused) else _("The same request is open already.")
            messages.error(request, f"{submission.reference}: {why}")
    messages.success(request, ngettext("{n} request moved.", "{n} requests moved.", done).format(n=done))
    if overdue:
        late = ngettext("{n} of them is overdue. Please call now.", "{n} of them are overdue.", overdue)
        messages.warning(request, late.format(n=overdue))
    return to_queue(request)


def to_queue(request: HttpRequest) -> HttpResponse:
    """Lead back to the tab, page and filters that somebody came from."""
    query = Wanted.from_query(QueryDict(request.GET.get("back", ""))).query()
    address = reverse("admin:intake_submission_changelist")
    return HttpResponseRedirect(f"{address}?{query}" if query else address)
