"""What managers change without a release: hours, holidays, neutral replies and the words of mail."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic_site.clinic import WEEKDAYS
from intake import audit
from intake.enums import AuditKind
from intake.models import CannedReply, Holiday, MailTemplate, OpeningHours
from intake.roles import has_right
from intake.services.hours import current_clinic, forget_hours
from intake.staff.permissions import NoDelete
from intake.validators import spans_in_words


class ForManagers(NoDelete):
    """Rows for those whose role names them; being a superuser is not enough. Each change is on record."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show it in the index to whoever may see it."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Let a role see it."""
        return self._may(request, "view")

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Let a role change it."""
        return self._may(request, "change")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let a role add to it."""
        return self._may(request, "add")

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        """Store it with the record of who changed which fields, both or neither."""
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            told = {"of": self.opts.model_name, "row": obj.pk, "fields": form.changed_data}
            audit.record(AuditKind.SETTINGS, actor=request.user, now=timezone.now(), **told)
        transaction.on_commit(forget_hours)

    def _may(self, request: HttpRequest, act: str) -> bool:
        return has_right(request.user, f"{act}_{self.opts.model_name}")


@admin.register(OpeningHours)
class OpeningHoursAdmin(ForManagers):
    """One page for the week. Promises that were made keep their time."""

    fieldsets = [
        (
            None,
            {
                "fields": list(WEEKDAYS),
                "description": _(
                    "Times like 09:00-12:30, 13:30-17:00; empty on a closed day. They count for "
                    "requests that come in from now on: a time that was promised stays as it is."
                ),
            },
        )
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow it once: there is one week."""
        return super().has_add_permission(request) and not OpeningHours.objects.exists()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str]:
        """Begin with what counts now, which is the clinic file's."""
        return {day: spans_in_words(current_clinic().opening_hours.get(day, ())) for day in WEEKDAYS}

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the one page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        saved = OpeningHours.objects.first()
        act, args = ("change", [saved.pk]) if saved else ("add", [])
        return HttpResponseRedirect(reverse(f"admin:intake_openinghours_{act}", args=args))


@admin.register(Holiday)
class HolidayAdmin(ForManagers):
    """Days without opening hours, beside those of the clinic file."""

    list_display = ["date", "name", "closed"]
    fields = ["date", "name", "closed"]


@admin.register(CannedReply)
class CannedReplyAdmin(ForManagers):
    """Words that staff may copy as they are."""

    list_display = ["title", "order", "in_use"]
    fields = ["title", "text", "order", "in_use"]


@admin.register(MailTemplate)
class MailTemplateAdmin(ForManagers):
    """The words of mail to staff, with an example of what will be sent."""

    list_display = ["kind", "subject", "in_use"]
    fields = ["kind", "subject", "text", "in_use", "example"]
    readonly_fields = ["example"]

    def get_readonly_fields(self, request: HttpRequest, obj: MailTemplate | None = None) -> list[str]:
        """Let the kind of a stored one stay."""
        return ["kind", "example"] if obj else ["example"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str]:
        """Begin with words that hold what is needed."""
        text = _("Please look at {reference}.\nCall by {due}.\n\n{link}\n")
        return {"subject": _("A request: {reference}"), "text": text}

    @admin.display(description=_("example, as last saved"))
    def example(self, template: MailTemplate) -> str:
        """Return the mail as it would be sent of a made-up request."""
        if not template.pk:
            return _("Save, and an example is shown here.")
        due = _("Monday, November 30, 2:00 p.m. EST")
        subject, text = template.filled(reference="7KQ2-M4XD", link="https://…/admin/…/", due=str(due))
        return f"{subject}\n\n{text}"
