"""Pages from memory: a small shared HTTP cache in front of Django (RFC 9111, RFC 5861).

It keeps only whole answers (200) to GETs without cookie, credentials or query that say
`Cache-Control: public, max-age=…`, set no cookie and vary on nothing but Accept-Encoding.
A page is compressed when it is stored, never when it is asked for. When a page has grown
old one request renders it anew while all others still get the old one; if that fails, the
old one serves for as long as `stale-while-revalidate` allows.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import brotli

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]
Key = tuple[bool, str, str]

_DROPPED = {"content-length", "etag", "age", "vary", "connection", "content-encoding", "date"}
_DIRECTIVE = re.compile(r"\s*([a-z-]+)(?:=(\d+))?\s*")
# Every other directive (no-store, private, must-revalidate, s-maxage, …) forbids or narrows keeping.
_UNDERSTOOD = {"public", "max-age", "stale-while-revalidate"}


@dataclass(frozen=True, slots=True)
class Variant:
    """One encoding of a page: its bytes and the headers of the 200 and of the 304."""

    body: bytes
    etag: str
    headers: Headers
    not_modified: Headers


@dataclass(slots=True)
class Entry:
    """A stored page. Times are seconds of the clock that PageMemory was given."""

    stored_at: float
    fresh_until: float
    stale_until: float
    digest: bytes
    head: Headers
    plain: Variant
    gzip: Variant
    br: Variant
    size: int
    refreshing: threading.Lock = field(default_factory=threading.Lock)


class PageMemory:
    """Wraps a WSGI application.

    `max_bytes` bounds the stored bytes of all variants together; the page stored longest ago
    leaves first. Only pages of `hosts` (as in the Host header, port included) are kept, so that
    made-up ones take no room; None keeps those of any. `trust_proxy` reads X-Forwarded-Proto,
    as Django does with the same setting.
    """

    def __init__(
        self,
        app: WsgiApp,
        *,
        max_bytes: int,
        hosts: Collection[str] | None = None,
        trust_proxy: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.hosts = hosts
        self.trust_proxy = trust_proxy
        self.clock = clock
        self._entries: dict[Key, Entry] = {}
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
        if entry is None:
            return self._fetch(key, environ, start_response, None)
        if now < entry.fresh_until:
            return _answer(entry, now, environ, start_response)
        # One request renders the page anew; all others have the old one meanwhile.
        mine = entry.refreshing.acquire(blocking=False)
        if not mine and now < entry.stale_until:
            return _answer(entry, now, environ, start_response)
        try:
            return self._fetch(key, environ, start_response, entry)
        finally:
            if mine:
                entry.refreshing.release()

    def _is_secure(self, environ: Environ) -> bool:
        if self.trust_proxy and "HTTP_X_FORWARDED_PROTO" in environ:
            return environ["HTTP_X_FORWARDED_PROTO"].split(",", 1)[0].strip() == "https"
        return environ["wsgi.url_scheme"] == "https"

    def _fetch(
        self, key: Key, environ: Environ, start_response: StartResponse, old: Entry | None
    ) -> Iterable[bytes]:
        status, headers, body = _run(self.app, environ)
        now = self.clock()
        entry = _make_entry(status, headers, body, now, old) if environ["REQUEST_METHOD"] == "GET" else None
        if entry is not None:
            self._store(key, entry)
            return _answer(entry, now, environ, start_response)
        if old is not None and status.startswith("5") and now < old.stale_until:
            return _answer(old, now, environ, start_response)
        if old is not None and environ["REQUEST_METHOD"] == "GET":
            self._drop(key, old)
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


def _make_entry(status: str, headers: Headers, body: bytes, now: float, old: Entry | None) -> Entry | None:
    """Return the entry for an answer, or None when the answer may not be kept."""
    lifetimes = _lifetimes(status, headers)
    if lifetimes is None:
        return None
    max_age, stale = lifetimes
    head = [(name, value) for name, value in headers if name.lower() not in _DROPPED]
    digest = hashlib.sha256(body).digest()
    if old is not None and old.digest == digest and old.head == head:
        plain, zipped, br = old.plain, old.gzip, old.br  # unchanged: compressed already
    else:
        tag = digest[:12].hex()
        plain = _variant(body, tag, "", head)
        zipped = _variant(gzip.compress(body, 9, mtime=0), tag, "gzip", head)
        br = _variant(brotli.compress(body, quality=11), tag, "br", head)
    return Entry(
        stored_at=now,
        fresh_until=now + max_age,
        stale_until=now + max_age + stale,
        digest=digest,
        head=head,
        plain=plain,
        gzip=zipped,
        br=br,
        size=len(plain.body) + len(zipped.body) + len(br.body),
    )


def _lifetimes(status: str, headers: Headers) -> tuple[int, int] | None:
    """Return max-age and stale-while-revalidate in seconds, or None when not to be kept."""
    if not status.startswith("200 "):
        return None
    control = []
    for name, value in headers:
        name = name.lower()
        if name in {"set-cookie", "content-encoding", "content-range"}:
            return None
        if name == "vary" and value.strip().lower() != "accept-encoding":
            return None
        if name == "cache-control":
            control += value.lower().split(",")
    found = [_DIRECTIVE.fullmatch(part) for part in control]
    directives = {part[1]: part[2] for part in found if part}
    unclear = len(directives) < len(found)  # one cannot be read, or stands twice
    if unclear or "public" not in directives or not directives.keys() <= _UNDERSTOOD:
        return None
    max_age = int(directives.get("max-age") or 0)
    return (max_age, int(directives.get("stale-while-revalidate") or 0)) if max_age else None


def _variant(body: bytes, tag: str, encoding: str, head: Headers) -> Variant:
    etag = f'"{tag}-{encoding}"' if encoding else f'"{tag}"'
    shared = [*head, ("ETag", etag), ("Vary", "Accept-Encoding")]
    coded = [("Content-Encoding", encoding)] if encoding else []
    not_modified = [pair for pair in shared if pair[0].lower() != "content-type"]
    return Variant(body, etag, [*shared, *coded, ("Content-Length", str(len(body)))], not_modified)


def _answer(entry: Entry, now: float, environ: Environ, start_response: StartResponse) -> list[bytes]:
    """Answer from an entry: the variant that the reader accepts, 304 if they have it."""
    variant = _choose(entry, environ.get("HTTP_ACCEPT_ENCODING", ""))
    age = ("Age", str(int(now - entry.stored_at)))
    if_none_match = environ.get("HTTP_IF_NONE_MATCH")
    if if_none_match is not None and _matches(if_none_match, variant.etag):
        start_response("304 Not Modified", [*variant.not_modified, age])
        return []
    start_response("200 OK", [*variant.headers, age])
    return [variant.body] if environ["REQUEST_METHOD"] == "GET" else []


def _choose(entry: Entry, accept_encoding: str) -> Variant:
    """Return the smallest variant that `Accept-Encoding` allows (RFC 9110, 12.5.3)."""
    accepted = _accepted(accept_encoding)
    if "br" in accepted:
        return entry.br
    return entry.gzip if "gzip" in accepted else entry.plain


_accepted_cache: dict[str, frozenset[str]] = {}


def _accepted(header: str) -> frozenset[str]:
    known = _accepted_cache.get(header)
    if known is None:
        known = _parse_accept_encoding(header)
        if len(_accepted_cache) < 256:  # browsers send a handful; a flood of odd ones is not kept
            _accepted_cache[header] = known
    return known


def _parse_accept_encoding(header: str) -> frozenset[str]:
    accepted = set()
    for item in header.lower().split(","):
        coding, _, parameters = item.partition(";")
        quality = parameters.replace(" ", "").removeprefix("q=")
        if not parameters or (quality and quality.strip("0.") != ""):
            accepted.add(coding.strip())
    return frozenset(accepted)


def _matches(if_none_match: str, etag: str) -> bool:
    """Weak comparison of an entity tag with a list of them (RFC 9110, 13.1.2)."""
    if if_none_match.strip() == "*":
        return True
    return any(tag.strip().removeprefix("W/") == etag for tag in if_none_match.split(","))
