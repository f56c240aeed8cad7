"""The files of published pictures."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from clinic_site.clinic.models import PictureFile
from clinic_site.clinic.picture_formats import CONTENT_TYPES

# URLs change with the content, so browsers may keep a picture for a day. Shared caches keep it for a minute,
# so that one that is taken off the site is gone. Our page cache, which would compress it in vain, stores
# nothing with `s-maxage`.
_CACHE_CONTROL = "public, max-age=86400, s-maxage=60"


@require_safe
def picture(request: HttpRequest, digest: str, width: str, kind: str) -> HttpResponse:
    """Return one file of a published picture, or 404."""
    files = PictureFile.objects.filter(picture__digest=digest, picture__published=True)
    file = files.filter(width=int(width), format=kind).first()
    if file is None:
        raise Http404
    response = HttpResponse(bytes(file.content), content_type=CONTENT_TYPES[kind])
    response.headers["Cache-Control"] = _CACHE_CONTROL
    return response
