"""Context processor with the clinic, the navigation and the site's URLs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import override

from clinic_site import clinic
from clinic_site.clinic.hours import hours_today
from clinic_site.core.languages import current, path_to_translate, prefix_of
from clinic_site.core.leaving import LEAVE_URL, leave_href
from clinic_site.core.paths import is_staff_side
from clinic_site.public import pages


def site(request: HttpRequest | None) -> dict[str, Any]:
    """Return the clinic, the navigation and the canonical URL of the page.

    It depends only on the request's path, so that pages can be cached for everyone. (A page with typed
    text, which isn't cached, may link "Leave this site" to another address.)
    """
    path = request.path if request is not None else ""
    return {
        "clinic": clinic.for_readers(),
        "facts": clinic.for_readers().clinic,
        "hours_today": hours_today(clinic.for_readers(), timezone.now()),
        "navigation": pages.menu(),
        "footer": pages.footer(),
        "current_path": path,
        "canonical_url": f"{settings.SITE_URL}{path}",
        "site_url": settings.SITE_URL,
        "leave_url": LEAVE_URL,
        "leave_href": leave_href(request, _leaving(path)),
        "languages": languages(path_to_translate(request) if request is not None else path),
        "is_translation": bool(prefix_of(current())),
        "feed_path": reverse("changes", urlconf=pages.URLS),
    }


def _leaving(path: str) -> str:
    # Without JavaScript, only a page of ours can make the browser delete the pages that it has kept.
    return LEAVE_URL if is_staff_side(path) else reverse("intake:leave_site", urlconf=pages.URLS)


def languages(path: str) -> list[dict[str, str]]:
    """Return code, name, and path of the same page in each language, or of its home page.

    The list is empty for pages of the staff side, and while there is only one language.
    """
    if len(settings.LANGUAGES) == 1 or is_staff_side(path):
        return []
    try:
        match = resolve(path, urlconf=pages.URLS)
    except Resolver404:
        match = None
    found = []
    for code, name in settings.LANGUAGES:
        with override(code):
            if match is None:
                there = pages.path_of("home")
            else:
                there = reverse(match.view_name, args=match.args, kwargs=match.kwargs, urlconf=pages.URLS)
        found.append({"code": code, "name": name, "path": there})
    return found
