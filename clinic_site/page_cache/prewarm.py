"""Render every public page into the cache when a process starts, so that no visitor waits for it."""

from __future__ import annotations

import ctypes
import logging
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import connections

from clinic_site.page_cache.middleware import Environ, PageCache, close
from clinic_site.public.sitemap import PublicPages

_PAUSE = 0.02  # seconds between two pages, so that visitors are served meanwhile

log = logging.getLogger(__name__)


def start(cache: PageCache) -> threading.Thread:
    """Prewarm in a thread of this process and return it. Call it after a fork: threads do not survive one."""
    thread = threading.Thread(target=prewarm, args=(cache,), name="prewarm", daemon=True)
    thread.start()
    return thread


def prewarm(cache: PageCache) -> None:
    """Request every page of the sitemap, one after the other. Errors are logged."""
    own = urlsplit(settings.SITE_URL)
    asked: Environ = {"HTTP_HOST": own.netloc, "HTTP_X_FORWARDED_PROTO": own.scheme, "SCRIPT_NAME": ""}
    asked |= {"wsgi.url_scheme": own.scheme, "REMOTE_ADDR": "127.0.0.1"}
    try:
        entries = PublicPages().get_urls()
        for entry in entries:
            environ = asked | {"PATH_INFO": urlsplit(entry["location"]).path}
            setup_testing_defaults(environ)  # fills in what PEP 3333 requires
            close(cache(environ, lambda *_: None))
            time.sleep(_PAUSE)
        _give_back_memory()
        log.info("pages prewarmed", extra={"count": len(entries)})
    except Exception:
        log.exception("prewarming failed; pages are rendered when they are requested")
    finally:
        connections.close_all()


def _give_back_memory() -> None:
    """Return memory that rendering and compressing needed to the system, if the C library can (glibc)."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
