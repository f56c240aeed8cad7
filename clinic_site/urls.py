"""All addresses. ROLE decides which of them exist in this process."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from clinic_site import clinic

handler400 = "clinic_site.errors.bad_request"
handler403 = "clinic_site.errors.forbidden"
handler404 = "clinic_site.errors.not_found"
handler500 = "clinic_site.errors.server_error"
handler429 = "clinic_site.doors.views.too_many_tries"  # allauth looks for it here

urlpatterns = []

if settings.ROLE in {"all", "staff"}:
    admin.site.site_header = admin.site.site_title = clinic.current().clinic.name
    from intake.staff.submission_admin import queue_first

    urlpatterns += [
        path("admin/", admin.site.admin_view(queue_first)),
        path("admin/", admin.site.urls),
        path("staff/", include("clinic_site.doors.urls")),
    ]

if settings.ROLE == "staff":
    urlpatterns += [path("", RedirectView.as_view(pattern_name="admin:index"))]
else:
    from clinic_site.feed import changes
    from clinic_site.manifest import manifest
    from clinic_site.search import search
    from clinic_site.security_txt import security_txt
    from clinic_site.sitemap import robots, sitemap
    from clinic_site.styleguide import styleguide

    urlpatterns += [
        path("sitemap.xml", sitemap, name="sitemap"),
        path("changes.xml", changes, name="changes"),
        path(".well-known/security.txt", security_txt, name="security_txt"),
        path("robots.txt", robots, name="robots"),
        path("search/", search, name="search"),
        path("site.webmanifest", manifest, name="manifest"),
        *([path("styleguide/", styleguide, name="styleguide")] if settings.DEBUG else []),
        path("", include("intake.urls")),
        path("", include("content.urls")),
    ]
