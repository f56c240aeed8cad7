"""The audit trail in the admin: read-only, for auditors."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.models import AuditEvent
from intake.rules.references import normal_reference
from intake.staff.permissions import ReadOnly


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnly):
    """Events, newest first; filtered by kind, user, day and reference."""

    list_display = ["id", "when", "who", "kind", "submission", "detail_text"]
    list_filter = ["kind", ("actor", admin.RelatedOnlyFieldListFilter), "at"]
    date_hierarchy = "at"
    list_select_related = ["actor", "submission"]
    search_fields = ["submission__reference"]
    search_help_text = _("Search by reference.")
    fields = ["id", "when", "who", "kind", "submission", "detail_text", "previous_hash", "hash"]
    list_per_page = 100
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEvent], search_term: str
    ) -> tuple[QuerySet[AuditEvent], bool]:
        """Search by reference, in any notation; other terms match nothing."""
        if not search_term:
            return queryset, False
        return queryset.filter(submission__reference=normal_reference(search_term)), False

    @admin.display(description=_("time"), ordering="id")
    def when(self, event: AuditEvent) -> str:
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
        """Return the detail on one line."""
        return "; ".join(f"{name}: {_text(value)}" for name, value in sorted(event.detail.items()))


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
