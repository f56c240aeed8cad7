"""Security headers for every response, in addition to those of Django."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from clinic_site.core.paths import is_staff_side

_FEATURES = (
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen"),
    *("geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment"),
    *("picture-in-picture", "publickey-credentials-create", "publickey-credentials-get"),
    *("screen-wake-lock", "usb", "xr-spatial-tracking"),
)
_PASSKEYS = {"publickey-credentials-create", "publickey-credentials-get"}
# Our own resources only, nothing inline.
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    # Needed by Lighthouse and similar tools, which fetch robots.txt from the page; our scripts don't.
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {source}" for name, source in _POLICY.items()),
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
    # SecurityMiddleware sets these three as well, but not on a request for a rejected host.
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    # Nothing is cached unless its view declares it public.
    "Cache-Control": "no-store",
}
_STAFF_HEADERS = {
    # With no-referrer, browsers send `Origin: null` with same-origin POST requests, which Django's CSRF
    # check on the staff side rejects.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}={'(self)' if feature in _PASSKEYS else '()'}" for feature in _FEATURES
    ),
}


class SecurityHeadersMiddleware:
    """Sets each header that is not set yet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response with all headers."""
        response = self.get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.DEBUG and response.status_code in {404, 500}:  # Django's own pages have inline styles
            del response.headers["Content-Security-Policy"]
        if request.resolver_match is not None and is_staff_side(request.path):
            for name, value in _STAFF_HEADERS.items():
                response.headers[name] = value
        if request.method == "HEAD" and not response.streaming:
            response.content = b""  # keeps Content-Length; gunicorn warns about a body in response to HEAD
        return response
