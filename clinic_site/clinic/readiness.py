"""What the clinic has filled in, what is missing, and what patients miss because of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinic_site.clinic.facts import Clinic
from clinic_site.clinic.translations import untranslated


@dataclass(frozen=True)
class Item:
    """Something that a clinic fills in.

    `hides` says what patients miss while it is empty. `model` is the model to edit in the admin, and `field`
    its field, for a field of ClinicFacts; `notice` is the kind of a legal notice. `page` is the path of the
    public page that shows it, or "". `needed` is its key in the clinic file if a live site needs it, or "".
    """

    label: str | Promise
    hides: str | Promise
    model: str
    page: str
    is_filled: Callable[[Clinic], object]
    field: str = ""
    needed: str = ""
    notice: str = ""


def _fact(name: str, label: str | Promise, hides: str | Promise, page: str, *, needed: bool = False) -> Item:
    key = f"clinic.{name}" if needed else ""
    return Item(label, hides, "clinicfacts", page, lambda known: getattr(known.clinic, name), name, key)


def _notice(kind: str, label: str | Promise, hides: str | Promise, *, needed: bool = False) -> Item:
    def is_filled(known: Clinic) -> bool:
        return any(each.kind == kind for each in known.notices)

    key = f"notices.{kind}" if needed else ""
    return Item(label, hides, "notice", "/notices/", is_filled, needed=key, notice=kind)


ITEMS = (
    _fact("street", _("Street"), _("Patients can’t find you."), "/visit/", needed=True),
    _fact(
        "postal_code", _("ZIP code"), _("Maps and search engines can’t place you."), "/visit/", needed=True
    ),
    _fact("town", _("Town"), _("Pages that say where you are stay out of date."), "/visit/", needed=True),
    _fact("state", _("State"), _("Pages that say where you are stay out of date."), "/visit/", needed=True),
    _fact("phone", _("Phone"), _("There is no number to call."), "/visit/", needed=True),
    _fact("license_line", _("License line"), _("Your license isn’t in the footer."), "/visit/", needed=True),
    Item(
        _("Opening hours"),
        _("Patients can’t see when you’re open, and no time is promised for a call."),
        "openinghours",
        "/visit/",
        lambda known: known.hours_known,
        needed="opening_hours",
    ),
    Item(
        _("Promised hours"),
        _("Patients aren’t told by when you’ll call."),
        "clinicfacts",
        "/callback/",
        lambda known: known.callback.promise_hours,
        "promise_hours",
        "callback.promise_hours",
    ),
    Item(
        _("Team members"),
        _("The team page is empty."),
        "person",
        "/team/",
        lambda known: known.people,
    ),
    Item(
        _("Portraits"),
        _("Patients can’t see everyone they may meet."),
        "person",
        "/team/",
        lambda known: known.people and all(person.portrait for person in known.people),
    ),
    Item(
        _("Treatments"),
        _("Patients can’t see what you offer."),
        "treatment",
        "/treatments/",
        lambda known: known.treatments,
    ),
    Item(_("Fees"), _("The costs page shows no prices."), "fee", "/costs/", lambda known: known.fees),
    Item(
        _("Insurance plans"),
        _("Patients can’t see whether you take their plan."),
        "plan",
        "/costs/",
        lambda known: known.plans,
    ),
    _fact("cancellation", _("Cancellation"), _("The rule for canceling is missing."), "/costs/"),
    _fact("out_of_network", _("Other plans"), _("Patients don’t know how you help with claims."), "/costs/"),
    _fact(
        "payment_plans", _("Paying over time"), _("Patients don’t know if they can pay in parts."), "/costs/"
    ),
    _fact("before_visit", _("Before the first visit"), _("Patients can’t prepare."), "/first-visit/"),
    _fact("visit_day", _("On the day"), _("Patients don’t know what to expect."), "/first-visit/"),
    _fact("after_visit", _("After the visit"), _("Patients can’t plan their way home."), "/first-visit/"),
    _fact("bring", _("What to bring"), _("The list of what to bring is missing."), "/first-visit/"),
    _fact("directions", _("How to find you"), _("Patients don’t know which door to look for."), "/visit/"),
    Item(
        _("Picture of a map"),
        _("Patients can’t see where you are."),
        "clinicfacts",
        "/visit/",
        lambda known: known.map_picture,
        "map_picture",
    ),
    _fact("parking", _("Parking"), _("Patients don’t know where to park."), "/visit/"),
    _fact("transit", _("Trains and buses"), _("Patients can’t plan a trip without a car."), "/visit/"),
    _fact(
        "accessibility",
        _("Getting in and around"),
        _("Patients who use a wheelchair can’t tell if they can get in."),
        "/visit/",
    ),
    _fact("email", _("Email"), _("Patients can’t write to you."), "/visit/"),
    _fact("text_number", _("Number for text messages"), _("Patients can’t text you."), "/visit/"),
    _fact("booking_link", _("Page for booking"), _("Patients can’t book a visit online."), "/visit/"),
    _fact("fax", _("Fax"), _("Clinicians can’t send a referral."), "/for-clinicians/"),
    _fact("referrals", _("How clinicians refer"), _("They can’t tell what to send."), "/for-clinicians/"),
    _fact("about", _("Who we are"), _("The home page doesn’t introduce you."), "/"),
    _fact("languages", _("Languages"), _("Patients don’t know which languages you speak."), "/visit/"),
    _fact("telehealth", _("Video visits"), _("Patients don’t know if they must come in."), "/visit/"),
    Item(
        _("Pictures of rooms"),
        _("Patients can’t see what it looks like."),
        "picture",
        "/visit/",
        lambda known: known.rooms,
    ),
    _notice(
        "privacy",
        _("Notice of privacy practices"),
        _("Patients can’t read how you handle their records. HIPAA asks you to post this."),
        needed=True,
    ),
    _notice(
        "estimate",
        _("Good-faith estimate notice"),
        _("Patients read about their right in general, but not how to ask you."),
    ),
    _notice(
        "nondiscrimination",
        _("Notice of nondiscrimination"),
        _("If you receive federal funds, Section 1557 asks you to post this."),
    ),
    _notice("complaints", _("How to complain"), _("Patients don’t know who takes a complaint.")),
)


_LISTS = {
    "people": "person",
    "treatments": "treatment",
    "fees": "fee",
    "plans": "plan",
    "notices": "notice",
}


def missing(known: Clinic) -> list[Item]:
    """Return the items that are empty."""
    return [item for item in ITEMS if not item.is_filled(known)]


def needed(known: Clinic) -> list[Item]:
    """Return the empty items that a live site needs."""
    return [item for item in missing(known) if item.needed]


def untranslated_items(known: Clinic, language: str) -> tuple[int, int, list[str]]:
    """Return how many texts are translated, how many there are, and the models with a missing one."""
    pictures = [*known.rooms, known.map_picture, *(person.portrait for person in known.people)]
    rows = {
        "clinicfacts": [known.clinic],
        **{model: getattr(known, name) for name, model in _LISTS.items()},
        "picture": [picture for picture in pictures if picture],
    }
    total = sum(bool(getattr(each, name)) for of in rows.values() for each in of for name in each.translated)
    gaps = {model: sum(len(untranslated(each, language)) for each in of) for model, of in rows.items()}
    return total - sum(gaps.values()), total, [model for model, count in gaps.items() if count]
