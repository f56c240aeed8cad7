"""The form by which a person asks for a call."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Layout
from django.utils.translation import gettext_lazy as _

from intake.enums import Kind
from intake.forms.contact import LanguageFields, ReachFields, SafetyFields, SomeoneFields, WhoFields
from intake.forms.fields import long_text_field, tick_field
from intake.forms.layout import MoreQuestions
from intake.forms.traps import TrapFields
from intake.wording import CURRENT

MESSAGE_LIMIT = 1000
_WORDING = CURRENT[Kind.CALLBACK]


class CallbackForm(TrapFields, LanguageFields, SafetyFields, ReachFields, SomeoneFields, WhoFields):
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "callback-%s")
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            "for_whom",
            MoreQuestions(
                _("If this is for someone else"), "relation", "person_knows", opened_by="for_whom=someone"
            ),
            *("adult", "name", "channel", "phone", "email", "confirm", "times"),
            *("voicemail", "say_clinic_name"),
            MoreQuestions(_("A name to ask for, or a word we should say"), "ask_for", "code_word"),
            MoreQuestions(_("If you would like to speak another language"), "language", "which_language"),
            *("message", "consent", "spare", "stamp"),
        )

    def answers(self) -> dict[str, Any]:
        """Return the cleaned answers with the version of the words they answer."""
        return super().answers() | {"wording": self.wording.version}
