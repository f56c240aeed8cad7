"""The outbox in the admin: whether staff were told, and messages that were given up."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake import outbox
from intake.models import OutboxMessage
from intake.staff.permissions import ReadOnly


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnly):
    """Each message with its state; the ones given up can be sent again."""

    list_display = ["submission", "kind", "state", "attempts", "next_at", "sent_at", "last_error"]
    list_filter = ["state"]
    list_select_related = ["submission"]
    actions = ["try_again"]
    ordering = ["-created_at"]
    show_full_result_count = False

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Only those who may change outbox messages may have them tried again."""
        return request.user.has_perm("intake.change_outboxmessage")

    @admin.action(description=_("Try the given-up ones again"), permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> None:
        """Put dead messages back with seven fresh days."""
        count = outbox.revive(queryset, timezone.now())
        self.message_user(request, _("%d messages will be tried again.") % count)
