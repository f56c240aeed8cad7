"""Ask the browser to forget the pages that it kept, once a person has finished."""

from __future__ import annotations

import base64

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

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
