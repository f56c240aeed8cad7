"""A page as it is kept and answered: its encodings, its tag, its lifetimes (RFC 9110, RFC 9111)."""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import brotli

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]

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


def make_entry(status: str, headers: Headers, body: bytes, now: float, old: Entry | None) -> Entry | None:
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


def answer(entry: Entry, now: float, environ: Environ, start_response: StartResponse) -> list[bytes]:
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
