"""Fields of the public forms, built from the questions in `intake.questions`."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.conf import settings
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from clinic_site.core.languages import current
from intake.forms.fields_on_demand import FieldsOnDemand, to_read
from intake.questions import Question, Wording
from intake.questions.question import Words
from intake.validators import Phone, can_be_seen, clean_text

# The field that a script adds to an unfinished form that is to continue in this language; see js/language.js.
IN_LANGUAGE = "in_language"


class QuestionField(forms.Field):
    """A field that is copied in a fraction of the time that Django takes.

    Each copy has its own widget, attributes, messages and validators, as in Django. Choices are shared,
    because they are replaced, never changed.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> QuestionField:
        made = memo[id(self)] = copy.copy(self)
        made.widget = copy.copy(self.widget)
        made.widget.attrs = self.widget.attrs.copy()
        made.error_messages = self.error_messages.copy()
        made.validators = self.validators[:]
        return made


class BlankIsEmpty(QuestionField):
    """A field for which a permitted blank answer is cleaned to "" without further checks."""

    def clean(self, value: object) -> Any:
        """Return the cleaned answer."""
        return super().clean(value) if value or self.required else ""


class CleanCharField(BlankIsEmpty, forms.CharField):
    """A text, cleaned by `validators.clean_text` before its length is validated. Invisible text is blank."""

    def to_python(self, value: object) -> str:
        """Return the cleaned text; "" for a missing value, or if none of it can be seen."""
        text = clean_text(str(value)) if value is not None else ""
        return text if can_be_seen(text) else ""


class OneChoiceField(BlankIsEmpty, forms.ChoiceField):
    """A choice of one answer."""


class SeveralChoicesField(QuestionField, forms.MultipleChoiceField):
    """A choice of several answers."""


class CheckboxField(QuestionField, forms.BooleanField):
    """One checkbox."""


def text_field(
    question: Question, *, limit: int, too_long: Words, missing: Words = "", **attributes: str
) -> CleanCharField:
    """Return a single-line field of at most `limit` characters; required if `missing` is given.

    `missing` and `too_long` are the error messages; `attributes` are added to the input.
    """
    field = CleanCharField(
        label=question.label,
        help_text=question.help_text,
        required=bool(missing),
        max_length=limit,
        widget=forms.TextInput(attrs={"spellcheck": "false"} | attributes),
        error_messages={"required": missing, "max_length": too_long},
    )
    # With maxlength, browsers silently truncate pasted text. Keep all of it and show an error instead.
    field.widget.attrs.pop("maxlength", None)
    return field


def long_text_field(question: Question, *, limit: int, too_long: Words) -> CleanCharField:
    """Return an optional multi-line field of at most `limit` characters.

    In `too_long`, `%(show_value)d` is how many there are: without a script, nothing else counts them.
    """
    field = text_field(question, limit=limit, too_long=too_long)
    field.widget = forms.Textarea(
        attrs={
            "rows": 4,
            "data-limit": str(limit),
            "data-left": _("Characters left: %d"),
            "data-over": _("Characters over the limit: %d"),
        }
    )
    return field


def choice_field(
    question: Question,
    *,
    missing: Words = "",
    invalid: Words = "",
    initial: str | Callable[[], str] | None = None,
    kind: type[OneChoiceField] = OneChoiceField,
) -> OneChoiceField:
    """Return radio buttons; required if the error message `missing` is given."""
    return kind(
        label=question.label,
        help_text=question.help_text,
        choices=question.choices,
        required=bool(missing),
        initial=initial,
        widget=forms.RadioSelect,
        error_messages={
            "required": missing,
            "invalid_choice": invalid or missing or _("Choose one of the answers"),
        },
    )


def choices_field(question: Question) -> forms.MultipleChoiceField:
    """Return checkboxes, any number of which may be checked."""
    return SeveralChoicesField(
        label=question.label,
        help_text=question.help_text,
        choices=question.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the answers listed")},
    )


def checkbox_field(question: Question, *, missing: Words = "") -> forms.BooleanField:
    """Return one checkbox; required if the error message `missing` is given."""
    return CheckboxField(
        label=question.label,
        help_text=question.help_text,
        required=bool(missing),
        error_messages={"required": missing},
    )


def text_shown(wording: Wording) -> dict[str, str]:
    """Return which text of the questions is shown on the current page, to be stored with the answers."""
    language = current()
    shown = {"wording": wording.version}
    return shown if language == settings.LANGUAGE_CODE else shown | {"page_language": language}


class QuestionForm(forms.Form):
    """A form whose fields are the questions of one wording.

    Errors are displayed by the server, not by the browser's own validation. `id_format` is the default of
    Django's `auto_id`.
    """

    wording: Wording
    id_format = "id_%s"
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", self.id_format)
        kwargs.setdefault("label_suffix", "")
        self.base_fields = FieldsOnDemand(self.base_fields)  # Django copies it to `self.fields`
        super().__init__(*args, **kwargs)

    @cached_property
    def helper(self) -> FormHelper:
        """How crispy-forms shows the form. It is made on demand, because most posted forms aren't shown."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = self.layout()
        return helper

    def layout(self) -> Layout | None:
        """Return the layout, or None for all fields in their order."""
        return None

    @property
    def is_unfinished(self) -> bool:
        """Whether the person changed the language in the middle of the form, and so has sent nothing yet.

        Such a form is shown as far as it was filled in. It has no errors, and is never valid.
        """
        return self.is_bound and IN_LANGUAGE in self.data

    def is_valid(self) -> bool:
        """Return whether the form was sent and has no errors."""
        return not self.is_unfinished and super().is_valid()

    def full_clean(self) -> None:
        """Check the answers, unless the form is unfinished."""
        if self.is_unfinished:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def _clean_fields(self) -> None:
        """Clean the fields like Django, but without copying them or making bound fields first.

        Disabled fields and files aren't supported. If a later Django no longer calls this method, its own
        code gives the same result.
        """
        for name, field in to_read(self.fields):
            value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            try:
                self.cleaned_data[name] = field.clean(value)
                if clean := getattr(self, f"clean_{name}", None):
                    self.cleaned_data[name] = clean()
            except forms.ValidationError as error:
                self.add_error(name, error)

    def need(self, name: str, message: Words) -> None:
        """Require a field that the other answers make necessary; `message` is the error."""
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, forms.ValidationError(message, code="required"))

    def drop(self, name: str, blank: Any = "") -> None:
        """Drop the error and the answer of a field that the other answers make unnecessary."""
        self.errors.pop(name, None)
        self.cleaned_data[name] = blank

    def answers(self) -> dict[str, Any]:
        """Return the cleaned answers by question id, as JSON-serializable values."""
        given = self.cleaned_data
        return {name: _plain(given[name]) for name in self.wording.questions if name in given}

    def lines(self) -> tuple[str, ...]:
        """Return the text entered in the single-line fields of a valid form."""
        return self._written(_text_fields(type(self))[0])

    def free_texts(self) -> tuple[str, ...]:
        """Return the text entered in the multi-line fields of a valid form."""
        return self._written(_text_fields(type(self))[1])

    def _written(self, names: list[str]) -> tuple[str, ...]:
        texts = [self.cleaned_data.get(name) for name in names]
        return tuple([text for text in texts if isinstance(text, str) and text])


@cache
def _text_fields(form: type[QuestionForm]) -> tuple[list[str], list[str]]:
    """Return the names of the single-line questions, and those of the multi-line questions."""
    asked = [(name, field) for name, field in form.base_fields.items() if name in form.wording.questions]
    texts = [(name, field.widget) for name, field in asked if isinstance(field, CleanCharField)]
    long = [name for name, widget in texts if isinstance(widget, forms.Textarea)]
    return [name for name, _widget in texts if name not in long], long


def _plain(value: Any) -> Any:
    return asdict(value) if isinstance(value, Phone) else value
