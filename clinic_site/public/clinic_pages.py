"""Pages made from the facts about the clinic, such as visit, team and costs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from clinic_site import clinic
from clinic_site.clinic import Clinic
from clinic_site.clinic.facts import Fee
from clinic_site.clinic.holiday_names import holiday_name
from clinic_site.clinic.hours import hours_by_day, times_in_words, zone_in_words
from clinic_site.core.caching import public_page
from clinic_site.core.languages import current, prefix_of
from content.library import library
from content.structured_data import for_clinic_page

# The page that lists the others.
HUB = "visits_and_costs"
_IN_HUB = ("first_visit", "visit", "team", "treatments", "costs", "for_clinicians")
# Cited by the page of costs; they are in content/data/references.yaml.
_SOURCES_OF_COSTS = (
    *("cms2026", "crane2023", "medicareesketamine2026", "spravato2021", "tricareesketamine2023"),
    *("vaesketamine2026", "njmedicaid2024", "njdisclosure2026"),
)
_HOLIDAYS_AHEAD = dt.timedelta(days=183)


@dataclass(frozen=True)
class ClinicPage:
    """A page made from facts.

    `asked_instead` replaces `description` until the clinic has entered the facts that this describes.
    `words` are additional search terms.
    """

    name: str
    route: str | Promise
    title: str | Promise
    description: str | Promise
    asked_instead: str | Promise
    words: str | Promise

    @property
    def path(self) -> str:
        """The path on the site."""
        return f"{prefix_of(current())}/{self.route}"


PAGES = {
    page.name: page
    for page in (
        ClinicPage(
            "visit",
            gettext_lazy("visit/"),
            gettext_lazy("Visit us"),
            gettext_lazy("Where we are, when we’re here, and how to get in."),
            gettext_lazy("How to find and reach us."),
            gettext_lazy("address, directions, parking, hours, open, closed, holidays, map, where are you"),
        ),
        ClinicPage(
            "team",
            gettext_lazy("team/"),
            gettext_lazy("Our team"),
            gettext_lazy("The people you’ll meet, what they do, and the languages they speak."),
            gettext_lazy("Would you like to know who you’ll meet? Ask us when we call."),
            gettext_lazy("doctors, staff, who works here, psychiatrist, therapist, nurse"),
        ),
        ClinicPage(
            "treatments",
            gettext_lazy("treatments/"),
            gettext_lazy("What we offer"),
            gettext_lazy("The treatments and supports we offer, and where each one stands."),
            gettext_lazy("Which treatments do we offer? Ask us when we call."),
            gettext_lazy("what do you offer, services, ketamine iv, spravato, nasal spray, yoga, therapy"),
        ),
        ClinicPage(
            "costs",
            gettext_lazy("costs/"),
            gettext_lazy("Costs and insurance"),
            gettext_lazy("What visits cost, which plans we take, and your right to a written estimate."),
            gettext_lazy("Your right to a written estimate, what insurers usually do, and what to ask."),
            gettext_lazy("price, prices, cost, fees, insurance, medicare, payment, how much, estimate"),
        ),
        ClinicPage(
            "first_visit",
            gettext_lazy("first-visit/"),
            gettext_lazy("Your first visit"),
            gettext_lazy("How to get ready, what happens on the day, and what comes after."),
            gettext_lazy("Ask us anything you’d like to know before you come."),
            gettext_lazy("first appointment, what to bring, prepare, what happens, new patient"),
        ),
        ClinicPage(
            "for_clinicians",
            gettext_lazy("for-clinicians/"),
            gettext_lazy("For clinicians"),
            gettext_lazy("How to refer someone to us, and what to send."),
            gettext_lazy("Referring someone to us, and what the evidence says."),
            gettext_lazy("refer, referral, fax, physicians, doctors, send a patient"),
        ),
        ClinicPage(
            HUB,
            gettext_lazy("visits-and-costs/"),
            gettext_lazy("Visits and costs"),
            gettext_lazy("Where we are, who you’ll meet, what a visit is like, and what it costs."),
            gettext_lazy("How to reach us, what to ask, and your right to a written estimate."),
            gettext_lazy("visits and costs, insurance"),
        ),
    )
}


@require_safe
@public_page
def clinic_page(request: HttpRequest, name: str) -> HttpResponse:
    """Render the page with this name from the current facts."""
    page, known, today = PAGES[name], clinic.for_readers(), localdate()
    # Compare English names: of two prices for one thing, perhaps only the older one is translated.
    fees = clinic.translated_for_readers(fees_on(clinic.current(), today))
    values = {
        "page": page,
        "description": description_of(page),
        "hours": hours_by_day(known),
        "zone": zone_in_words(known),
        "days_off": days_off(known, today),
        "other_hours": other_hours(known, today),
        "groups": treatments_by_kind(known),
        "cards": [(PAGES[each], description_of(PAGES[each])) for each in _IN_HUB],
        "fees": fees,
        "fees_day": common_day(fees),
        "today": today,
        "sources_of_costs": _SOURCES_OF_COSTS,
        "has_estimate_notice": any(notice.kind == "estimate" for notice in known.notices),
        "has_licenses": any(person.license_number for person in known.people),
        "to_ask": to_ask(known, name),
        "structured_data": for_clinic_page(known, page.title, page.path, name),
    }
    return render(request, f"clinic/{name}.html", values)


def description_of(page: ClinicPage) -> str | Promise:
    """Return the description of a page or, until the clinic has entered its facts, what to ask instead."""
    known = clinic.for_readers()
    facts = known.clinic
    entered = {
        "visit": facts.street and known.hours_known and facts.accessibility,
        "team": known.people,
        "treatments": known.treatments,
        "costs": known.fees and known.plans,
        "first_visit": (facts.before_visit or facts.bring) and facts.visit_day and facts.after_visit,
        "for_clinicians": facts.referrals,
    }
    entered[HUB] = all(entered[name] for name in ("visit", "team", "first_visit", "costs"))
    if page.name == "team" and known.people and not any(person.languages for person in known.people):
        return _("The people you’ll meet, and what they do.")
    return page.description if entered[page.name] else page.asked_instead


def to_ask(known: Clinic, name: str) -> str:
    """Return in words what readers of a page would look for but the clinic hasn't entered, or ""."""
    facts = known.clinic
    looked_for = {
        "visit": [
            (facts.street, _("where exactly we are")),
            (known.hours_known, _("when we’re open")),
            (facts.parking, _("where to park")),
            (facts.transit, _("which trains and buses to take")),
            (facts.accessibility, _("how to get in and around")),
        ],
        "first_visit": [
            (facts.before_visit, _("how to get ready")),
            (facts.bring, _("what to bring")),
            (facts.visit_day, _("what happens on the day")),
            (facts.after_visit, _("what comes after")),
        ],
        "costs": [(facts.cancellation, _("what happens if you need to cancel"))],
    }
    return one_of([words for known, words in looked_for.get(name, []) if not known])


def one_of(choices: list[str]) -> str:
    """Return choices in a sentence, like "a", "a or b", or "a, b, or c"."""
    *first, last = choices or [""]
    if len(first) < 2:
        return get_text_list(choices, _("or"))
    return _("{choices}, or {last}").format(choices=", ".join(first), last=last)


def clinic_urls() -> list[URLPattern]:
    """Return the URL of each page."""
    return [path(page.route, clinic_page, {"name": page.name}, name=page.name) for page in PAGES.values()]


def days_off(known: Clinic, today: dt.date) -> list[tuple[dt.date, str]]:
    """Return the holidays of the next six months, in order."""
    last = today + _HOLIDAYS_AHEAD
    return sorted((day, holiday_name(name)) for day, name in known.holidays.items() if today <= day <= last)


def other_hours(known: Clinic, today: dt.date) -> list[tuple[dt.date, str, str]]:
    """Return the days of the next six months with other hours, their names, and those hours, in order."""
    last = today + _HOLIDAYS_AHEAD
    return sorted(
        (day, holiday_name(each.name), times_in_words(each.hours))
        for day, each in known.other_hours.items()
        if today <= day <= last
    )


def fees_on(known: Clinic, today: dt.date) -> list[Fee]:
    """Return the current and future fees, without those that another one has replaced.

    `known` are facts as the clinic entered them, not translated.
    """
    begun: dict[str, dt.date] = {}
    for fee in known.fees:
        if _valid_from(fee) <= today:
            begun[_what(fee)] = max(_valid_from(fee), begun.get(_what(fee), dt.date.min))
    return [fee for fee in known.fees if _valid_from(fee) >= begun.get(_what(fee), dt.date.min)]


def _valid_from(fee: Fee) -> dt.date:
    return fee.valid_from or dt.date.min


def _what(fee: Fee) -> str:
    """Return what a fee is for, however the clinic capitalized it."""
    return fee.item.strip().casefold()


def common_day(fees: list[Fee]) -> dt.date | None:
    """Return the day from which all fees are valid, or None if they have different days or none."""
    days = {fee.valid_from for fee in fees}
    return days.pop() if len(days) == 1 else None


def treatments_by_kind(known: Clinic) -> list[dict[str, Any]]:
    """Return the treatments that the clinic offers, by kind, each with its FDA status."""
    titles = {"medicine": _("Medicines"), "therapy": _("Talk therapy"), "support": _("Supports")}
    return [
        {"title": title, "treatments": [(each, fda_status(each.drug)) for each in found]}
        for kind, title in titles.items()
        if (found := [each for each in known.treatments if each.kind == kind])
    ]


def fda_status(drug: str) -> str:
    """Return a drug's FDA status for PTSD, or an empty string for what isn't a drug."""
    known = library().data.drugs.get(drug)
    return known.fda if known else ""
