"""Rendering every public page into the memory at the start, so that no reader is the slow one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import connections

from clinic_site.page_memory import PageMemory
from clinic_site.sitemap import ContentForms, ContentPages, IntakePages

_PAUSE = 0.02  # seconds between two pages, for those who read already

log = logging.getLogger(__name__)


def start(memory: PageMemory) -> threading.Thread:
    """Have a thread of this process ask for every page of the sitemap; return the thread.

    Call it in the process that will answer: threads do not live through a fork.
    """
    thread = threading.Thread(target=warm, args=(memory,), name="warming", daemon=True)
    thread.start()
    return thread


def warm(memory: PageMemory) -> None:
    """Ask for every page of the sitemap, one after the other. What breaks is logged, and harms nobody."""
    count = 0
    try:
        for path in _paths():
            _ask(memory, path)
            count += 1
            time.sleep(_PAUSE)
        log.info("pages rendered before anybody asked", extra={"count": count})
    except Exception:
        log.exception("pages will be rendered when they are asked for")
    finally:
        connections.close_all()


def _paths() -> Iterator[str]:
    for part in (ContentPages, ContentForms, IntakePages):
        for entry in part().get_urls():
            yield urlsplit(entry["location"]).path


def _ask(memory: PageMemory, path: str) -> None:
    own = urlsplit(settings.SITE_URL)
    environ: dict[str, Any] = {"PATH_INFO": path, "HTTP_HOST": own.netloc, "wsgi.url_scheme": own.scheme}
    environ |= {"SCRIPT_NAME": "", "REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": own.scheme}
    setup_testing_defaults(environ)  # fills in what PEP 3333 asks for
    result = memory(environ, lambda *_: None)
    if hasattr(result, "close"):
        result.close()
