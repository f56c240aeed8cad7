"""Groups of questions that both forms ask: who it is for, and how to reach them without harm."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.enums import CallTime, Channel, Language
from intake.forms.fields import (
    CleanCharField,
    QuestionForm,
    choice_field,
    choices_field,
    text_field,
    tick_field,
)
from intake.validators import Phone, can_be_seen, clean_text, parse_phone
from intake.wording import Question
from intake.wording.contact import LANGUAGE, REACH, SAFETY, SOMEONE, WHO

_NAME_MISSING = _("Enter your name, or the name we should use")


class PhoneField(CleanCharField):
    """An optional phone number in any notation; cleaned to a Phone, or None when left empty."""

    def __init__(self, question: Question) -> None:
        super().__init__(
            label=question.label,
            help_text=question.why,
            required=False,
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        )

    def clean(self, value: object) -> Phone | None:
        """Return the number. Raises ValidationError with an example when there is none in it."""
        typed = super().clean(value)
        return parse_phone(typed) if typed else None


class EmailField(forms.EmailField):
    """An optional e-mail address; all that was pasted is kept, whatever its length."""

    def __init__(self, question: Question) -> None:
        super().__init__(
            label=question.label,
            help_text=question.why,
            required=False,
            max_length=254,
            widget=forms.EmailInput(
                attrs={
                    "autocomplete": "email",
                    "spellcheck": "false",
                    "data-mail-hint": _("Did you mean %s?"),
                    "data-mail-keep": _("No, keep it"),
                }
            ),
            error_messages={
                "invalid": _("Enter an e-mail address, like name@example.com"),
                "max_length": _("Your e-mail address must be 254 characters or less"),
            },
        )
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: object) -> str:
        """Return it without controls: Django takes them between quotes, and they would end a header."""
        return super().to_python(clean_text(str(value)) if value is not None else "")


def ask_for_field(question: Question) -> CleanCharField:
    """Return the field for the name to ask for."""
    too_long = _("The name to ask for must be 200 characters or less")
    return text_field(question, limit=200, too_long=too_long, autocomplete="off")


def code_word_field(question: Question) -> CleanCharField:
    """Return the field for the word that we should say."""
    too_long = _("The word must be 60 characters or less")
    return text_field(question, limit=60, too_long=too_long, autocomplete="off")


def in_order_of_the_day(chosen: list[str]) -> list[str]:
    """Return chosen times in a fixed order; none, or "any" among them, means any time."""
    if not chosen or CallTime.ANY in chosen:
        return [CallTime.ANY.value]
    return [time.value for time in CallTime if time in chosen]


class SomeoneFields(QuestionForm):
    """What we need to know of somebody else whom it is for."""

    relation = choice_field(SOMEONE["relation"])
    person_knows = choice_field(SOMEONE["person_knows"])

    def clean(self) -> dict[str, Any]:
        """Keep what was said of somebody else only if it is for somebody else."""
        given = super().clean()
        about_someone = given.get("for_whom", "someone") == "someone"
        for name in ("relation", "person_knows"):
            if name in given:
                given[name] = (given[name] or "unsaid") if about_someone else ""
        return given


class WhoFields(QuestionForm):
    """For whom it is, and whether they are an adult."""

    for_whom = choice_field(WHO["for_whom"], initial="me")
    adult = choice_field(WHO["adult"], missing=_("Choose whether the person who needs help is 18 or older"))

    def clean_for_whom(self) -> str:
        """Return whom it is for; silence means the one who asks."""
        return self.cleaned_data["for_whom"] or "me"

    @property
    def is_for_a_minor(self) -> bool:
        """Whether a filled-in form says that the person who needs help is under 18."""
        return self.is_bound and self.data.get(self.add_prefix("adult")) == "no"


class ChannelForm(QuestionForm):
    """A form in which people choose a way to be reached, and give what it takes."""

    def need_contact_of(self, channel: str | None) -> None:
        """Ask for the phone number or e-mail address without which a way cannot be used."""
        if channel in {Channel.PHONE, Channel.TEXT}:
            self.need("phone", _("Enter the phone number to reach you at"))
        elif channel == Channel.EMAIL:
            self.need("email", _("Enter the e-mail address to write to"))


class ReachFields(ChannelForm):
    """By which way a person wants to be reached."""

    name = text_field(
        REACH["name"],
        limit=200,
        too_long=_("Your name must be 200 characters or less"),
        missing=_NAME_MISSING,
        autocomplete="name",
    )
    channel = choice_field(REACH["channel"], missing=_("Choose how we should contact you"))
    phone = PhoneField(REACH["phone"])
    email = EmailField(REACH["email"])
    confirm = tick_field(REACH["confirm"])

    def clean_name(self) -> str:
        """Return the name. Raises ValidationError for one that nobody could see or read out."""
        name = self.cleaned_data["name"]
        if not can_be_seen(name):
            raise forms.ValidationError(_NAME_MISSING, code="required")
        return name

    def clean(self) -> dict[str, Any]:
        """Ask for the one contact that the chosen way needs."""
        given = super().clean()
        self.need_contact_of(given.get("channel"))
        if given.get("confirm"):
            self.need("email", _("Enter the e-mail address for the confirmation, or leave its box empty"))
        return given


class SafetyFields(QuestionForm):
    """The contact-safety card. Silence about a rule always means the stricter one."""

    times = choices_field(SAFETY["times"])
    voicemail = choice_field(SAFETY["voicemail"], initial="no")
    say_clinic_name = choice_field(SAFETY["say_clinic_name"], initial="no")
    ask_for = ask_for_field(SAFETY["ask_for"])
    code_word = code_word_field(SAFETY["code_word"])

    def clean_times(self) -> list[str]:
        """Return the chosen times in a fixed order; nothing chosen means any time."""
        return in_order_of_the_day(self.cleaned_data["times"])

    def clean_voicemail(self) -> bool:
        """Return whether a message may be left; silence means no."""
        return self.cleaned_data["voicemail"] == "yes"

    def clean_say_clinic_name(self) -> bool:
        """Return whether the caller may name the clinic; silence means no."""
        return self.cleaned_data["say_clinic_name"] == "yes"


class LanguageFields(QuestionForm):
    """In which language to talk."""

    language = choice_field(LANGUAGE["language"], initial=Language.ENGLISH)
    which_language = text_field(
        LANGUAGE["which_language"],
        limit=60,
        too_long=_("The language must be 60 characters or less"),
        autocomplete="off",
    )

    def clean_language(self) -> str:
        """Return the language; silence means English."""
        return self.cleaned_data["language"] or Language.ENGLISH.value

    def clean(self) -> dict[str, Any]:
        """Keep the name of a language only with the wish for an interpreter."""
        given = super().clean()
        if given.get("language") != Language.INTERPRETER and "which_language" in given:
            given["which_language"] = ""
        return given
