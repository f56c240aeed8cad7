"""People, treatments, fees, insurance plans and legal notices in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clinic_site.clinic.models import Fee, Notice, Person, Plan, Treatment
from clinic_site.clinic_admin.translated_admin import TranslatedAdmin, TranslatedForm, plain_text
from clinic_site.core.numbers import whole_number
from clinic_site.public.reviewers import pages_reviewed_by, reviewer_names
from intake.staff.admin_forms.merging_form import AS_OPENED


@admin.register(Person)
class PersonAdmin(TranslatedAdmin):
    """People who work at the clinic."""

    list_display = ["name", "credentials", "role", "order", "published"]
    fieldsets = [
        plain_text(
            *("name", "credentials", "role", "license_number", "license_state", "languages", "text"),
            *("portrait", "reviews_pages", "order", "published"),
        )
    ]

    def save_model(self, request: HttpRequest, obj: Person, form: forms.ModelForm, change: bool) -> None:  # noqa: FBT001
        """Save the person, and point out pages that may no longer name them as their reviewer."""
        super().save_model(request, obj, form, change)
        if not change:
            return
        names = reviewer_names(form.initial["name"], form.initial["credentials"])
        for each in Person.objects.filter(published=True, reviews_pages=True):
            names -= reviewer_names(each.name, each.credentials)
        if count := len(pages_reviewed_by(names)):
            message = ngettext(
                "{n} page names {name} as its reviewer. Only a published person who reviews pages may be "
                "named there. Tell the person who runs the site.",
                "{n} pages name {name} as their reviewer. Only a published person who reviews pages may be "
                "named there. Tell the person who runs the site.",
                count,
            )
            messages.warning(request, message.format(n=count, name=form.initial["name"]))


@admin.register(Treatment)
class TreatmentAdmin(TranslatedAdmin):
    """Treatments and supports that the clinic offers."""

    list_display = ["name", "kind", "drug", "order", "published"]
    fieldsets = [
        plain_text(
            *("name", "kind", "drug", "summary", "course", "length", "not_for", "ages", "order", "published")
        )
    ]


@admin.register(Fee)
class FeeAdmin(TranslatedAdmin):
    """What things cost."""

    list_display = ["item", "price", "valid_from", "order", "published"]
    fieldsets = [plain_text("item", "price", "includes", "valid_from", "order", "published")]


@admin.register(Plan)
class PlanAdmin(TranslatedAdmin):
    """Insurance plans that the clinic accepts."""

    list_display = ["name", "note", "order", "published"]
    fieldsets = [plain_text("name", "note", "order", "published")]


class NoticeForm(TranslatedForm):
    """A new version of a notice. It replaces one that the user hasn't seen only if they save again."""

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Return the initial value of a field; for the hidden one, the version that the text comes from."""
        if field_name == AS_OPENED:
            return self.initial.get(AS_OPENED, "")
        return super().get_initial_for_field(field, field_name)

    def clean(self) -> dict[str, Any]:
        """Reject the version once if it would replace another one than the user opened the page with."""
        values = super().clean()
        kind, opened = values.get("kind", ""), values.get(AS_OPENED) or ""
        newest, known = _newest(kind), opened.startswith(f"{kind}:")
        if newest and opened != _named(kind, newest) and (known or newest.text.strip()):
            self.data = self.data.copy()
            self.data[AS_OPENED] = _named(kind, newest)
            message = _BY_COLLEAGUE if known else _ON_THE_SITE
            self.add_error("text", message.format(version=newest.version))
        return values


_BY_COLLEAGUE = _(
    "A colleague saved version {version} after you opened this page. Compare it under Notices. "
    "Save again to use yours instead."
)
_ON_THE_SITE = _("Version {version} is on the site; this would replace it. Save again to replace it.")


def _newest(kind: str) -> Notice | None:
    return Notice.objects.filter(kind=kind).order_by("-version").first()


def _named(kind: str, version: Notice | None) -> str:
    """Return the value of the hidden field: a kind and its version, 0 if it has none yet."""
    return f"{kind}:{version.version if version else 0}"


@admin.register(Notice)
class NoticeAdmin(TranslatedAdmin):
    """Legal notices. A saved version can be read but not changed; a new one replaces it."""

    form = NoticeForm
    list_display = ["kind", "version", "created_at"]
    list_filter = ["kind"]
    fields = ["kind", "text"]

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return False: a saved version never changes."""
        return False

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Return a form field. The text may be emptied if there is a version: that takes it off the site."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "text" and Notice.objects.filter(kind=request.GET.get("kind", "")).exists():
            field.required = False
            field.help_text = _("Markdown. Begin headings with ###. Empty, it takes the notice off the site.")
        return field

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return the text to start from: the version in `from`, or else the newest of the kind."""
        kind = request.GET.get("kind", "")
        newest, asked = _newest(kind), whole_number(request.GET.get("from", ""))
        chosen = Notice.objects.filter(kind=kind, pk=asked).first() or newest
        texts = chosen.translations if chosen else {}
        known = {f"text_{code}": named.get("text", "") for code, named in texts.items()}
        opened = _named(kind, newest) if kind and chosen == newest else ""
        return {"kind": kind, "text": chosen.text if chosen else "", AS_OPENED: opened} | known

    @admin.display(description=_("version"))
    def version(self, notice: Notice) -> int:
        """Return the version."""
        return notice.version
