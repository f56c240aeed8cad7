"""The page cache as a WSGI wrapper: a shared HTTP cache in front of Django (RFC 9111, RFC 5861).

It stores 200 responses to GET requests without a query that say `Cache-Control: public, max-age=…`,
set no cookie and vary on Accept-Encoding only. Such a page does not depend on cookies, so a request
with cookies gets it as well. A page is compressed when it is stored, and rendered once however many
clients ask for it: the others get the stale page, or wait for the new one. A page that is not stored,
like that of a form, is compressed for each request unless it may contain something about a visitor.
Of the directives of a request, which are advisory (RFC 9111, 5.2.1), only only-if-cached is followed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from clinic_site.page_cache.entry import (
    CacheEntry,
    Environ,
    Headers,
    StartResponse,
    compressed,
    directives,
    lifetimes,
    make_entry,
    may_compress,
    respond,
)

WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]
Key = tuple[bool, str, str]

LONGEST_WAIT = 10.0  # seconds to wait for a page that another request renders
_MOST_UNCACHED = 1000  # paths remembered as not cacheable


@dataclass(eq=False)
class PageCache:
    """Wraps a WSGI application which, like Django, calls start_response before it returns.

    `max_bytes` limits the bytes of all stored variants together; the oldest entry is removed first. Only
    pages of `hosts` (as in the Host header, with the port) are cached; None means of any host.
    `trust_proxy` reads X-Forwarded-Proto, as Django does with the same setting. A request that has waited
    `longest_wait` seconds for another request's render does its own.
    """

    app: WsgiApp
    max_bytes: int
    hosts: Collection[str] | None = None
    trust_proxy: bool = False
    clock: Callable[[], float] = time.monotonic
    longest_wait: float = LONGEST_WAIT
    _entries: dict[Key, CacheEntry] = field(init=False, default_factory=dict)
    # The latest render of each page: only it may store, and others wait for it.
    _renders: dict[Key, threading.Event] = field(init=False, default_factory=dict)
    _uncached: set[Key] = field(init=False, default_factory=set)  # not cacheable: no request waits for them
    _bytes: int = field(init=False, default=0)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the cache where that is allowed, otherwise from the application."""
        if (
            environ.get("QUERY_STRING")
            or "HTTP_AUTHORIZATION" in environ
            or environ.get("SCRIPT_NAME")
            or (self.hosts is not None and environ.get("HTTP_HOST") not in self.hosts)
        ):
            return self.app(environ, start_response)
        key = (self._is_secure(environ), environ.get("HTTP_HOST", ""), environ["PATH_INFO"])
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            return self.app(environ, self._invalidating(key, start_response))
        entry, now = self._entries.get(key), self.clock()
        if entry is not None and now < entry.fresh_until:
            return respond(entry, now, environ, start_response)
        if "only-if-cached" in directives([environ.get("HTTP_CACHE_CONTROL", "")]):
            headers = [("Content-Type", "text/plain"), ("Content-Length", "0"), ("Cache-Control", "no-store")]
            start_response("504 Gateway Timeout", headers)
            return []
        if method == "HEAD":
            return self.app(environ, start_response)
        return self._render_once(key, environ, start_response)

    def _is_secure(self, environ: Environ) -> bool:
        if self.trust_proxy and "HTTP_X_FORWARDED_PROTO" in environ:
            return environ["HTTP_X_FORWARDED_PROTO"].split(",", 1)[0].strip() == "https"
        return environ["wsgi.url_scheme"] == "https"

    def _render_once(self, key: Key, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Render the page; if another request is rendering it, answer with the stale page or wait."""
        mine = threading.Event()
        current = self._renders.setdefault(key, mine)
        if current is not mine and key not in self._uncached:
            entry, now = self._entries.get(key), self.clock()
            if entry is not None and now < entry.stale_until:
                return respond(entry, now, environ, start_response)
            current.wait(self.longest_wait)
        try:
            entry, now = self._entries.get(key), self.clock()
            if entry is not None and now < entry.fresh_until:
                return respond(entry, now, environ, start_response)
            self._renders[key] = mine
            return self._answer_of_app(key, mine, environ, start_response)
        finally:
            with self._lock:
                if self._renders.get(key) is mine:
                    del self._renders[key]
            mine.set()

    def _answer_of_app(
        self, key: Key, render: threading.Event, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        old = self._entries.get(key)
        started: list[Any] = []
        result = self.app(environ, lambda *given: started.__setitem__(slice(None), given))
        (status, headers, *_), now = started, self.clock()
        if status.startswith("200 ") and (ages := lifetimes(headers)) is not None:
            try:
                entry = make_entry(headers, b"".join(result), ages, now, old)
            finally:
                close(result)
            self._store(key, render, entry)
            return respond(entry, now, environ, start_response)
        if not status.startswith("5"):
            self._forget(key)
        elif old is not None and now < old.error_until:
            close(result)
            return respond(old, now, environ, start_response)
        if may_compress(status, headers, environ):
            try:
                headers, body = compressed(headers, b"".join(result), environ)
            finally:
                close(result)
            result = [body]
        start_response(status, headers)
        return result

    def _store(self, key: Key, render: threading.Event, entry: CacheEntry) -> None:
        with self._lock:
            self._uncached.discard(key)
            if self._renders.get(key) is not render:  # invalidated meanwhile, or rendered again
                return
            self._remove(key)
            if entry.size <= self.max_bytes:
                self._entries[key] = entry
                self._bytes += entry.size
            while self._bytes > self.max_bytes:
                self._remove(next(iter(self._entries)))

    def _forget(self, key: Key) -> None:
        """Drop a page that is gone or no longer public, and let no request wait for it."""
        with self._lock:
            self._remove(key)
            if len(self._uncached) >= _MOST_UNCACHED:  # someone asks for made-up addresses
                self._uncached.clear()
            self._uncached.add(key)

    def _remove(self, key: Key) -> None:
        if (gone := self._entries.pop(key, None)) is not None:
            self._bytes -= gone.size

    def _invalidating(self, key: Key, start_response: StartResponse) -> StartResponse:
        """Return a start_response that invalidates the page if the request succeeded (RFC 9111, 4.4)."""

        def started(status: str, headers: Headers, *exc_info: Any) -> Any:
            if status[:1] in "23":
                with self._lock:
                    self._renders.pop(key, None)
                    if (entry := self._entries.get(key)) is not None:
                        entry.invalidate()
            return start_response(status, headers, *exc_info)

        return started


def close(result: Iterable[bytes]) -> None:
    """Close the application's result (PEP 3333)."""
    getattr(result, "close", lambda: None)()
