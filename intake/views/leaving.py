"""Leaving the site: its pages close, the draft is deleted, and the browser forgets what it kept."""

from __future__ import annotations

import base64
import logging

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.core.same_origin import same_origin_post
from intake.services.requests import drafting
from intake.views.draft_cookie import code_of, delete_code, hash_of
from intake.views.typed_address import forget_left

log = logging.getLogger(__name__)

_TRANSPARENT_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@require_safe
@never_cache
def clear_cache(request: HttpRequest) -> HttpResponse:
    """Return an invisible image that clears the browser's cache of this site (Clear-Site-Data, W3C).

    A browser keeps whole pages in memory for "Back", with what was typed, even those it may not store.
    A script empties them; without scripts, only this header does. It comes with an image on the last page,
    because the browser keeps the page before it only once the last one is shown.
    """
    return HttpResponse(_TRANSPARENT_GIF, content_type="image/gif", headers={"Clear-Site-Data": '"cache"'})


@require_http_methods(["GET", "POST"])
@same_origin_post
@never_cache
def leave_site(request: HttpRequest, code: str = "") -> HttpResponse:
    """Leave the site: delete the draft in this browser, and close the addresses that this visitor opened.

    With a code, the addresses of the page that was left are closed even if the visitor isn't recognized.
    A script only notifies this view (POST). Without scripts, the link leads here, to a page that clears
    what the browser keeps, even what was typed but never sent, and then continues to the other site. A form
    may not lead there (Content-Security-Policy, `form-action`), and a redirect would clear the cache before
    the browser keeps the page.
    """
    if request.method == "POST":
        response = HttpResponse(status=204, headers={"Clear-Site-Data": '"cache"'})
    else:
        response = render(request, "intake/leaving.html")
    if not request.same_origin:  # another site must close nothing
        return response if request.method == "GET" else HttpResponse(status=403)
    forget_left(request, code)
    if not code_of(request):
        return response
    try:
        drafting.discard(hash_of(request))
    except DatabaseError:
        log.exception("draft not deleted")
    return delete_code(request, response)
