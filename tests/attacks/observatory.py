"""The score of Mozilla's HTTP Observatory for one response.

Source: github.com/mdn/mdn-http-observatory, `src/grader/charts.js` and `src/analyzer/tests/`. A site
starts with 100; bonuses count only if at least 90 remain after the penalties. This covers what the
site sends: a header that is wrong in another way gets the worst penalty of its kind. The bonus for
HSTS preloading (+5), which is up to the operator, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

ENOUGH_FOR_EXTRAS = 90
_YEAR_HALF = 15_768_000  # minimum of the HSTS max-age, in seconds


def _policy(headers: Mapping[str, str]) -> dict[str, list[str]]:
    parts = headers.get("content-security-policy", "").split(";")
    return {words[0].lower(): words[1:] for words in map(str.split, parts) if words}


def _csp(headers: Mapping[str, str]) -> int:
    policy = _policy(headers)
    if not policy:
        return -25
    script = policy.get("script-src", policy.get("default-src", ["*"]))
    style = policy.get("style-src", policy.get("default-src", ["*"]))
    if {"'unsafe-inline'", "'unsafe-eval'", "data:", "*", "https:", "http:"} & set(script):
        return -20
    if "'unsafe-inline'" in style:
        return 0
    closed = policy.get("default-src") == ["'none'"] and policy.get("form-action") in (["'self'"], ["'none'"])
    return 10 if closed else 5


def _cookies(cookies: list[str]) -> int:
    kept = [cookie for cookie in cookies if "max-age=0" not in cookie.lower()]
    worst = 5 if kept else 0
    for cookie in kept:
        flags = {part.strip().partition("=")[0].lower() for part in cookie.split(";")[1:]}
        if "secure" not in flags:
            return -40
        if "httponly" not in flags:
            return -30
        if "samesite" not in flags:
            worst = 0
    return worst


def _hsts(headers: Mapping[str, str]) -> int:
    found = re.search(r"max-age=(\d+)", headers.get("strict-transport-security", ""))
    if not found:
        return -20
    return 0 if int(found[1]) >= _YEAR_HALF else -10


def _referrer(headers: Mapping[str, str]) -> int:
    value = headers.get("referrer-policy", "").split(",")[-1].strip()
    private = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
    return 5 if value in private else -5 if value else 0


def _frames(headers: Mapping[str, str]) -> int:
    if _policy(headers).get("frame-ancestors"):
        return 5
    return 0 if headers.get("x-frame-options", "").upper() in {"DENY", "SAMEORIGIN"} else -20


def _one_value(name: str, best: str, gain: int) -> object:
    return lambda headers: gain if headers.get(name) == best else 0


_EACH = (
    *(_csp, _hsts, _referrer, _frames),
    lambda headers: 0 if headers.get("x-content-type-options") == "nosniff" else -5,
    lambda headers: -50 if headers.get("access-control-allow-credentials", "") == "true" else 0,
    _one_value("cross-origin-resource-policy", "same-origin", 10),
    _one_value("cross-origin-opener-policy", "same-origin", 10),
    _one_value("cross-origin-embedder-policy", "require-corp", 10),
)


def third_party_scripts(page: str) -> list[str]:
    """Return the URLs of scripts from other hosts."""
    return [src for src in re.findall(r"<script[^>]*\ssrc=[\"']?([^\"'\s>]+)", page) if "//" in src[:8]]


def score(headers: Mapping[str, str], cookies: list[str], page: str = "") -> int:
    """Return the score of a response. The names in `headers` are in lower case."""
    points = [each(headers) for each in _EACH] + [_cookies(cookies), -5 * bool(third_party_scripts(page))]
    total = 100 + sum(min(each, 0) for each in points)
    return total + sum(max(each, 0) for each in points) * (total >= ENOUGH_FOR_EXTRAS)
