"""A cache entry: one stored page with its encodings, its entity tags and its lifetimes.

Sources: RFC 9110 (content negotiation, conditional requests), RFC 9111 (storage, age, freshness),
RFC 5861 (stale-while-revalidate, stale-if-error).
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from typing import Any, NamedTuple

import brotli

from clinic_site.core.numbers import whole_number

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]

_HOP_BY_HOP = {"connection", "keep-alive", "proxy-authenticate", "proxy-authentication-info"}
_HOP_BY_HOP |= {"proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
_REPLACED = {"content-length", "etag", "age", "vary"}
_ABOUT_BODY = {"content-type", "content-encoding", "content-length"}
# `no-transform` forbids compression. `immutable` files are compressed in advance and kept by browsers; in
# this cache they would only displace pages. No response of this site has a directive of the second line.
_NOT_STORED = {"no-store", "no-cache", "private", "no-transform", "immutable"}
_NOT_STORED |= {"must-revalidate", "proxy-revalidate", "must-understand", "s-maxage"}
_ENTITY_TAG = re.compile(r'"[^"]*"')
_QUALITY = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


class Variant(NamedTuple):
    """One encoding of a page: its entity tag, the headers of its 200 response, its bytes."""

    etag: str
    headers: Headers
    body: bytes


@dataclass(slots=True)
class CacheEntry:
    """A stored page. Times are seconds on the clock of the page cache; `born` is when it was generated."""

    born: float
    fresh_until: float
    stale_until: float
    error_until: float
    digest: bytes
    variants: dict[str, Variant]
    size: int  # bytes of all variants

    def invalidate(self) -> None:
        """Make the entry unusable. Its compressed bytes serve again if the next page has the same content."""
        self.fresh_until = self.stale_until = self.error_until = float("-inf")


def lifetimes(headers: Headers) -> tuple[int, int, int] | None:
    """Return the ages up to which a 200 response is fresh, usable while it is refreshed, and after errors.

    Ages are seconds. Return None if this cache must not store the response, or has no reason to.
    """
    if any(_values(headers, name) for name in ("set-cookie", "content-encoding", "content-range")):
        return None
    control = directives(_values(headers, "cache-control"))
    if "public" not in control or control.keys() & _NOT_STORED:
        return None
    if directives(_values(headers, "vary")).keys() - {"accept-encoding"}:
        return None
    fresh, stale = _seconds(control.get("max-age")), control.get("stale-while-revalidate")
    if fresh <= _age(headers):
        return None
    return fresh, fresh + _seconds(stale), fresh + _seconds(control.get("stale-if-error", stale))


def make_entry(
    headers: Headers, body: bytes, ages: tuple[int, int, int], now: float, old: CacheEntry | None
) -> CacheEntry:
    """Return the entry for a response with these lifetimes; reuse the encodings of `old` if unchanged."""
    dropped = _HOP_BY_HOP | _REPLACED | directives(_values(headers, "connection")).keys()
    head = [pair for pair in headers if pair[0].lower() not in dropped]
    if not _values(head, "date"):
        head.append(("Date", formatdate(usegmt=True)))
    digest = hashlib.sha256(body).digest()
    if old is not None and old.digest == digest:
        bodies = {coding: variant.body for coding, variant in old.variants.items()}
    else:
        bodies = {"br": brotli.compress(body), "gzip": gzip.compress(body, 9, mtime=0), "": body}
    variants = {coding: _variant(data, digest[:12].hex(), coding, head) for coding, data in bodies.items()}
    born = now - _age(headers)
    size = sum(map(len, bodies.values()))
    return CacheEntry(born, *(born + age for age in ages), digest, variants, size)


def directives(values: Iterable[str]) -> dict[str, str]:
    """Return the members of a comma-separated header in lower case, by name; the first of a name counts."""
    members = [member.strip().partition("=") for member in ",".join(values).lower().split(",")]
    return {name: value for name, _, value in reversed(members) if name}


def respond(entry: CacheEntry, now: float, environ: Environ, start_response: StartResponse) -> list[bytes]:
    """Answer from an entry: the variant that the client prefers, or 304 if the client has it already."""
    variant = entry.variants[choose_coding(environ.get("HTTP_ACCEPT_ENCODING", ""))]
    age = ("Age", str(int(now - entry.born)))
    if_none_match = environ.get("HTTP_IF_NONE_MATCH")
    tags = () if if_none_match is None else _ENTITY_TAG.findall(if_none_match)
    if if_none_match == "*" or variant.etag in tags:  # compared weakly (RFC 9110, 13.1.2)
        kept = [pair for pair in variant.headers if pair[0].lower() not in _ABOUT_BODY]
        start_response("304 Not Modified", [*kept, age])
        return []
    start_response("200 OK", [*variant.headers, age])
    return [variant.body] if environ["REQUEST_METHOD"] == "GET" else []


def may_compress(status: str, headers: Headers, environ: Environ) -> bool:
    """Return whether a response that is not stored may be compressed.

    It may if the request has neither cookies nor a query: if a page contained a secret and text that an
    attacker chose, the compressed length would reveal the secret (BREACH).
    """
    return (
        status.startswith("200 ")
        and "HTTP_COOKIE" not in environ
        and not environ.get("QUERY_STRING")
        and not _values(headers, "set-cookie")
        and not _values(headers, "content-encoding")
        and any(value.startswith("text/html") for value in _values(headers, "content-type"))
    )


def compressed(headers: Headers, body: bytes, environ: Environ) -> tuple[Headers, bytes]:
    """Return the headers and the body of a response in the coding that the client prefers."""
    coding = choose_coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if coding == "br":
        body = brotli.compress(body, quality=5)  # a tenth of the time of the default, a tenth larger
    elif coding == "gzip":
        body = gzip.compress(body, 6, mtime=0)
    coded = [("Content-Encoding", coding)] if coding else []
    varies = ", ".join([*_values(headers, "vary"), "Accept-Encoding"])
    kept = [pair for pair in headers if pair[0].lower() not in {"content-length", "etag", "vary"}]
    return [*kept, ("Vary", varies), *coded, ("Content-Length", str(len(body)))], body


@lru_cache(maxsize=256)  # browsers send a handful of headers
def choose_coding(accept_encoding: str) -> str:
    """Return "br", "gzip" or "" (no coding), whichever Accept-Encoding prefers (RFC 9110, 12.5.3).

    Of equally preferred codings the smallest wins. A header that refuses everything gets no coding.
    """
    quality: dict[str, float] = {}
    for item in accept_encoding.lower().split(","):
        coding, _, parameter = item.partition(";")
        match = _QUALITY.fullmatch("".join(parameter.split()))
        quality[coding.strip()] = (float(match[1]) if match else 0.0) if parameter else 1.0
    rest = quality.get("*", 0.0)
    weights = {coding: quality.get(coding, rest) for coding in ("br", "gzip")}
    best = max(weights, key=weights.__getitem__)
    # Unnamed, `identity` is the last resort.
    return best if weights[best] > 0 and weights[best] >= quality.get("identity", rest) else ""


def _variant(body: bytes, tag: str, coding: str, head: Headers) -> Variant:
    etag = f'"{tag}-{coding}"' if coding else f'"{tag}"'
    coded = [("Content-Encoding", coding)] if coding else []
    own = [("ETag", etag), ("Vary", "Accept-Encoding"), *coded, ("Content-Length", str(len(body)))]
    return Variant(etag, head + own, body)


def _values(headers: Headers, name: str) -> list[str]:
    return [value for key, value in headers if key.lower() == name]


def _age(headers: Headers) -> int:
    """Return the first value of the Age header in seconds; 0 if it is absent or not a whole number."""
    return _seconds(",".join(_values(headers, "age")).split(",")[0].strip())


def _seconds(value: str | None) -> int:
    """Return a number of seconds; 0 if it is absent or not a whole number."""
    return whole_number(value or "") or 0
