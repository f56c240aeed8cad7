"""The queue: requests in tabs, sorted by deadline."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic_site.core.session_ending import ENDED
from intake.audit import trail
from intake.crypto.sealed_input import InputGone, open_input, seal_input
from intake.enums import AuditKind, EnteredAs, Kind, Outcome, Status, SuspectReason
from intake.models import Submission
from intake.roles import has_right
from intake.rules.references import references_in
from intake.rules.staff_times import staff_time
from intake.services.access.searching import kind_of, search_key
from intake.services.calls.appointments import appointments_on
from intake.services.exporting import may_export
from intake.services.triage.deletion import waiting_deletions
from intake.services.triage.linking import others_of
from intake.services.triage.quarantine import not_spam, spam
from intake.services.triage.transitions import Refused, SameRequestIsOpen
from intake.staff.admin_forms.kept_form import keep_at, lead_back
from intake.staff.queue.filter import QueueFilter
from intake.staff.queue.hand_over import hand_over, whose
from intake.staff.queue.links import filter_links
from intake.staff.queue.next_call import take_next_call
from intake.staff.queue.rows import count_label, counts, first_tab_with_calls, rows_of
from intake.staff.queue.tabs import BY_SLUG, TABS
from intake.staff.time_labels import contact_words, due_words, speaks_spanish, step_words, steps_on_linked

MOST_AT_ONCE = 50
_LONGEST_SEARCH = 300  # characters
_REFUSED, _TYPED = "refused", "typed"  # the parameters of a search that was refused, or never sent
MOST_APPOINTMENTS = 200  # more than a clinic has in a day


def queue(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show a tab of the queue or the results of a search, and record it."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    now = timezone.now()
    wanted = QueueFilter.from_query(request.GET)
    counted = counts(wanted, request.user.pk, now)
    if not wanted.tab and not wanted.found:
        wanted = replace(wanted, tab=first_tab_with_calls(counted))
    submissions, more = rows_of(wanted, request.user.pk, now)
    if wanted.page > 1 and not submissions:  # its rows have left the tab, which isn't empty because of that
        wanted = replace(wanted, page=1)
        submissions, more = rows_of(wanted, request.user.pk, now)
    others = others_of(submissions)
    steps = steps_on_linked((each for each in submissions if each.is_linked), now)
    _record(wanted, submissions, request.user, now)
    context = {
        **admin.admin_site.each_context(request),
        **_context(wanted, counted, request.user.pk, now),
        **_rights(request, wanted),
        "refused_search": _search_of(request, _REFUSED),
        "typed_search": _search_of(request, _TYPED),
        "deletions": list(waiting_deletions(request.user)[:MOST_AT_ONCE]),
        "rows": [
            _row(each, steps.get(each.pk, each), request.user.pk, now) | {"others": others[each.pk]}
            for each in submissions
        ],
        "several": count_label(counted[wanted.tab]) if counted.get(wanted.tab, 0) > 1 else "",
        "shows_attempts": any(each.attempts_made for each in submissions),
        "shows_status": any(each.status != Status.NEW for each in submissions),
        "older": wanted.query(page=wanted.page + 1) if more else "",
    }
    return TemplateResponse(request, "admin/intake/submission/queue.html", context)


def _record(
    wanted: QueueFilter, submissions: list[Submission], actor: AbstractBaseUser, now: dt.datetime
) -> None:
    """Record which list was shown, or each request that a search found.

    The search term stays out of the trail, even as a hash; only its kind is recorded.
    """
    count = len(submissions)
    if not wanted.found:
        trail.record(AuditKind.LISTED, actor=actor, now=now, tab=wanted.tab, count=count)
        return
    detail = {"by": kind_of(wanted.found), "count": count}
    if submissions:
        trail.record_each(AuditKind.SEARCHED, submissions, actor=actor, now=now, **detail)
    else:
        trail.record(AuditKind.SEARCHED, actor=actor, now=now, **detail)


def _rights(request: HttpRequest, wanted: QueueFilter) -> dict[str, bool]:
    may_change, may_export_requests = has_right(request.user, "change_submission"), may_export(request.user)
    may_decide = may_change and wanted.tab == "spam" and not wanted.found
    may_hand_over = may_change and whose(wanted, request.user.pk) is not None
    return {
        "may_change": may_change,
        "may_decide": may_decide,
        "may_export": may_export_requests,
        "may_hand_over": may_hand_over,
        "may_tick": may_decide or may_export_requests or may_hand_over,
    }


def _context(wanted: QueueFilter, counted: dict[str, int], user_id: int, now: dt.datetime) -> dict[str, Any]:
    return {
        "title": _("Search") if wanted.found else BY_SLUG[wanted.tab].label,
        "wanted": wanted,
        "here": wanted.query(),
        "tab": BY_SLUG.get(wanted.tab),
        "tabs": [
            (tab, wanted.query(tab=tab.slug, page=1, found=""), count_label(counted[tab.slug]))
            for tab in TABS
        ],
        **filter_links(wanted),
        "export_query": wanted.export_query(user_id),
        "appointments": [
            (each, staff_time(each.appointment_at, now)) for each in appointments_on(now)[:MOST_APPOINTMENTS]
        ],
        "newer": wanted.query(page=wanted.page - 1) if wanted.page > 1 else "",
        "now": timezone.localtime(now),
    }


def _row(submission: Submission, next_one: Submission, user_id: int, now: dt.datetime) -> dict[str, Any]:
    """Return one row of the queue, with the step of `next_one`. It contains nothing that a patient wrote."""
    suspicions, attention = SuspectReason.labels_of(submission.suspect_reasons)
    # Use the enum: Django's `get_…_display` rebuilds the mapping of choices on every call.
    return {
        "submission": submission,
        "kind": Kind(submission.kind).label,
        "entry": "" if submission.entered_as == EnteredAs.WEB else EnteredAs(submission.entered_as).label,
        "status": Status(submission.status).label,
        "outcome": Outcome(submission.outcome).label if submission.outcome else "",
        "due": due_words(next_one, now),
        "step": step_words(next_one, now),
        "contact": contact_words(submission, now),
        "speaks_spanish": speaks_spanish(submission),
        "appointment": staff_time(submission.appointment_at, now),
        "overdue": submission.is_overdue(now),
        "suspicions": ", ".join(suspicions),
        "attention": ", ".join(attention),
        "mine": submission.claimed_by_id == user_id,
    }


def take_next(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Claim the next request that may be called now, and open it."""
    if not admin.has_change_permission(request):
        raise PermissionDenied
    return take_next_call(request)


def search(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Redirect to the results for a reference, number or address; the URL contains at most a hash."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    if request.POST.get(ENDED):
        return lead_back(request, to_queue(request, typed=_searched(request)).url)
    key = search_key(_searched(request))
    if not key:
        messages.warning(
            request,
            _("Enter a reference, a complete phone number, an email address, or a name."),
        )
        return to_queue(request, refused=_searched(request))
    address = reverse("admin:intake_submission_changelist")
    return HttpResponseRedirect(f"{address}?{QueueFilter(found=key).query()}")


def decide(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Mark the selected requests as spam, or as not spam."""
    if not admin.has_change_permission(request):
        raise PermissionDenied
    decision = {"spam": spam, "not-spam": not_spam}.get(request.POST.get("decision", ""))
    picked = references_in(request.POST.getlist("pick")[:MOST_AT_ONCE])
    if decision is None or not picked:
        messages.warning(request, _("Select the requests first."))
        return to_queue(request)
    now, done, overdue = timezone.now(), 0, 0
    for submission in Submission.objects.filter(reference__in=picked, quarantined=True):
        try:
            overdue += decision(submission, actor=request.user, now=now).is_overdue(now)
            done += 1
        except (Refused, SameRequestIsOpen) as refused:
            why = refused.reason if isinstance(refused, Refused) else _("The same request is already open.")
            messages.error(request, f"{submission.reference}: {why}")
    messages.success(request, ngettext("{n} request moved.", "{n} requests moved.", done).format(n=done))
    if overdue:
        late = ngettext(
            "{n} of them is overdue. Please call now.", "{n} of them are overdue. Please call now.", overdue
        )
        messages.warning(request, late.format(n=overdue))
    return to_queue(request)


def hand_over_selected(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Assign the selected requests of one person to someone else, or return them to the queue."""
    if not admin.has_change_permission(request):
        raise PermissionDenied
    hand_over(request, references_in(request.POST.getlist("pick")[:MOST_AT_ONCE]), timezone.now())
    return to_queue(request)


def _searched(request: HttpRequest) -> str:
    return request.POST.get("q", "")[:_LONGEST_SEARCH]


def to_queue(request: HttpRequest, *, refused: str = "", typed: str = "") -> HttpResponse:
    """Redirect to the tab, page and filters that the user came from.

    A search that was `refused`, or `typed` when the session ended, is in its box again. It may be a name, so
    it is sealed in the address.
    """
    query = QueryDict(QueueFilter.before(request).query(), mutable=True)
    for name, search in ((_REFUSED, refused), (_TYPED, typed)):
        if search:
            query[name] = seal_input(_typed_by(request), {"q": [search]}, timezone.now())
    return HttpResponseRedirect(reverse("admin:intake_submission_changelist", query=query))


keep_at("admin:intake_submission_search", lambda request: to_queue(request, typed=_searched(request)).url)


def _search_of(request: HttpRequest, name: str) -> str:
    """Return the search in the parameter `name` of `to_queue`, or ""."""
    try:
        return open_input(_typed_by(request), request.GET.get(name, ""), timezone.now())["q"][0]
    except InputGone:
        return ""


def _typed_by(request: HttpRequest) -> str:
    return f"search.{request.user.pk}"
