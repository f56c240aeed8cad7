"""The audit trail in the admin: read-only, for auditors."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from clinic_site.core.numbers import whole_number
from intake.enums import AuditKind
from intake.models import AuditEvent
from intake.rules.references import normal_reference
from intake.rules.staff_times import staff_time
from intake.services.access.visits import Visit, visits_before
from intake.services.triage.colleagues import accounts
from intake.staff.permissions import ReadOnly

_ACCOUNTS = {"account", "asked_by", "mentioned", "people", "to"}  # details that contain ids of accounts


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnly):
    """Events, newest first; filtered by kind, user, day and reference."""

    list_display = ["id", "when", "who", "kind", "submission", "detail_text"]
    list_filter = ["kind", ("actor", admin.RelatedOnlyFieldListFilter), "at"]
    date_hierarchy = "at"
    list_select_related = ["actor", "submission"]
    search_fields = ["submission__reference"]
    search_help_text = _("Search by reference.")
    fields = ["id", "exactly", "who", "kind", "submission", "detail_text", "previous_hash", "hash"]
    list_per_page = 100
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        """Add the page that shows the trail by visit."""
        view = self.admin_site.admin_view(require_safe(self.visits_page))
        return [path("visits/", view, name="intake_auditevent_visits"), *super().get_urls()]

    def visits_page(self, request: HttpRequest) -> HttpResponse:
        """Show the trail by visit. Raises PermissionDenied without the right to see the trail."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        (visits, rest), now = visits_before(whole_number(request.GET.get("before", ""))), timezone.now()
        context = self.admin_site.each_context(request) | {
            "title": _("Audit trail by visit"),
            "rows": [(visit, _span(visit, now), self.who(visit.last), _what(visit)) for visit in visits],
            "rest": rest,
        }
        return TemplateResponse(request, "admin/intake/visits.html", context)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEvent], search_term: str
    ) -> tuple[QuerySet[AuditEvent], bool]:
        """Search by reference, in any notation; other terms match nothing."""
        if not search_term:
            return queryset, False
        return queryset.filter(submission__reference=normal_reference(search_term)), False

    @admin.display(description=_("time"), ordering="id")
    def when(self, event: AuditEvent) -> str:
        """Return the time in the one format of the staff pages."""
        return staff_time(event.at, timezone.now())

    @admin.display(description=_("time"))
    def exactly(self, event: AuditEvent) -> str:
        """Return the time to the second, in the clinic's time zone."""
        return f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S %Z}"

    @admin.display(description=_("who"), ordering="actor")
    def who(self, event: AuditEvent) -> str:
        """Return the user who acted, or "command line" or "system"."""
        if event.actor is None and event.detail.get("by") == "command_line":
            return str(_("command line"))
        return str(event.actor or _("system"))

    @admin.display(description=_("detail"))
    def detail_text(self, event: AuditEvent) -> str:
        """Return the detail on one line, with the name of each account after its id."""
        detail = {**event.detail, **_with_names(event.detail)}
        return "; ".join(f"{name}: {_text(value)}" for name, value in sorted(detail.items()))


def _span(visit: Visit, now: dt.datetime) -> str:
    """Return when a visit was, with its end if that is in a later minute."""
    start, end = staff_time(visit.first.at, now), staff_time(visit.last.at, now)
    if start == end:
        return start
    if timezone.localdate(visit.first.at) == timezone.localdate(visit.last.at):
        end = date_format(timezone.localtime(visit.last.at), "g:i a T")
    return _("{start} to {end}").format(start=start, end=end)


def _what(visit: Visit) -> str:
    """Return what was done during a visit: each kind once, with how often."""
    parts = [
        f"{AuditKind(kind).label} ({count})" if count > 1 else str(AuditKind(kind).label)
        for kind, count in reversed(visit.kinds.items())
    ]
    return ", ".join(parts)


def _with_names(detail: dict[str, Any]) -> dict[str, list[str]]:
    """Return the details that contain ids of accounts, with the names of the accounts that exist."""
    ids = {name: _listed(detail[name]) for name in _ACCOUNTS & detail.keys()}
    known = {each for found in ids.values() for each in found if whole_number(each) is not None}
    names = {str(each.pk): each.get_username() for each in accounts(known)} if known else {}
    return {
        name: [f"{each} ({names[each]})" if each in names else each for each in found]
        for name, found in ids.items()
    }


def _listed(value: object) -> list[str]:
    return [str(each) for each in (value if isinstance(value, list) else [value])]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if value in ("", [], None):
        return gettext("none")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
