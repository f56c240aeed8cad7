"""The auditor's view of the audit trail: to look at, not to touch."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.models import AuditEvent
from intake.references import normal_reference
from intake.staff.permissions import ReadOnly


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnly):
    """Who did what, newest first; by kind, person, day and reference."""

    list_display = ["id", "when", "who", "kind", "submission", "told_detail"]
    list_filter = ["kind", ("actor", admin.RelatedOnlyFieldListFilter), "at"]
    date_hierarchy = "at"
    list_select_related = ["actor", "submission"]
    search_fields = ["submission__reference"]
    search_help_text = _("Search by reference.")
    fields = ["id", "when", "who", "kind", "submission", "told_detail", "previous_hash", "hash"]
    list_per_page = 100
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEvent], search_term: str
    ) -> tuple[QuerySet[AuditEvent], bool]:
        """Find a reference however it was written down; anything else finds nothing."""
        if not search_term:
            return queryset, False
        return queryset.filter(submission__reference=normal_reference(search_term)), False

    @admin.display(description=_("time"), ordering="id")
    def when(self, event: AuditEvent) -> str:
        """Return the time to the second, in the clinic's zone."""
        return f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S %Z}"

    @admin.display(description=_("who"), ordering="actor")
    def who(self, event: AuditEvent) -> str:
        """Return the name of the member of staff; the machinery has none."""
        return str(event.actor or _("the machinery"))

    @admin.display(description=_("detail"))
    def told_detail(self, event: AuditEvent) -> str:
        """Return the codes of the detail in one line."""
        return "; ".join(f"{name}: {_told(value)}" for name, value in sorted(event.detail.items()))


def _told(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
