"""site.webmanifest: name, colors and icons for a home screen. There is no service worker."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from clinic_site import clinic
from clinic_site.core.caching import public_page


@require_safe
@public_page
def manifest(request: HttpRequest) -> HttpResponse:
    """Return the manifest (W3C Web Application Manifest)."""
    name = clinic.current().clinic.name
    return JsonResponse(
        {
            "name": name,
            "short_name": name,
            "start_url": "/",
            "display": "browser",
            "background_color": "#fbf9f4",
            "theme_color": "#10201f",
            "icons": [
                {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
                for size in (192, 512)
            ],
        },
        content_type="application/manifest+json",
    )
