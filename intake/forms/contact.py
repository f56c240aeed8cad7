"""Questions about contact that several forms ask, and how their answers are cleaned."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from clinic_site.core.languages import current
from intake.enums import Channel, Language
from intake.forms.fields import (
    CleanCharField,
    OneChoiceField,
    QuestionField,
    QuestionForm,
    choice_field,
    text_field,
)
from intake.questions import Question
from intake.questions.question import Words
from intake.validators import DeliverableEmail, Phone, bare_email, parse_phone

# The fields that a channel doesn't need. They are neither validated nor stored, nor shown once the channel
# is known.
UNNEEDED: dict[str, tuple[str, ...]] = {
    Channel.PHONE: (),
    Channel.TEXT: ("voicemail", "ask_for"),
    Channel.EMAIL: ("phone", "when", "times", "voicemail", "say_clinic_name", "ask_for", "code_word"),
}

# The field with which a page says that the language it shows was chosen on an earlier page.
LANGUAGE_CHOSEN = "language_chosen"


def language_of_page() -> str:
    """Return the language to speak unless another one is chosen: that of the page, or English."""
    language = current()
    return language if language in Language.values else Language.ENGLISH.value


def preselected(data: MultiValueDict) -> tuple[str, ...]:
    """Return the names of the posted answers that the page preselected and no one chose.

    If they aren't kept, a page in another language preselects its own.
    """
    is_of_page = data.get("language") == language_of_page()
    return ("language",) if is_of_page and not data.get(LANGUAGE_CHOSEN) else ()


def as_chosen(kept: MultiValueDict) -> MultiValueDict:
    """Return kept input as data for a form in any language.

    It was kept without `preselected` answers. So a language in it was chosen, and still counts as chosen if
    it happens to be that of the page.
    """
    return MultiValueDict(kept | {LANGUAGE_CHOSEN: ["yes"]}) if kept.get("language") else kept


class LanguageField(OneChoiceField):
    """The language to speak. Until one is chosen, it is that of the page, even in a bound form."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return the chosen language, or that of the page."""
        return data or initial


def language_field(question: Question) -> LanguageField:
    """Return the radio buttons for the language to speak."""
    return choice_field(question, initial=language_of_page, kind=LanguageField)


def filled_by_browser(purpose: str) -> dict[str, str]:
    """Return the attributes of an input that a browser may fill in from its owner's contact details.

    A script sets `autocomplete` to this purpose (WCAG 2.2, 1.3.5). Without scripts it stays "off": a browser
    fills in an input with a purpose again on "back", even after sending, and nothing could empty it.
    """
    return {"autocomplete": "off", "data-autocomplete": purpose}


class PhoneField(CleanCharField):
    """A phone number in any notation; cleaned to a Phone, or None if left blank.

    It is required if the error message `missing` is given.
    """

    def __init__(self, question: Question, *, missing: Words = "") -> None:
        super().__init__(
            label=question.label,
            help_text=question.help_text,
            required=bool(missing),
            error_messages={"required": missing},
            widget=forms.TextInput(attrs={"type": "tel"} | filled_by_browser("tel")),
        )

    def clean(self, value: object) -> Phone | None:
        """Return the number. Raises ValidationError, with an example, if it isn't one."""
        typed = super().clean(value)
        return parse_phone(typed) if typed else None


class EmailField(QuestionField, forms.EmailField):
    """An optional email address; pasted text is kept in full, whatever its length.

    `missing` is the error if a form requires it.
    """

    default_validators = [DeliverableEmail()]

    def __init__(self, question: Question, *, missing: Words = "") -> None:
        super().__init__(
            label=question.label,
            help_text=question.help_text,
            required=False,
            max_length=254,
            widget=forms.EmailInput(
                attrs=filled_by_browser("email")
                | {
                    "spellcheck": "false",
                    "data-mail-hint": _("Did you mean %s?"),
                    "data-mail-keep": _("No, keep it"),
                }
            ),
            error_messages={
                "required": missing,
                "invalid": _("Enter an email address, like name@example.com"),
                "max_length": _("Your email address must be 254 characters or less"),
            },
        )
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: object) -> str:
        """Return the address without what was pasted with it: a name, a link, invisible characters.

        Django accepts control characters in a quoted local part, where they could break out of an email
        header.
        """
        return super().to_python(bare_email(str(value)) if value is not None else "")


def name_field(question: Question) -> CleanCharField:
    """Return the field for what we should call the person."""
    too_long = _("Your name must be 200 characters or less")
    missing = _("Enter your name, or the name we should use")
    return text_field(question, limit=200, too_long=too_long, missing=missing, **filled_by_browser("name"))


def ask_for_field(question: Question) -> CleanCharField:
    """Return the field for the name to ask for."""
    too_long = _("The name to ask for must be 200 characters or less")
    return text_field(question, limit=200, too_long=too_long, autocomplete="off")


def code_word_field(question: Question) -> CleanCharField:
    """Return the field for the code word that we should say."""
    too_long = _("The word must be 60 characters or less")
    return text_field(question, limit=60, too_long=too_long, autocomplete="off")


def which_language_field(question: Question) -> CleanCharField:
    """Return the field for the name of a language that needs an interpreter."""
    too_long = _("The language must be 60 characters or less")
    return text_field(question, limit=60, too_long=too_long, autocomplete="off")


class ContactAnswers(QuestionForm):
    """A form with answers about contact, which are cleaned in the same way in every form."""

    @property
    def language_is_chosen(self) -> bool:
        """Whether the language was chosen on an earlier page. Then this page must post LANGUAGE_CHOSEN."""
        known = self.data if self.is_bound else self.initial
        return bool(known.get(LANGUAGE_CHOSEN) and known.get("language"))

    @property
    def is_for_a_minor(self) -> bool:
        """Whether a bound form says that the person who needs help is under 18."""
        may_say = self.is_bound and not self.is_unfinished and "adult" in self.fields
        return may_say and self.data.get(self.add_prefix("adult")) == "no"

    def clean_voicemail(self) -> bool:
        """Return whether a message may be left; a blank answer means no."""
        return self.cleaned_data["voicemail"] == "yes"

    def clean_say_clinic_name(self) -> bool:
        """Return whether the caller may name the clinic; a blank answer means no."""
        return self.cleaned_data["say_clinic_name"] == "yes"

    def clean_language(self) -> str:
        """Return the language; a blank answer means that of the page."""
        return self.cleaned_data["language"] or language_of_page()
