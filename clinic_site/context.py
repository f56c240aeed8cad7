"""What every template knows: the clinic, the navigation, where the site lives."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clinic_site import clinic

# Where "Leave this site" leads: a page that anybody may have open, and that names nothing.
LEAVE_URL = "https://www.weather.gov/"

NAVIGATION = [
    ("/ptsd/", _("PTSD")),
    ("/ketamine/", _("Ketamine")),
    ("/care/", _("Getting care")),
    ("/faq/", _("Questions")),
    ("/search/", _("Search")),
    ("/callback/", _("Request a callback")),
]
# At the foot of every page: what a careful reader looks for.
FOOTER = [
    ("/about-relevance-recovery/", _("About us")),
    ("/sources-and-review/", _("Sources")),
    ("/privacy/", _("Privacy")),
    ("/accessibility/", _("Accessibility")),
    ("/notices/", _("Notices")),
    ("/self-check/", _("Five-question check")),
    ("/questions-to-ask/", _("Questions to take along")),
    ("/request/", _("Your request")),
]


def site(request: HttpRequest | None) -> dict[str, Any]:
    """Return the clinic, the navigation and the canonical address of this page.

    Takes nothing from the request but its path, so that a page in memory is everybody's.
    """
    path = request.path if request is not None else ""
    return {
        "clinic": clinic.current(),
        "facts": clinic.current().clinic,
        "navigation": NAVIGATION,
        "footer": FOOTER,
        "current_path": path,
        "canonical_url": f"{settings.SITE_URL}{path}",
        "site_url": settings.SITE_URL,
        "leave_url": LEAVE_URL,
    }
