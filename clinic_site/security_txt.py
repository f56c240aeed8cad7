"""/.well-known/security.txt: whom to tell of a weakness in the site (RFC 9116)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic_site import clinic
from clinic_site.caching import public_page

_GOOD_FOR = dt.timedelta(days=180)  # the RFC wants less than a year


def contact() -> str:
    """Return the URI to write to, or an empty string while nobody is named."""
    facts = clinic.current().clinic
    told = facts.security_contact or facts.email
    return told if not told or told.startswith("https://") else f"mailto:{told}"


@require_safe
@public_page
def security_txt(request: HttpRequest) -> HttpResponse:
    """Answer with the contact, or 404 while nobody is named."""
    uri = contact()
    if not uri:
        raise Http404
    expires = (timezone.now() + _GOOD_FOR).astimezone(dt.UTC).replace(hour=0, minute=0, second=0)
    lines = [
        f"Contact: {uri}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
