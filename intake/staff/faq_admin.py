"""Questions people ask, in the admin."""

from __future__ import annotations

from django.contrib import admin

from intake.models import FaqEntry
from intake.staff.permissions import NoDelete


@admin.register(FaqEntry)
class FaqEntryAdmin(NoDelete):
    """Edited by staff; shown to readers within a minute."""

    list_display = ["question", "topic", "order", "published", "updated_at"]
    list_editable = ["order", "published"]
    list_filter = ["topic", "published"]
    fields = ["question", "slug", "topic", "order", "answer", "published"]
    prepopulated_fields = {"slug": ["question"]}
