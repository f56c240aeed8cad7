"""The form by which a person asks for a call."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from intake.enums import Kind
from intake.forms.contact import LanguageFields, ReachFields, SafetyFields, SomeoneFields, WhoFields
from intake.forms.fields import long_text_field, tick_field
from intake.wording import CURRENT

MESSAGE_LIMIT = 1000
_WORDING = CURRENT[Kind.CALLBACK]


class CallbackForm(LanguageFields, SafetyFields, ReachFields, SomeoneFields, WhoFields):
    """What we need to call back, and how to do it without harm."""

    wording = _WORDING
    message = long_text_field(
        _WORDING.questions["message"],
        limit=MESSAGE_LIMIT,
        too_long=_("Your message must be 1,000 characters or less"),
    )
    consent = tick_field(
        _WORDING.questions["consent"],
        missing=_("Tick the box if you agree that we may read this and contact you"),
    )
    field_order = (
        *("name", "channel", "phone", "email", "confirm", "times", "voicemail", "say_clinic_name"),
        *("ask_for", "code_word", "for_whom", "adult", "relation", "person_knows"),
        *("language", "which_language", "message", "consent"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "callback-%s")
        super().__init__(*args, **kwargs)

    def answers(self) -> dict[str, Any]:
        """Return the cleaned answers with the version of the words they answer."""
        return super().answers() | {"wording": self.wording.version}
