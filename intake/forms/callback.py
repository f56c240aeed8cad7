"""The form by which a person asks for a call."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from intake.enums import CallTime, Channel
from intake.validators import Phone, can_be_seen, clean_text, parse_phone
from intake.wording import CONSENT_TEXTS, CONSENT_VERSION

MESSAGE_LIMIT = 1000
_YES_NO = [("no", _("No")), ("yes", _("Yes"))]


class CleanCharField(forms.CharField):
    """A text in the form that `validators.clean_text` gives it, before its length is judged."""

    def to_python(self, value: object) -> str:
        """Return the cleaned text; an absent value is an empty text."""
        return clean_text(str(value)) if value is not None else ""


class CallbackForm(forms.Form):
    """What we need to call back, and how to do it without harm."""

    name = CleanCharField(
        label=_("What should we call you?"),
        help_text=_("So that we ask for the right person. A first name is enough."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your name, or the name we should ask for"),
            "max_length": _("Your name must be 200 characters or less"),
        },
    )
    channel = forms.ChoiceField(
        label=_("How should we contact you?"),
        help_text=_("We use only the way you choose."),
        choices=Channel.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how we should contact you"),
            "invalid_choice": _("Choose how we should contact you"),
        },
    )
    phone = CleanCharField(
        label=_("Phone number"),
        help_text=_("Needed for a call or a text. Give a number that is safe for you. Any format is fine."),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Needed only if you chose e-mail."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "invalid": _("Enter an e-mail address, like name@example.com"),
            "max_length": _("Your e-mail address must be 254 characters or less"),
        },
    )
    times = forms.MultipleChoiceField(
        label=_("When is a good time?"),
        help_text=_("Choose all that suit you, in our opening hours."),
        choices=CallTime.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the times shown")},
    )
    voicemail = forms.ChoiceField(
        label=_("May we leave a message?"),
        help_text=_("If other people can hear your messages, choose no. We will call again."),
        choices=_YES_NO,
        initial="no",
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Choose whether we may leave a message")},
    )
    say_clinic_name = forms.ChoiceField(
        label=_("May we say who is calling?"),
        help_text=_("If somebody else may answer, choose no. We will not say the clinic’s name."),
        choices=_YES_NO,
        initial="no",
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Choose whether we may say who is calling")},
    )
    message = CleanCharField(
        label=_("Anything that would help us help you"),
        help_text=_("You do not need to tell us what happened to you. 1,000 characters at most."),
        required=False,
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea(
            attrs={
                "rows": 4,
                "data-limit": str(MESSAGE_LIMIT),
                "data-left": _("Characters left: %d"),
                "data-over": _("Characters too many: %d"),
            }
        ),
        error_messages={"max_length": _("Your message must be 1,000 characters or less")},
    )
    consent = forms.BooleanField(
        label=CONSENT_TEXTS[CONSENT_VERSION],
        error_messages={"required": _("Tick the box if you agree that we may read this and contact you")},
    )

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "callback-%s")
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        # A browser that cuts a pasted text says nothing; we keep it all and say what to do.
        for name in ("name", "email", "message"):
            self.fields[name].widget.attrs.pop("maxlength", None)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_name(self) -> str:
        """Return the name. Raises ValidationError for one that nobody could see or read out."""
        name = self.cleaned_data["name"]
        if not can_be_seen(name):
            raise forms.ValidationError(self.fields["name"].error_messages["required"], code="required")
        return name

    def clean_phone(self) -> Phone | None:
        """Return the phone number, or None when the field was left empty."""
        typed = self.cleaned_data["phone"]
        return parse_phone(typed) if typed else None

    def clean_times(self) -> list[str]:
        """Return the chosen times in a fixed order; nothing chosen means any time."""
        chosen = self.cleaned_data["times"]
        if not chosen or CallTime.ANY in chosen:
            return [CallTime.ANY.value]
        return [time.value for time in CallTime if time in chosen]

    def clean_voicemail(self) -> bool:
        """Return whether a message may be left; silence means no."""
        return self.cleaned_data["voicemail"] == "yes"

    def clean_say_clinic_name(self) -> bool:
        """Return whether the caller may name the clinic; silence means no."""
        return self.cleaned_data["say_clinic_name"] == "yes"

    def clean(self) -> dict[str, Any]:
        """Ask for the one contact that the chosen way needs."""
        channel = self.cleaned_data.get("channel")
        if channel in {Channel.PHONE, Channel.TEXT}:
            self._need("phone", _("Enter the phone number to reach you at"))
        elif channel == Channel.EMAIL:
            self._need("email", _("Enter the e-mail address to write to"))
        return self.cleaned_data

    def _need(self, name: str, message: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, forms.ValidationError(message, code="required"))

    def answers(self) -> dict[str, Any]:
        """Return the cleaned answers as values that JSON can hold, with the consent's version."""
        data = self.cleaned_data
        phone: Phone | None = data["phone"]
        return {
            "name": data["name"],
            "channel": data["channel"],
            "phone": phone and {"typed": phone.typed, "e164": phone.e164, "extension": phone.extension},
            "email": data["email"],
            "times": data["times"],
            "voicemail": data["voicemail"],
            "say_clinic_name": data["say_clinic_name"],
            "message": data["message"],
            "consent": CONSENT_VERSION,
        }
