"""What machines are told of a page: the same as its readers, and no fact that is not known."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clinic_site import clinic, linked_data
from clinic_site.clinic import WEEKDAYS, Clinic
from content.library import HOME, Page

_PTSD = {"@type": "MedicalCondition", "name": "Posttraumatic stress disorder"}
_KETAMINE = {"@type": "Drug", "name": "Ketamine"}
#: What the pages of a section are about; pages of other sections are no medical pages.
_ABOUT = {"ptsd": [_PTSD], "ketamine": [_PTSD, _KETAMINE], "care": [_PTSD]}


def for_page(page: Page, hub: Page | None = None) -> SafeString:
    """Return the data block of a page; `hub` stands between the home page and it."""
    if page.slug == HOME:
        return linked_data.block(_web_page(page), medical_clinic(clinic.current()))
    trail = [(_("Home"), "/"), *([(hub.head.title, hub.path)] if hub else []), (page.head.title, page.path)]
    crumbs = [(name, settings.SITE_URL + path) for name, path in trail]
    return linked_data.block(_web_page(page), linked_data.breadcrumb(crumbs))


def medical_clinic(known: Clinic) -> dict[str, Any]:
    """Return the clinic by the facts that are known; the others are left out."""
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
        "email": facts.email,
        "address": {"@type": "PostalAddress"} | _without_gaps(address) if any(address.values()) else None,
        "openingHoursSpecification": _opening_hours(known),
    }
    return _without_gaps(found)


def _web_page(page: Page) -> dict[str, Any]:
    head = page.head
    about = _ABOUT.get(head.section)
    return _without_gaps(
        {
            "@type": "MedicalWebPage" if about else "WebPage",
            "url": settings.SITE_URL + page.path,
            "name": head.title,
            "description": head.description,
            "inLanguage": page.language,
            "about": about,
            "lastReviewed": head.reviewed.isoformat() if head.reviewed else None,
            "reviewedBy": {"@type": "Person", "name": head.reviewed_by} if head.reviewed_by else None,
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
            "opens": span.opens.isoformat("minutes"),
            "closes": span.closes.isoformat("minutes"),
        }
        for day in WEEKDAYS
        for span in known.opening_hours.get(day, ())
    ]


def _without_gaps(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
