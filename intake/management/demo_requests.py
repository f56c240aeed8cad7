"""What the fictitious people of the demonstration wrote: callbacks and consultations, in two languages."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from intake.enums import Channel, Kind
from intake.forms.callback import CallbackForm
from intake.forms.consultation import STEPS, WORDING
from intake.forms.consultation_state import ConsultationState

# Plainly made up, and without digits, so that staff can search for them.
_NAMES = (
    *("Alder", "Almond", "Apple", "Ash", "Aspen", "Bamboo", "Basil", "Beech", "Birch", "Bramble", "Briar"),
    *("Cedar", "Cherry", "Chestnut", "Clover", "Cypress", "Daisy", "Elder", "Elm", "Fern", "Fir", "Ginger"),
    *("Hawthorn", "Hazel", "Heather", "Hickory", "Holly", "Ivy", "Jasmine", "Juniper", "Larch", "Laurel"),
    *("Lavender", "Lilac", "Linden", "Magnolia", "Maple", "Mint", "Myrtle", "Nettle", "Oak", "Olive"),
    *("Poplar", "Primrose", "Quince", "Reed", "Rosemary", "Rowan", "Sage", "Sorrel", "Spruce", "Sycamore"),
    *("Tansy", "Thistle", "Thyme", "Tulip", "Violet", "Walnut", "Willow", "Yarrow", "Yew", "Zinnia"),
)
_MESSAGES = {
    "en": (
        "",
        "Demonstration: nobody wrote this.",
        "Demonstration: my sister may answer, and she knows.\n\nPlease don't leave a message at work.",
    ),
    "es": ("Demostración: nadie escribió esto.", "Demostración: llámenme después de las tres, por favor."),
}
_CHANNELS = (Channel.PHONE, Channel.PHONE, Channel.TEXT, Channel.PHONE, Channel.EMAIL)
_AREAS = (["sleep", "guard"], ["memories", "mood"], ["worry"], ["talk"])


def kind_of(number: int) -> Kind:
    """Return the kind of a request: every third is a consultation."""
    return Kind.CONSULTATION if number % 3 == 1 else Kind.CALLBACK


def answers_of(number: int) -> dict[str, Any]:
    """Return the cleaned answers of a fictitious person, as the website's forms accept them.

    Raises ValueError if they don't.
    """
    if kind_of(number) == Kind.CALLBACK:
        form = CallbackForm(_posted(_contact(number) | {"message": _message(number), "consent": "on"}))
        if not form.is_valid():
            raise ValueError(f"fictitious request {number} does not pass the form: {list(form.errors)}")
        return form.answers()
    typed = _contact(number) | {
        "areas": _AREAS[number % len(_AREAS)],
        "note": _message(number),
        "therapies": ["none"],
        "health": ["talk"],
        "consent": WORDING.version,
    }
    state = ConsultationState({})
    for step in STEPS:
        state = state.with_step(step, _posted(typed))
    if state.missing is not None:
        raise ValueError(f"fictitious request {number} does not pass the form: {state.missing.slug}")
    return state.answers()


def _contact(number: int) -> dict[str, Any]:
    """Return what a fictitious person types into the fields of both forms."""
    channel = _CHANNELS[number % len(_CHANNELS)]
    for_someone = number % 7 == 3
    has_code_word = number % 8 == 0
    return {
        "name": f"Demo {_NAMES[number]}",
        "adult": "yes",
        "channel": channel,
        "phone": f"732 555 01{number:02}" if channel != Channel.EMAIL else "",
        "email": f"demo-{number + 1:02}@example.com" if channel == Channel.EMAIL else "",
        "when": "any",
        "times": ["any"],
        "voicemail": "yes" if number % 2 else "no",
        "say_clinic_name": "yes" if number % 4 == 1 else "no",
        "ask_for": "Dee" if has_code_word and channel == Channel.PHONE else "",
        "code_word": "Bluebird" if has_code_word else "",
        "for_whom": "someone" if for_someone else "me",
        "relation": "friend" if for_someone else "",
        "person_knows": "yes" if for_someone else "",
        "language": _language(number),
    }


def _language(number: int) -> str:
    return "es" if number % 5 == 2 else "en"


def _message(number: int) -> str:
    messages = _MESSAGES[_language(number)]
    return messages[number % len(messages)]


def _posted(typed: dict[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [str(value)])
    return data
