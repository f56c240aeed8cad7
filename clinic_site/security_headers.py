"""Headers that every answer carries, beside those of Django and django-csp."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from clinic_site.doors.places import is_staff_side

_POWERS = (
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen"),
    *("geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment"),
    *("picture-in-picture", "publickey-credentials-create", "publickey-credentials-get"),
    *("screen-wake-lock", "usb", "xr-spatial-tracking"),
)
_PASSKEYS = {"publickey-credentials-create", "publickey-credentials-get"}
#: The setting of django-csp: nothing unsafe, nothing from elsewhere, nothing inline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "manifest-src": ["'self'"],
        # Lighthouse and other tools read robots.txt from inside the page; no script of ours connects.
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
_HEADERS = {
    "Permissions-Policy": ", ".join(f"{power}=()" for power in _POWERS),
    # These three also come from SecurityMiddleware, which a refused host does not get past.
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    # What a view does not declare public is kept nowhere: receipts, errors, the admin.
    "Cache-Control": "no-store",
}
_STAFF_HEADERS = {
    # Under no-referrer a browser names no origin with its own posts (`Origin: null`), and Django's
    # CSRF check, which the staff side keeps, refuses such a post.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{power}={'(self)' if power in _PASSKEYS else '()'}" for power in _POWERS
    ),
}


class SecurityHeadersMiddleware:
    """Outermost middleware: sets each header that nothing further in has set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer with all headers."""
        response = self.get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if request.resolver_match is not None and is_staff_side(request.path):
            for name, value in _STAFF_HEADERS.items():
                response.headers[name] = value
        if request.method == "HEAD" and not response.streaming:
            response.content = b""  # Content-Length stays; gunicorn warns of a body to a HEAD
        return response
