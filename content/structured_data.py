"""JSON-LD for pages. It contains only facts that the page itself shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from clinic_site import clinic
from clinic_site.clinic import WEEKDAYS, Clinic, Span
from clinic_site.clinic.facts import Person
from clinic_site.core import json_ld
from clinic_site.core.languages import current, prefix_of
from content.page import HOME, Page

_PTSD = ("MedicalCondition", gettext_lazy("Posttraumatic stress disorder"))
_KETAMINE = ("Drug", pgettext_lazy("drug", "Ketamine"))
# Phone numbers and ZIP codes of the facts are American.
_US_ADDRESS = {"@type": "PostalAddress", "addressCountry": "US"}
#: Medical topics by section. Pages of other sections are not medical pages.
_ABOUT = {"ptsd": [_PTSD], "ketamine": [_PTSD, _KETAMINE], "care": [_PTSD]}


def for_page(page: Page, hub: Page | None = None) -> SafeString:
    """Return the JSON-LD of a page. `hub` is its parent in the breadcrumb."""
    if page.slug == HOME:
        return json_ld.block(_web_page(page), medical_clinic(clinic.current()))
    trail = [
        (_("Home"), f"{prefix_of(page.language)}/"),
        *([(hub.metadata.title, hub.path)] if hub else []),
        (page.metadata.title, page.path),
    ]
    crumbs = [(name, settings.SITE_URL + path) for name, path in trail]
    return json_ld.block(_web_page(page), json_ld.breadcrumb(crumbs))


def for_clinic_page(known: Clinic, title: str, path: str, name: str) -> SafeString:
    """Return the JSON-LD of a page made from facts: the clinic, and on the page of the team its people."""
    crumbs = json_ld.breadcrumb(
        [
            (_("Home"), f"{settings.SITE_URL}{prefix_of(current())}/"),
            (str(title), settings.SITE_URL + path),
        ]
    )
    people = [_person(person) for person in known.people] if name == "team" else []
    return json_ld.block(medical_clinic(known), *people, crumbs)


def _person(person: Person) -> dict[str, Any]:
    doctor = bool({"MD", "DO"} & set(person.credentials.replace(".", "").replace(",", " ").split()))
    return _without_gaps(
        {
            "@type": "Physician" if doctor else "Person",
            "name": person.name,
            "honorificSuffix": "" if doctor else person.credentials,
            "jobTitle": "" if doctor else person.role,
            "description": person.role if doctor else "",
            ("parentOrganization" if doctor else "worksFor"): {"@id": f"{settings.SITE_URL}/"},
        }
    )


def medical_clinic(known: Clinic) -> dict[str, Any]:
    """Return the clinic as a schema.org MedicalClinic, without unknown facts."""
    facts = known.clinic
    address = {
        "streetAddress": facts.street,
        "addressLocality": facts.town,
        "addressRegion": facts.state,
        "postalCode": facts.postal_code,
    }
    found: dict[str, Any] = {
        **_publisher(),
        "telephone": known.phone_link.removeprefix("tel:"),
        "faxNumber": known.fax_link.removeprefix("tel:"),
        "email": facts.email,
        "priceRange": facts.price_range,
        "address": _US_ADDRESS | _without_gaps(address) if any(address.values()) else None,
        "openingHoursSpecification": _opening_hours(known),
        "specialOpeningHoursSpecification": _special_days(known),
    }
    return _without_gaps(found)


def _web_page(page: Page) -> dict[str, Any]:
    metadata = page.metadata
    about = [{"@type": kind, "name": str(name)} for kind, name in _ABOUT.get(metadata.section, ())]
    return _without_gaps(
        {
            "@type": "MedicalWebPage" if about else "WebPage",
            "url": settings.SITE_URL + page.path,
            "name": metadata.title,
            "description": metadata.description,
            "inLanguage": page.language,
            "about": about,
            "lastReviewed": metadata.reviewed.isoformat() if metadata.reviewed else None,
            "reviewedBy": {"@type": "Person", "name": metadata.reviewed_by} if metadata.reviewed_by else None,
            "publisher": _publisher(),
        }
    )


def _publisher() -> dict[str, Any]:
    home = f"{settings.SITE_URL}/"
    return {"@type": "MedicalClinic", "@id": home, "name": clinic.current().clinic.name, "url": home}


def _opening_hours(known: Clinic) -> list[dict[str, str]]:
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": day.capitalize(),
            **_times(span),
        }
        for day in WEEKDAYS
        for span in known.opening_hours.get(day, ())
    ]


def _special_days(known: Clinic) -> list[dict[str, str]]:
    """Return the closed days of the coming year, and the days with other hours."""
    today = localdate()
    last = today + dt.timedelta(days=366)  # kept holidays are known for many years
    closed: list[tuple[dt.date, str, Span | None]] = [
        (day, name, None) for day, name in known.holidays.items()
    ]
    open_then = [(day, each.name, span) for day, each in known.other_hours.items() for span in each.hours]
    return [
        {
            "@type": "OpeningHoursSpecification",
            "name": name,
            "validFrom": day.isoformat(),
            "validThrough": day.isoformat(),
            **(_times(span) if span else {}),
        }
        for day, name, span in sorted([*closed, *open_then], key=lambda each: each[0])
        if today <= day <= last and known.hours_known
    ]


def _times(span: Span) -> dict[str, str]:
    return {"opens": span.opens.isoformat("minutes"), "closes": span.closes.isoformat("minutes")}


def _without_gaps(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
