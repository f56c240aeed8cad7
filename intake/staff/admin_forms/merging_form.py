"""A form for settings that two people may edit at once: each saves only what they changed."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from intake.staff.admin_forms.newer_save import AsOpenedField

AS_OPENED = "as_opened"
_NOT_TEXT = (forms.ModelChoiceField, forms.MultipleChoiceField, forms.BooleanField)
_LONGEST_SHOWN = 300  # characters of a colleague's text in an error


class MergingForm(forms.ModelForm):
    """Saves what was changed since the page was opened; the rest stays as colleagues saved it meanwhile.

    A field that both changed is refused once, with the colleague's value; saving again replaces that. Use
    the form inside a transaction: the row is locked from the check until the save. `change_form.html` has
    the hidden field.
    """

    as_opened = AsOpenedField(required=False)  # JSON

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Return the initial value of a field; for the hidden one, the initial values of all others."""
        if field_name == AS_OPENED:
            return json.dumps(self._shown()) if self.instance.pk else ""
        return super().get_initial_for_field(field, field_name)

    def clean(self) -> dict[str, Any]:
        """Take over what colleagues saved since the page was opened."""
        values = super().clean()
        opened = self._opened()
        if not opened:
            return values
        rows = type(self.instance)._default_manager.select_for_update()
        stored = rows.get(pk=self.instance.pk)
        now = type(self)(instance=stored)._shown()
        self.data = self.data.copy()
        for name, before in opened.items():
            if name not in values or before == now[name]:
                continue
            if not self._differs(name, before):
                values[name] = getattr(stored, name)
                self._show(name, now[name])
            elif self._differs(name, now[name]):
                self.add_error(name, _conflict(getattr(stored, name)))
            opened[name] = now[name]
        self.data[self.add_prefix(AS_OPENED)] = json.dumps(opened)
        return values

    def _shown(self) -> dict[str, Any]:
        """Return the initial value of each field in the form in which a page shows it."""
        return {
            name: _plain(field.prepare_value(self.get_initial_for_field(field, name)))
            for name, field in self.fields.items()
            if name != AS_OPENED and not isinstance(field, forms.FileField)
        }

    def _opened(self) -> dict[str, Any]:
        """Return the values that the page was opened with, {} if they were not sent."""
        try:
            opened = json.loads(self.data.get(self.add_prefix(AS_OPENED), ""))
        except (ValueError, RecursionError):  # not what the page sent
            return {}
        if not self.instance.pk or not isinstance(opened, dict):
            return {}
        return {name: value for name, value in opened.items() if name in self._shown()}

    def _differs(self, name: str, value: Any) -> bool:
        """Return whether what was typed into a field differs from `value`."""
        field, typed = self.fields[name], _plain(self[name].data)
        try:
            value = value if isinstance(field, _NOT_TEXT) else field.to_python(value)
        except ValidationError:
            return True
        return field.has_changed(value, typed)

    def _show(self, name: str, value: Any) -> None:
        """Show `value` in a field, as if it had been typed."""
        key = self.add_prefix(name)
        if isinstance(value, list):
            self.data.setlist(key, value)
        elif value is False:
            self.data.pop(key, None)
        else:
            self.data[key] = "on" if value is True else value


def _plain(value: Any) -> Any:
    """Return the value of a field as JSON can contain it, with the line ends that are stored everywhere."""
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    if isinstance(value, bool):
        return value
    return "" if value is None else str(value).replace("\r\n", "\n")


def _conflict(value: Any) -> str:
    shown = str(value) if isinstance(value, str | int | Model) and not isinstance(value, bool) else ""
    if not shown:
        return _("A colleague changed this after you opened the page. Save again to use yours instead.")
    cut = shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
    return _(
        "A colleague changed this after you opened the page. It now reads “%(value)s”. "
        "Save again to use yours instead."
    ) % {"value": cut}
