"""Settings that managers can change without a release: replies and mail templates."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import models, transaction
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from clinic_site.clinic import clear_cache
from intake.audit import trail
from intake.enums import AuditKind
from intake.models import CannedReply, MailTemplate
from intake.roles import has_right
from intake.staff.admin_forms.kept_form import KeepsTyped
from intake.staff.admin_forms.merging_form import MergingForm
from intake.staff.permissions import NoDelete


class ForManagers(KeepsTyped, NoDelete):
    """Rows that need a role with the right; being a superuser is not enough. Changes are recorded."""

    form = MergingForm

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may view it, so that the index lists it."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return whether one of the user's roles may view it."""
        return self._may(request, "view")

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return whether one of the user's roles may change it."""
        return self._may(request, "change")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether one of the user's roles may add to it."""
        return self._may(request, "add")

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        """Save the row and record who changed which fields, in one transaction."""
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            detail = {"of": self.opts.model_name, "row": obj.pk, "fields": form.changed_data}
            trail.record(AuditKind.SETTINGS, actor=request.user, now=timezone.now(), **detail)
        transaction.on_commit(clear_cache)

    def construct_change_message(
        self,
        request: HttpRequest,
        form: ModelForm,
        formsets: Any,
        add: bool = False,  # noqa: FBT001, FBT002
    ) -> Any:
        """Return the entry in the history for a change: each field, with what it contained before."""
        if add or not form.changed_data:
            return super().construct_change_message(request, form, formsets, add)
        return " ".join(map(str, [_("Changed."), *(_before(form, name) for name in form.changed_data)]))

    def _may(self, request: HttpRequest, act: str) -> bool:
        return has_right(request.user, f"{act}_{self.opts.model_name}")


def _before(form: ModelForm, name: str) -> str:
    """Return the label of a changed field, and what it contained if that is text, a number or a date."""
    field, was = form[name], form[name].initial
    if was in (None, ""):
        return _("{label}: was empty.").format(label=field.label)
    is_shown = isinstance(was, str | int | Decimal | dt.date) and not isinstance(was, bool)
    if not is_shown or isinstance(field.field, forms.ModelChoiceField):
        return f"{field.label}."
    return _("{label}: was “{value}”.").format(label=field.label, value=was)


class OfOneLanguage(admin.ModelAdmin):
    """Rows with a language, to be chosen from those of the site."""

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Return the form field; for the language, a choice."""
        if db_field.name == "language":
            return forms.ChoiceField(choices=settings.LANGUAGES, label=capfirst(db_field.verbose_name))
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(CannedReply)
class CannedReplyAdmin(OfOneLanguage, ForManagers):
    """Replies that staff can copy verbatim."""

    list_display = ["title", "language", "order", "in_use"]
    fields = ["language", "title", "text", "order", "in_use"]


@admin.register(MailTemplate)
class MailTemplateAdmin(ForManagers):
    """Templates of mail to staff, with an example of what will be sent."""

    list_display = ["kind", "subject", "in_use"]
    fields = ["kind", "subject", "text", "in_use", "example"]
    readonly_fields = ["example"]

    def get_readonly_fields(self, request: HttpRequest, obj: MailTemplate | None = None) -> list[str]:
        """Make the kind of a saved template read-only."""
        return ["kind", "example"] if obj else ["example"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str]:
        """Return a template with all placeholders."""
        text = _("Please look at {reference}.\nCall by {due}.\n\n{link}\n")
        return {"subject": _("A request: {reference}"), "text": text}

    @admin.display(description=_("example, as last saved"))
    def example(self, template: MailTemplate) -> str:
        """Return the mail as sent for a fictitious request."""
        if not template.pk:
            return _("Save to see an example.")
        due = _("Monday, November 30, 2 p.m. (Eastern Time)")
        subject, text = template.filled(reference="7KQ2-M4XD", link="https://…/admin/…/", due=str(due))
        return f"{subject}\n\n{text}"
