"""Fields that refer to a picture offer only pictures of their kind."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Q
from django.utils.translation import gettext as _

from clinic_site.clinic.models import Picture

#: The kind of picture for each field.
KINDS = {"portrait": "portrait", "map_picture": "map"}


class PictureChoice(RelatedFieldWidgetWrapper):
    """The admin's widget for a related row, whose “+” link sets the kind of a new picture."""

    def __init__(self, of: RelatedFieldWidgetWrapper, kind: str) -> None:
        may = {name: getattr(of, name) for name in ("can_add_related", "can_change_related")}
        super().__init__(of.widget, of.rel, of.admin_site, can_view_related=of.can_view_related, **may)
        self.kind = kind

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the admin's context, with the kind in the URL parameters."""
        context = super().get_context(name, value, attrs)
        return context | {"url_params": f"{context['url_params']}&kind={self.kind}"}


def propose_only(kind: str, field: forms.ModelChoiceField, chosen: int | None) -> None:
    """Limit the choices of a field to pictures of a kind, and the one that is chosen, whatever its kind."""
    field.queryset = Picture.objects.filter(Q(kind=kind) | Q(pk=chosen))
    field.error_messages["invalid_choice"] = _(
        "Choose a picture of the kind “{kind}”. Each picture’s own page says its kind."
    ).format(kind=dict(Picture.KINDS)[kind])
