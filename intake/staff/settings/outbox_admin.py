"""The outbox in the admin: delivery status, and retrying failed messages."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from intake.mail import resending
from intake.models import OutboxMessage
from intake.roles import has_right
from intake.rules.staff_times import staff_time
from intake.staff.permissions import ReadOnly


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnly):
    """Messages with their state. Failed messages can be retried."""

    list_display = ["submission", "kind", "state", "attempts", "when", "last_error"]
    list_filter = ["state"]
    list_select_related = ["submission"]
    actions = ["send_now", "try_again"]
    # All on a page can be selected, and a request may have a hundred fields.
    list_per_page = list_max_show_all = 50
    ordering = ["-created_at"]
    show_full_result_count = False

    @admin.display(description=_("sent, or next try"))
    def when(self, message: OutboxMessage) -> str:
        """Return when a message was sent, or when it will be tried next."""
        return staff_time(message.sent_at or message.next_at, timezone.now())

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Return whether a role of the user may change messages; being a superuser is not enough."""
        return has_right(request.user, "change_outboxmessage")

    @admin.action(description=_("Send now"), permissions=["retry"])
    def send_now(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> None:
        """Make the worker send the selected messages at once, instead of at the next planned try."""
        count = resending.send_now(queryset, actor=request.user, now=timezone.now())
        text = ngettext("{n} message will be sent now.", "{n} messages will be sent now.", count)
        self.message_user(request, text.format(n=count))

    @admin.action(description=_("Retry selected failed messages"), permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> None:
        """Queue failed messages again, for another seven days."""
        count = resending.retry(queryset, actor=request.user, now=timezone.now())
        text = ngettext("{n} message will be retried.", "{n} messages will be retried.", count)
        self.message_user(request, text.format(n=count))
