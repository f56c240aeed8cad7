"""The read log in the admin: to look at, not to touch."""

from __future__ import annotations

from django.contrib import admin

from intake.models import ReadLogEntry
from intake.staff.permissions import ReadOnly


@admin.register(ReadLogEntry)
class ReadLogEntryAdmin(ReadOnly):
    """Who opened what, newest first."""

    list_display = ["read_at", "reader", "submission"]
    list_filter = ["reader"]
    list_select_related = ["reader", "submission"]
    search_fields = ["submission__reference"]
    show_full_result_count = False
