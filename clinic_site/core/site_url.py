"""Parse the site's URLs from the environment."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured


def parts_of(name: str, url: str) -> SplitResult:
    """Return the parts of a URL of the site. Raises ImproperlyConfigured with the setting's name."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    extras = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in {"http", "https"} or not parts.hostname or extras:
        raise ImproperlyConfigured(f"{name} must look like https://www.example.org")
    return parts
