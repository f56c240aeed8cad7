"""The callback form: six questions at first, and what few people need folded away."""

from __future__ import annotations

import re
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from intake.enums import Channel, Kind, Language
from intake.forms.call_times import CallTimesForm, times_field, when_field
from intake.forms.contact import (
    UNNEEDED,
    ContactAnswers,
    EmailField,
    PhoneField,
    ask_for_field,
    code_word_field,
    language_field,
    name_field,
    which_language_field,
)
from intake.forms.fields import (
    CleanCharField,
    checkbox_field,
    choice_field,
    long_text_field,
    text_shown,
)
from intake.forms.honeypot import HoneypotFields
from intake.forms.layout import MoreQuestions, SafeDefaults
from intake.questions import CURRENT

MESSAGE_LIMIT = 1000
_SLUG = re.compile(r"[a-z0-9-]{1,80}")
_WORDING = CURRENT[Kind.CALLBACK]
_ASKS = _WORDING.questions
_CHANNEL_UNCLEAR = _("Choose how we should contact you")
_BLANK = {"phone": None, "times": [], "voicemail": False, "say_clinic_name": False}


class CallbackForm(HoneypotFields, ContactAnswers, CallTimesForm):
    """What we need to call back, and how to do so safely. A blank answer means the stricter rule."""

    wording = _WORDING
    id_format = "callback-%s"
    # Set by a script or on the check page; not one of the answers.
    nonce = CleanCharField(required=False, widget=forms.HiddenInput(attrs={"data-nonce": ""}))
    # The slug of the page that the form is on, set by that page.
    page = CleanCharField(required=False, widget=forms.HiddenInput)
    name = name_field(_ASKS["name"])
    phone = PhoneField(_ASKS["phone"], missing=_("Enter the phone number to reach you at"))
    when = when_field(_ASKS["times"], missing=_("Choose when we may contact you"))
    times = times_field()
    voicemail = choice_field(_ASKS["voicemail"], initial="no")
    say_clinic_name = choice_field(_ASKS["say_clinic_name"], initial="no")
    ask_for = ask_for_field(_ASKS["ask_for"])
    code_word = code_word_field(_ASKS["code_word"])
    adult = choice_field(_ASKS["adult"], missing=_("Choose whether the person who needs help is 18 or older"))
    channel = choice_field(_ASKS["channel"], invalid=_CHANNEL_UNCLEAR)
    email = EmailField(_ASKS["email"], missing=_("Enter the email address to write to"))
    confirm = checkbox_field(_ASKS["confirm"])
    for_whom = choice_field(_ASKS["for_whom"])
    relation = choice_field(_ASKS["relation"])
    person_knows = choice_field(_ASKS["person_knows"])
    language = language_field(_ASKS["language"])
    which_language = which_language_field(_ASKS["which_language"])
    message = long_text_field(
        _ASKS["message"],
        limit=MESSAGE_LIMIT,
        too_long=_("Your message must be 1,000 characters or less. It has %(show_value)d now."),
    )
    consent = checkbox_field(
        _ASKS["consent"], missing=_("Check the box if you agree that we may read this and contact you")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"phone", "when"}.intersection(self.unneeded):
            self.fields[name].required = False
        self.needs_email = self.chosen_channel == Channel.EMAIL or self._typed("confirm") != ""
        if self.needs_email:
            self.fields["email"].required = True

    def layout(self) -> Layout:
        """Return the layout, with what few people need folded away."""
        return Layout(
            *("name", "phone", "when", "times"),
            SafeDefaults("voicemail", "say_clinic_name", "ask_for", "code_word"),
            "adult",
            MoreQuestions(_("I’d rather get a text or an email"), "channel", "email", "confirm"),
            MoreQuestions(_("This is for someone else"), "for_whom", "relation", "person_knows"),
            MoreQuestions(_("Another language"), "language", "which_language"),
            MoreQuestions(_("Add a message"), "message"),
            *("consent", "spare", "stamp", "nonce", "page"),
        )

    @cached_property
    def chosen_channel(self) -> Channel | None:
        """Return the chosen channel: a call if none is chosen, None if it isn't clear."""
        chosen = self._typed("channel")
        if chosen in Channel.values:
            return Channel(chosen)
        only_email = self._typed("email") and not self._typed("phone") and not self._typed("confirm")
        return None if chosen or only_email else Channel.PHONE

    @property
    def unneeded(self) -> tuple[str, ...]:
        """The fields that the channel doesn't need. While it isn't clear, the form asks only for it."""
        return UNNEEDED[self.chosen_channel or Channel.EMAIL]

    def clean_channel(self) -> str:
        """Return the channel. Raises ValidationError if it isn't clear, to avoid an unwanted call."""
        if self.chosen_channel is None:
            raise forms.ValidationError(_CHANNEL_UNCLEAR, code="required")
        return self.chosen_channel.value

    def clean(self) -> dict[str, Any]:
        """Drop the errors and answers of fields that the chosen channel doesn't need."""
        for name in self.unneeded:
            self.drop(name, _BLANK.get(name, ""))
        given = super().clean()
        if not self.needs_email:
            self.drop("email")
        if given.get("language") != Language.INTERPRETER:
            self.drop("which_language")
        self._clean_someone(given)
        return given

    def _clean_someone(self, given: dict[str, Any]) -> None:
        """Keep answers about someone else only if it is for someone else, which giving one implies."""
        about = [given.get("relation"), given.get("person_knows")]
        given["for_whom"] = given.get("for_whom") or ("someone" if any(about) else "me")
        for name in ("relation", "person_knows"):
            if name in given and given["for_whom"] != "someone":
                given[name] = ""

    def _typed(self, name: str) -> str:
        return (self.data.get(self.add_prefix(name)) or "").strip() if self.is_bound else ""

    def answers(self) -> dict[str, Any]:
        """Return the cleaned answers, which text of the questions was shown, and on which page."""
        page = self.cleaned_data["page"]
        where = {"page": page} if _SLUG.fullmatch(page) else {}
        return super().answers() | text_shown(self.wording) | where
