"""Pages from memory: a small shared HTTP cache in front of Django (RFC 9111, RFC 5861).

It keeps only whole answers (200) to GETs without cookie, credentials or query that say
`Cache-Control: public, max-age=…`, set no cookie and vary on nothing but Accept-Encoding.
A page is compressed when it is stored, never when it is asked for. A page is rendered once
however many ask for it: where there is none yet, all others wait for the one that renders it;
where there is an old one, they get that. If rendering fails, the old one serves for as long as
`stale-while-revalidate` allows.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable
from typing import Any

from clinic_site.kept_pages import Entry, Environ, Headers, StartResponse, answer, make_entry

WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]
Key = tuple[bool, str, str]

LONGEST_WAIT = 10.0  # seconds for a page that somebody else renders
_MOST_UNKEPT = 250


class PageMemory:
    """Wraps a WSGI application.

    `max_bytes` bounds the stored bytes of all variants together; the page stored longest ago
    leaves first. Only pages of `hosts` (as in the Host header, port included) are kept, so that
    made-up ones take no room; None keeps those of any. `trust_proxy` reads X-Forwarded-Proto,
    as Django does with the same setting. Whoever waits `longest_wait` seconds for a page that is
    rendered for the first time renders it as well.
    """

    def __init__(
        self,
        app: WsgiApp,
        *,
        max_bytes: int,
        hosts: Collection[str] | None = None,
        trust_proxy: bool = False,
        clock: Callable[[], float] = time.monotonic,
        longest_wait: float = LONGEST_WAIT,
    ) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.hosts = hosts
        self.trust_proxy = trust_proxy
        self.clock = clock
        self.longest_wait = longest_wait
        self._entries: dict[Key, Entry] = {}
        self._renders: dict[Key, threading.Event] = {}
        self._unkept: set[Key] = set()  # pages that are nobody's to wait for
        self._bytes = 0
        self._writing = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory where that is allowed, else from the application."""
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or environ.get("QUERY_STRING")
            or "HTTP_COOKIE" in environ
            or "HTTP_AUTHORIZATION" in environ
            or environ.get("SCRIPT_NAME")
            or (self.hosts is not None and environ.get("HTTP_HOST") not in self.hosts)
        ):
            return self.app(environ, start_response)
        key = (self._is_secure(environ), environ.get("HTTP_HOST", ""), environ["PATH_INFO"])
        entry, now = self._entries.get(key), self.clock()
        if entry is not None and now < entry.fresh_until:
            return answer(entry, now, environ, start_response)
        if entry is None or now >= entry.stale_until:
            return self._render_once(key, environ, start_response, entry)
        # One request renders the page anew; all others have the old one meanwhile.
        if not entry.refreshing.acquire(blocking=False):
            return answer(entry, now, environ, start_response)
        try:
            return self._fetch(key, environ, start_response, entry)
        finally:
            entry.refreshing.release()

    def _is_secure(self, environ: Environ) -> bool:
        if self.trust_proxy and "HTTP_X_FORWARDED_PROTO" in environ:
            return environ["HTTP_X_FORWARDED_PROTO"].split(",", 1)[0].strip() == "https"
        return environ["wsgi.url_scheme"] == "https"

    def _render_once(
        self, key: Key, environ: Environ, start_response: StartResponse, old: Entry | None
    ) -> Iterable[bytes]:
        """Answer where no page may be shown: render it, or wait for whoever does."""
        if environ["REQUEST_METHOD"] != "GET" or key in self._unkept:
            return self._fetch(key, environ, start_response, old)
        mine = threading.Event()
        rendering = self._renders.setdefault(key, mine)
        try:
            if rendering is not mine:
                rendering.wait(self.longest_wait)
            entry, now = self._entries.get(key), self.clock()
            if entry is not None and now < entry.fresh_until:
                return answer(entry, now, environ, start_response)
            return self._fetch(key, environ, start_response, old)
        finally:
            self._end(key, mine)

    def _end(self, key: Key, mine: threading.Event) -> None:
        if self._renders.get(key) is mine:
            del self._renders[key]
        mine.set()

    def _fetch(
        self, key: Key, environ: Environ, start_response: StartResponse, old: Entry | None
    ) -> Iterable[bytes]:
        status, headers, body = _run(self.app, environ)
        now = self.clock()
        entry = make_entry(status, headers, body, now, old) if environ["REQUEST_METHOD"] == "GET" else None
        if entry is not None:
            self._store(key, entry)
            self._unkept.discard(key)
            return answer(entry, now, environ, start_response)
        if old is not None and status.startswith("5") and now < old.stale_until:
            return answer(old, now, environ, start_response)
        if old is not None and environ["REQUEST_METHOD"] == "GET":
            self._drop(key, old)
        if environ["REQUEST_METHOD"] == "GET" and not status.startswith("5"):
            self._remember_unkept(key)
        start_response(status, headers)
        return [body]

    def _store(self, key: Key, entry: Entry) -> None:
        with self._writing:
            self._remove(key)
            if entry.size > self.max_bytes:
                return
            self._entries[key] = entry
            self._bytes += entry.size
            while self._bytes > self.max_bytes:
                self._remove(next(iter(self._entries)))

    def _remember_unkept(self, key: Key) -> None:
        if len(self._unkept) >= _MOST_UNKEPT:  # made-up addresses: begin anew
            self._unkept.clear()
        self._unkept.add(key)

    def _drop(self, key: Key, entry: Entry) -> None:
        with self._writing:
            if self._entries.get(key) is entry:
                self._remove(key)

    def _remove(self, key: Key) -> None:
        if (gone := self._entries.pop(key, None)) is not None:
            self._bytes -= gone.size


def _run(app: WsgiApp, environ: Environ) -> tuple[str, Headers, bytes]:
    """Run the application to its end and return status, headers and body."""
    caught: list[Any] = []
    written: list[bytes] = []

    def start_response(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
        caught[:] = [status, headers]
        return written.append

    result = app(environ, start_response)
    try:
        body = b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    return caught[0], caught[1], b"".join(written) + body
