"""Context processor with the clinic, the navigation and the site's URLs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from clinic_site import clinic
from clinic_site.public import pages

# Target of "Leave this site": an unsuspicious page.
LEAVE_URL = "https://www.weather.gov/"


def site(request: HttpRequest | None) -> dict[str, Any]:
    """Return the clinic, the navigation and the canonical URL of the page.

    Depends only on the request's path, so that pages can be cached for everyone.
    """
    path = request.path if request is not None else ""
    return {
        "clinic": clinic.current(),
        "facts": clinic.current().clinic,
        "navigation": pages.menu(),
        "footer": pages.footer(),
        "current_path": path,
        "canonical_url": f"{settings.SITE_URL}{path}",
        "site_url": settings.SITE_URL,
        "leave_url": LEAVE_URL,
    }
