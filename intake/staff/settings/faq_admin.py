"""The FAQ in the admin."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from clinic_site.core.link_rules import BIDI_CONTROLS
from intake.audit import trail
from intake.enums import AuditKind
from intake.models import FaqEntry
from intake.staff.admin_forms.kept_form import KeepsTyped
from intake.staff.admin_forms.newer_save import NewerSaveForm
from intake.staff.permissions import NoDelete
from intake.staff.settings.settings_admin import OfOneLanguage


class FaqRowForm(NewerSaveForm):
    """A row of the change list. Its fields' accessible names include the question."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name == "updated_at":
                continue
            field.widget.attrs["aria-label"] = f"{field.label}: {self.instance.question}"


class TopicInput(AdminTextInputWidget):
    """An input that suggests the topics of the other questions in a language."""

    def __init__(self, attrs: dict[str, Any], language: str) -> None:
        super().__init__(attrs | {"list": "known-topics"})
        self.language = language

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the input with its list."""
        shown = super().render(name, value, attrs, renderer)
        options = format_html_join("", "<option>{}</option>", ((topic,) for topic in _topics(self.language)))
        return format_html('{}<datalist id="known-topics">{}</datalist>', shown, options)


def _topics(language: str) -> list[str]:
    entries = FaqEntry.objects.filter(language=language).order_by("topic")
    return list(entries.values_list("topic", flat=True).distinct())


class FaqForm(NewerSaveForm):
    """A question. Its links, sources and characters are checked before it is saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if topic := self.fields.get("topic"):
            topic.widget = TopicInput(topic.widget.attrs, self.instance.language)

    def clean_answer(self) -> str:
        """Refuse links and characters that could mislead readers. Raises ValidationError, naming lines."""
        text = self.cleaned_data["answer"]
        _refuse(_rules().answer_problems(text))
        return text

    def clean_question(self) -> str:
        """Refuse characters that change the direction of text. Raises ValidationError."""
        return _one_line(self.cleaned_data["question"])

    def clean_topic(self) -> str:
        """Return the topic as other questions spell it, unless only its spelling was changed here.

        Raises ValidationError for characters that change the direction of text.
        """
        typed = _one_line(self.cleaned_data["topic"])
        before, language = self.initial.get("topic", ""), self.cleaned_data.get("language")
        if typed.casefold() == before.casefold():
            return typed  # so that a spelling can be corrected
        known = {topic.casefold(): topic for topic in _topics(language or self.instance.language)}
        return known.get(typed.casefold(), typed)

    def clean_references(self) -> str:
        """Refuse a source that does not exist. Raises ValidationError."""
        ids = self.cleaned_data["references"]
        _refuse(_rules().source_problems(name.strip() for name in ids.split(",") if name.strip()))
        return ids

    def clean_learn_more(self) -> str:
        """Refuse a page or fragment that does not exist. Raises ValidationError."""
        path = self.cleaned_data["learn_more"]
        problem = path and _rules().page_problem(path)
        _refuse([problem] if problem else [])
        return path


def _rules() -> ModuleType:
    """Return the module that knows sources and pages; this app must not import it."""
    return import_module(settings.EDITOR_RULES)


def _one_line(text: str) -> str:
    if BIDI_CONTROLS.search(text):
        raise forms.ValidationError(_("Remove the invisible character that changes the direction of text."))
    return text


def _refuse(problems: list[str]) -> None:
    if problems:
        raise forms.ValidationError(problems)


def _has_other_words(form: forms.ModelForm) -> bool:
    """Return whether a form changes more than the spaces and line ends of a question or its answer."""
    return any(
        form.initial[name].split() != form.cleaned_data[name].split()
        for name in ("question", "answer")
        if name in form.changed_data
    )


class LanguageFilter(admin.AllValuesFieldListFilter):
    """The languages of the questions, by their own names."""

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:
        """Yield Django's choices; a language that the site no longer has keeps its code."""
        names = dict(settings.LANGUAGES)
        for choice in super().choices(changelist):
            yield choice | {"display": names.get(choice["display"], choice["display"])}


# Asked only where there is a choice.
_LANGUAGE = ("language",) if len(settings.LANGUAGES) > 1 else ()


@admin.register(FaqEntry)
class FaqEntryAdmin(KeepsTyped, OfOneLanguage, NoDelete):
    """Readers see changes once the caches have dropped the page (docs/operations.md, "Growing")."""

    form = FaqForm
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
    # Each row sends four fields, and a request may have a hundred (DATA_UPLOAD_MAX_NUMBER_FIELDS).
    list_per_page = list_max_show_all = 20
    list_filter = [*((name, LanguageFilter) for name in _LANGUAGE), "topic", "published"]
    fields = [
        *_LANGUAGE,
        *("question", "slug", "topic", "order", "answer", "references", "learn_more", "reviewed"),
        *("published", "publish_on", "preview", "yes_count", "no_count", "updated_at"),
    ]
    readonly_fields = ["preview", "yes_count", "no_count"]
    prepopulated_fields = {"slug": ["question"]}

    def get_form(
        self, request: HttpRequest, obj: FaqEntry | None = None, **kwargs: Any
    ) -> type[forms.ModelForm]:
        """Return the form without the model's `updated_at`: the form declares that field itself."""
        fields = [name for name in kwargs.pop("fields", None) or self.fields if name != "updated_at"]
        return super().get_form(request, obj, fields=fields, **kwargs)

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[forms.ModelForm]:
        """Return the form of a row of the change list."""
        return super().get_changelist_form(request, **({"form": FaqRowForm} | kwargs))

    def save_model(self, request: HttpRequest, obj: FaqEntry, form: forms.ModelForm, change: bool) -> None:  # noqa: FBT001
        """Save the entry and record who changed which fields, in one transaction.

        Readers see the day of the review: it goes when other words are saved without a new one.
        """
        if obj.reviewed and "reviewed" not in form.changed_data and _has_other_words(form):
            obj.reviewed = None
            message = _(
                "The words changed after the clinical review, so its date was removed. "
                "Enter it again once a clinician has read the new words."
            )
            messages.warning(request, message)
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            detail = {"row": obj.pk, "fields": form.changed_data, "published": obj.published}
            trail.record(AuditKind.ANSWER, actor=request.user, now=timezone.now(), **detail)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show or save the list in a transaction, so that rows stay locked from check to save."""
        with transaction.atomic():
            return super().changelist_view(request, extra_context)

    @admin.display(description=_("preview, as last saved"))
    def preview(self, entry: FaqEntry) -> SafeString | str:
        """Return the stored answer as safe HTML; unknown source ids are shown."""
        if not entry.pk:
            return _("Save to see a preview.")
        return render_to_string("intake/faq_preview.html", {"entry": entry})
