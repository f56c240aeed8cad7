"""The WSGI application: the page cache in front of Django."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402  (settings require Django to be set up)
from django.template import engines  # noqa: E402

from clinic_site.core.content_type import PlainContentType  # noqa: E402
from clinic_site.page_cache.middleware import PageCache  # noqa: E402

_ = engines["django"].engine.template_loaders  # reads all templates, before an update can change one
application = PlainContentType(application)
if not settings.DEBUG:
    application = PageCache(
        application,
        max_bytes=settings.PAGE_CACHE_BYTES,
        hosts={urlsplit(settings.SITE_URL).netloc},
        trust_proxy=settings.TRUST_PROXY,
    )
