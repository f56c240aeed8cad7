"""URL configuration; ROLE decides which URLs this process serves."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from clinic_site.public import urls as public_urls

handler400 = "clinic_site.errors.views.bad_request"
handler403 = "clinic_site.errors.views.forbidden"
handler404 = "clinic_site.errors.views.not_found"
handler500 = "clinic_site.errors.views.server_error"
handler429 = "clinic_site.accounts.views.too_many_tries"  # looked up by allauth

urlpatterns = []

if settings.ROLE in {"all", "staff"}:
    from clinic_site.accounts.invitation_pages import first_page

    urlpatterns += [
        path("admin/", admin.site.admin_view(first_page)),
        path("admin/", admin.site.urls),
        path("staff/", include("clinic_site.accounts.urls")),
    ]

if settings.ROLE == "staff":
    urlpatterns += [path("", RedirectView.as_view(pattern_name="admin:index"))]
else:
    urlpatterns += public_urls.urlpatterns  # not by include: languages have a prefix in the root only
