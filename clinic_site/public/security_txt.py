"""/.well-known/security.txt: contact for security reports (RFC 9116)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic_site import clinic
from clinic_site.core.caching import public_page

_VALID_FOR = dt.timedelta(days=180)  # RFC 9116 recommends less than a year


def contact() -> str:
    """Return the contact URI, or an empty string if there is none."""
    facts = clinic.current().clinic
    address = facts.security_contact or facts.email
    return address if not address or address.startswith("https://") else f"mailto:{address}"


@require_safe
@public_page
def security_txt(request: HttpRequest) -> HttpResponse:
    """Return the contact, or 404 if there is none."""
    uri = contact()
    if not uri:
        raise Http404
    expires = (timezone.now() + _VALID_FOR).astimezone(dt.UTC).replace(hour=0, minute=0, second=0)
    lines = [
        f"Contact: {uri}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
