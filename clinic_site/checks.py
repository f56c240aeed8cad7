"""System checks of the project: facts that a live site needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 (its name)
from django.urls import Resolver404, resolve

from clinic_site import clinic
from clinic_site.security_txt import contact
from content.checks import messages
from content.library import library
from content.lint import links, owed

# Asked by itself before a live public site starts: it must not serve a placeholder for a notice.
NOTICES = "notices"


def register_all() -> None:
    """Register the checks with Django; `manage.py check --deploy` runs them."""
    register(facts_are_known, Tags.compatibility, deploy=True)
    register(notices_are_given, NOTICES, deploy=True)
    register(weaknesses_can_be_told, Tags.security, deploy=True)
    register(pages_can_be_reached, Tags.urls)
    register(links_lead_somewhere, Tags.urls)
    register(site_is_on_tls, Tags.security, deploy=True)


def facts_are_known(**_: Any) -> list[CheckMessage]:
    """Each empty fact that readers of a live site need is named."""
    return [
        Error(
            f"The clinic file says nothing about {fact}.",
            hint=f"Set {fact} in {settings.CLINIC_FILE}.",
            id="clinic.E001",
        )
        for fact in clinic.current().empty_facts()
    ]


def notices_are_given(**_: Any) -> list[CheckMessage]:
    """Name each place on a page where a notice of the clinic is still missing."""
    return [] if settings.ROLE == "staff" else list(messages(owed.findings(library())))


def pages_can_be_reached(**_: Any) -> list[CheckMessage]:
    """Name each page whose address belongs to something else."""
    if settings.ROLE == "staff":
        return []
    return [
        Error(
            f"The page {page.slug!r} cannot be reached: {page.path} belongs to something else.",
            hint="Give its file another name.",
            id="clinic.E003",
        )
        for page in library().pages.values()
        if resolve(page.path).app_name != "content"
    ]


def links_lead_somewhere(**_: Any) -> list[CheckMessage]:
    """Name each link of a page that leads to no page, no route and no place."""
    if settings.ROLE == "staff":
        return []
    return list(messages(links.findings(library(), _is_route)))


def _is_route(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def weaknesses_can_be_told(**_: Any) -> list[CheckMessage]:
    """Whoever finds a weakness should find whom to tell."""
    if settings.ROLE == "staff" or contact():
        return []
    return [
        Warning(
            "Nobody is named who hears of a weakness in the site; /.well-known/security.txt is not there.",
            hint=f"Set clinic.security_contact or clinic.email in {settings.CLINIC_FILE}.",
            id="clinic.W001",
        )
    ]


def site_is_on_tls(**_: Any) -> list[CheckMessage]:
    """Patients' words must not travel in the clear."""
    if settings.ON_TLS:
        return []
    return [Error("The site is not on TLS.", hint="Let SITE_URL begin with https://.", id="clinic.E002")]
