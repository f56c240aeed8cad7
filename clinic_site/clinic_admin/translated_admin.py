"""Translations in the admin: a collapsed section for each language, below the English fields.

All are optional. Where a translation is missing, readers see the English text, marked as English.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic_site.clinic.models import Picture
from clinic_site.clinic.models.translated import Translated
from clinic_site.clinic_admin.picture_choice import KINDS, PictureChoice, propose_only
from intake.staff.admin_forms.merging_form import MergingForm
from intake.staff.settings.settings_admin import ForManagers

_PLAIN_TEXT = gettext_lazy(
    "Readers see texts as you type them: Markdown and HTML have no effect, and links aren’t links."
)


def plain_text(*names: str) -> tuple[None, dict[str, Any]]:
    """Return a fieldset with the note that its texts are plain text."""
    return None, {"fields": names, "description": _PLAIN_TEXT}


def _others() -> list[tuple[str, str]]:
    return [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


class TranslatedForm(MergingForm):
    """A form with a field for each text and language, which are stored in `translations`."""

    #: Names of the added fields, each with language and name of the text.
    added: dict[str, tuple[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, (code, name) in self.added.items():
            self.initial.setdefault(key, self.instance.translations.get(code, {}).get(name, ""))
        for name, kind in KINDS.items():
            if name in self.fields:
                propose_only(kind, self.fields[name], getattr(self.instance, f"{name}_id"))

    def clean(self) -> dict[str, Any]:
        """Store the texts that were entered in the row.

        Texts in a language that the site doesn't have at present stay as they are.
        """
        given = super().clean()
        asked = {code for code, _name in self.added.values()}
        stored = self.instance.translations.items()
        found: dict[str, dict[str, str]] = {code: texts for code, texts in stored if code not in asked}
        for key, (code, name) in self.added.items():
            if text := given.get(key):
                found.setdefault(code, {})[name] = text
        if self.added:
            self.instance.translations = found
        return given


class TranslatedAdmin(ForManagers):
    """The page of a row whose texts can be translated."""

    model: type[Translated]
    form = TranslatedForm

    def get_fieldsets(self, request: HttpRequest, obj: Translated | None = None) -> list[Any]:
        """Return the fieldsets, and a collapsed one for each other language."""
        return [*super().get_fieldsets(request, obj), *self._translation_fieldsets()]

    def get_form(
        self, request: HttpRequest, obj: Translated | None = None, **kwargs: Any
    ) -> type[forms.ModelForm]:
        """Return the form with a field for each translation, made like that of the English text."""
        shown = kwargs.pop("fields", None) or flatten_fieldsets(self.get_fieldsets(request, obj))
        own = [name for name in shown if name not in self._added()]
        form = super().get_form(request, obj, fields=own, **kwargs)
        return type(form.__name__, (form,), {"added": self._added(), **self._translation_fields(request)})

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Return a form field. That of a picture gets a PictureChoice."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in KINDS:
            field.widget = PictureChoice(field.widget, KINDS[db_field.name])
        return field

    def save_model(self, request: HttpRequest, obj: Translated, form: forms.ModelForm, change: bool) -> None:  # noqa: FBT001
        """Save the row, and say if readers don't see it or its picture yet."""
        super().save_model(request, obj, form, change)
        if getattr(obj, "published", True) is False and "published" not in form.changed_data:
            message = _("“{name}” isn’t on the public site yet. To show it, check “published”.")
            messages.warning(request, message.format(name=obj))
        for field in self.opts.fields:
            picture = getattr(obj, field.name) if field.related_model is Picture else None
            if picture and not picture.published:
                message = _(
                    "“{name}” isn’t shown yet. To show it, check “published” on the page of the picture."
                )
                messages.warning(request, message.format(name=picture))

    def _added(self) -> dict[str, tuple[str, str]]:
        return {f"{name}_{code}": (code, name) for code, _ in _others() for name in self.model.translated}

    def _translation_fields(self, request: HttpRequest) -> dict[str, forms.Field]:
        found = {}
        for key, (code, name) in self._added().items():
            column = self.model._meta.get_field(name)
            field = self.formfield_for_dbfield(column, request)
            field.required, field.help_text = False, ""
            field.validators = [
                *field.validators,
                *column._validators,
            ]  # forms leave these to the model
            field.widget.attrs["lang"] = code
            found[key] = field
        return found

    def _translation_fieldsets(self) -> list[Any]:
        return [
            (
                _("Text in {language}").format(language=name),
                {
                    "fields": [key for key, (each, _) in self._added().items() if each == code],
                    "classes": ["collapse"],
                    "description": _("Optional. Where it’s empty, readers see the English text."),
                },
            )
            for code, name in _others()
        ]
