"""The WSGI application: pages from memory in front of Django."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402  (settings are there only after Django is set up)

from clinic_site.content_type import PlainContentType  # noqa: E402
from clinic_site.page_memory import PageMemory  # noqa: E402

application = PlainContentType(application)
if not settings.DEBUG:
    application = PageMemory(
        application,
        max_bytes=settings.PAGE_MEMORY_BYTES,
        hosts={urlsplit(settings.SITE_URL).netloc},
        trust_proxy=settings.TRUST_PROXY,
    )
