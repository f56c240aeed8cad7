"""/changes.xml and, in Spanish, /es/cambios.xml: changes to the pages as an Atom feed (RFC 4287)."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clinic_site import clinic
from clinic_site.core.caching import public_page
from clinic_site.core.languages import current, prefix_of
from content.changes import Change
from content.changes import changes as all_changes

_MAX_ENTRIES = 50  # feed readers poll more often than the pages change


@require_safe
@public_page
def changes(request: HttpRequest) -> HttpResponse:
    """Return the newest changes, with URLs from SITE_URL regardless of the requested host."""
    name = clinic.current().clinic.name
    feed = _Feed(
        title=_("Changes to the pages of %(clinic)s") % {"clinic": name},
        link=f"{settings.SITE_URL}{prefix_of(current())}/",
        description="",
        language=current(),
        author_name=name,
        feed_url=settings.SITE_URL + request.path,
    )
    for change in all_changes()[:_MAX_ENTRIES]:
        _add(feed, change)
    return HttpResponse(feed.writeString("utf-8"), content_type=Atom1Feed.content_type)


class _Feed(Atom1Feed):
    def latest_post_date(self) -> dt.datetime:
        """Return the time of the newest entry, or a fixed time without entries."""
        return super().latest_post_date() if self.items else dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def _add(feed: Atom1Feed, change: Change) -> None:
    page = change.page
    # A tag URI (RFC 4151) stays the same if the page moves.
    host = urlsplit(settings.SITE_URL).hostname
    name = f"{page.language}-{page.slug}" if prefix_of(page.language) else page.slug
    feed.add_item(
        title=page.metadata.title,
        link=settings.SITE_URL + page.path,
        description=change.what,
        unique_id=f"tag:{host},{change.date}:{name}:{change.kind}",
        updateddate=dt.datetime.combine(change.date, dt.time(), clinic.current().zone),
    )
