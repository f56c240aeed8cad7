"""Ask the browser to forget the pages that it kept, once a person has finished."""

from __future__ import annotations

import base64

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.core.same_origin import same_origin_post
from intake.views.typed_address import forget_left

_TRANSPARENT_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@require_safe
@never_cache
def clear_cache(request: HttpRequest) -> HttpResponse:
    """Return an invisible image that clears the browser's cache of this site (Clear-Site-Data, W3C).

    A browser keeps whole pages in memory for "Back", with what was typed, even those it may not store.
    A script empties them; without scripts only this header does. It comes with an image on the last page,
    because the page just before is kept only once the last one is shown.
    """
    return HttpResponse(_TRANSPARENT_GIF, content_type="image/gif", headers={"Clear-Site-Data": '"cache"'})


@require_http_methods(["GET", "POST"])
@same_origin_post
@never_cache
def leave_typed(request: HttpRequest, code: str) -> HttpResponse:
    """Leave the site from a page that shows what was answered: its addresses show nothing anymore.

    A script only notifies this view (POST). Without scripts, the link leads here, to a page that clears
    what the browser keeps and then goes on by itself. A form couldn't: it may not lead to another site
    (Content-Security-Policy, `form-action`), and a redirect would clear before the page is kept.
    """
    forget_left(code)
    if request.method == "POST":
        return HttpResponse(status=204)
    return render(request, "intake/leaving.html")
