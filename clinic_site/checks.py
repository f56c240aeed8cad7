"""System checks of the project: facts that a live site needs, pages, links, and formats."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register  # noqa: A004 (its name)
from django.urls import resolve
from django.utils.formats import get_format
from django.utils.translation import override

from clinic_site import clinic
from clinic_site.clinic.readiness import missing, needed
from clinic_site.core.languages import codes
from clinic_site.formats import NAMES as FORMATS
from clinic_site.public.pages import is_route
from clinic_site.public.reviewers import reviewer_names
from clinic_site.public.security_txt import contact
from content.checks import messages
from content.library import library
from content.lint import links


def register_all() -> None:
    """Register the checks with Django; `manage.py check --deploy` runs them."""
    register(facts_are_set, Tags.compatibility, deploy=True)
    register(security_contact_is_set, Tags.security, deploy=True)
    register(languages_have_formats, Tags.translation)
    register(pages_are_reachable, Tags.urls)
    register(links_resolve, Tags.urls)
    register(reviewers_are_people, Tags.compatibility, deploy=True)
    register(site_uses_tls, Tags.security, deploy=True)


def facts_are_set(**_: Any) -> list[CheckMessage]:
    """Report each empty fact that a live site needs, and list the other empty ones."""
    known = clinic.current()
    hint = "Fill it in on the page Get your site ready of the admin (/admin/clinic/ready/)."
    found: list[CheckMessage] = [
        Error(f"{item.label} is empty. {item.hides}", hint=hint, obj=item.needed, id="clinic.E001")
        for item in needed(known)
    ]
    if others := ", ".join(str(item.label) for item in missing(known) if not item.needed):
        found.append(Info(f"Also empty, and not shown to patients: {others}.", hint=hint, id="clinic.I001"))
    return found


def reviewers_are_people(**_: Any) -> list[CheckMessage]:
    """Report each page whose reviewer is not a published person who reviews pages."""
    reviewers = [person for person in clinic.current().people if person.reviews_pages]
    known = {name for person in reviewers for name in reviewer_names(person.name, person.credentials)}
    return [
        Error(
            f"The page {page.slug!r} names {page.metadata.reviewed_by!r} as its reviewer, who is not a "
            "published person who reviews pages.",
            hint="Add the person in the admin, or correct reviewed_by.",
            id="clinic.E004",
        )
        for page in library().pages.values()
        if page.metadata.reviewed_by and page.metadata.reviewed_by not in known
    ]


def languages_have_formats(**_: Any) -> list[CheckMessage]:
    """Report each language of the site without its own formats of dates and times."""
    missing = {code: [name for name in FORMATS if get_format(name, lang=code) == name] for code in codes()}
    return [
        Error(
            f"Pages in {code!r} can’t show a date: {', '.join(names)} not set.",
            hint=f"Define them in clinic_site/formats/{code}/formats.py, like those of es.",
            id="clinic.E005",
        )
        for code, names in missing.items()
        if names
    ]


def pages_are_reachable(**_: Any) -> list[CheckMessage]:
    """Report each page whose URL is routed to another view."""
    if settings.ROLE == "staff":
        return []
    found = []
    for language in codes():
        with override(language):
            found += [
                Error(
                    f"The page {page.slug!r} cannot be reached: {page.path} is routed to another view.",
                    hint="Rename its file, or change its slug.",
                    id="clinic.E003",
                )
                for page in library().pages.values()
                if resolve(page.path).app_name != "content"
            ]
    return found


def links_resolve(**_: Any) -> list[CheckMessage]:
    """Report each link to a page, route or anchor that does not exist."""
    if settings.ROLE == "staff":
        return []
    found: list[CheckMessage] = []
    for language in codes():
        with override(language):
            found += messages(links.findings(library(), is_route))
    return found


def security_contact_is_set(**_: Any) -> list[CheckMessage]:
    """Report a missing contact for security reports."""
    if contact():
        return []
    return [
        Warning(
            "There is no security contact, so /.well-known/security.txt does not exist.",
            hint="Set clinic.security_contact or clinic.email, in the admin or first in the clinic file.",
            id="clinic.W001",
        )
    ]


def site_uses_tls(**_: Any) -> list[CheckMessage]:
    """Report a site that does not use TLS."""
    if settings.ON_TLS:
        return []
    return [Error("The site does not use TLS.", hint="Set SITE_URL to an https:// URL.", id="clinic.E002")]
