"""Optimistic locking for admin forms: never overwrite what was saved after the form was opened."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _


class VersionInput(forms.HiddenInput):
    """A hidden input with the time of the last save, which is also displayed in a list column."""

    def id_for_label(self, id_: str) -> str:
        """Return no id, because Django's admin writes a label even for a hidden input."""
        return ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        """Return the hidden input, preceded by the formatted time."""
        saved = parse_datetime(value) if value else None
        shown = date_format(localtime(saved), "DATETIME_FORMAT") if saved else ""
        return format_html("{}{}", shown, super().render(name, value, attrs, renderer))


class AsOpenedField(forms.CharField):
    """What a form was opened with, in a hidden field. It never counts as a change."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return False."""
        return False


class NewerSaveForm(forms.ModelForm):
    """Refuses to save if `updated_at` has changed. What was typed stays, and saving again succeeds.

    Use it inside a transaction: the row is locked from the check until the save.
    """

    updated_at = AsOpenedField(required=False, label="", widget=VersionInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["updated_at"] = self.instance.updated_at.isoformat()

    def clean(self) -> dict[str, Any] | None:
        """Check the version. An unchanged row of a list is skipped."""
        values = super().clean()
        if not self.instance.pk or not self.has_changed():
            return values
        rows = type(self.instance)._default_manager.select_for_update().filter(pk=self.instance.pk)
        newest = rows.values_list("updated_at", flat=True).first()
        if newest and self.data.get(self.add_prefix("updated_at")) != newest.isoformat():
            self.data = self.data.copy()
            self.data[self.add_prefix("updated_at")] = newest.isoformat()
            at = date_format(localtime(newest), "DATETIME_FORMAT")
            self.add_error(
                None,
                _(
                    "This was changed at %(at)s, after you opened it. Your changes were not saved. "
                    "Open it in another tab to compare. Save again to replace the other version."
                )
                % {"at": at},
            )
        return values
