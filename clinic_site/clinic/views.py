"""Files of published pictures. Their addresses change with their content, so browsers may keep them a day.

Caches of the site's own keep them a minute, or not at all: a picture that is taken off the site is gone.
Our page cache would also compress what can't be compressed, and drop pages for it.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from clinic_site.clinic.models import PictureFile
from clinic_site.clinic.picture_formats import CONTENT_TYPES

_KEEP = "public, max-age=86400, s-maxage=60"


@require_safe
def picture(request: HttpRequest, digest: str, width: str, kind: str) -> HttpResponse:
    """Return one file of a published picture, or 404."""
    files = PictureFile.objects.filter(picture__digest=digest, picture__published=True)
    file = files.filter(width=int(width), format=kind).first()
    if file is None:
        raise Http404
    response = HttpResponse(bytes(file.content), content_type=CONTENT_TYPES[kind])
    response.headers["Cache-Control"] = _KEEP
    return response
