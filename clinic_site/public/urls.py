"""URL configuration of the public site, also used by staff processes to validate links."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _

from clinic_site.clinic.views import picture
from clinic_site.public.clinic_pages import clinic_urls
from clinic_site.public.feed import changes
from clinic_site.public.search import search
from clinic_site.public.security_txt import security_txt
from clinic_site.public.sitemap import robots, sitemap
from clinic_site.public.styleguide import styleguide

urlpatterns = [
    path("sitemap.xml", sitemap, name="sitemap"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("robots.txt", robots, name="robots"),
    *([path("styleguide/", styleguide, name="styleguide")] if settings.DEBUG else []),
    re_path(
        r"^pictures/(?P<digest>[0-9a-f]{32})-(?P<width>[0-9]{1,5})\.(?P<kind>avif|webp|jpg)$",
        picture,
        name="picture",
    ),
    *i18n_patterns(
        path("", include("intake.urls")),  # first: these are not cached, so they are found most often
        path(_("search/"), search, name="search"),
        path(_("changes.xml"), changes, name="changes"),
        *clinic_urls(),
        path("", include("content.urls")),
        prefix_default_language=False,
    ),
]
