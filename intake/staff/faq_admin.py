"""Questions people ask, in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from intake.models import FaqEntry
from intake.staff.permissions import NoDelete


class FaqRowForm(forms.ModelForm):
    """One row of the list, whose fields are named after their question."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {self.instance.question}"


@admin.register(FaqEntry)
class FaqEntryAdmin(NoDelete):
    """Edited by staff; shown to readers within a minute."""

    list_display = [
        "question",
        "topic",
        "order",
        "published",
        "publish_on",
        "yes_count",
        "no_count",
        "updated_at",
    ]
    list_editable = ["order", "published"]
    list_filter = ["topic", "published"]
    fields = [
        *("question", "slug", "topic", "order", "answer", "references", "learn_more", "reviewed"),
        *("published", "publish_on", "preview", "yes_count", "no_count"),
    ]
    readonly_fields = ["preview", "yes_count", "no_count"]
    prepopulated_fields = {"slug": ["question"]}

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[forms.ModelForm]:
        """Return the form of a row of the list."""
        return super().get_changelist_form(request, **({"form": FaqRowForm} | kwargs))

    @admin.display(description=_("as readers see it, when last saved"))
    def preview(self, entry: FaqEntry) -> SafeString | str:
        """Return the stored answer as safe HTML, with ids of sources that nobody knows."""
        if not entry.pk:
            return _("Save, and the answer is shown here.")
        return render_to_string("intake/faq_preview.html", {"entry": entry})
