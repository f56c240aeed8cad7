"""The page cache is compared with a small model of RFC 9111."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from clinic_site.page_cache.middleware import PageCache
from tests.attacks.chance import often
from tests.attacks.wire import Answer, ask

HOSTS = {"good.test"}
_DIRECTIVES = (
    *(
        "public",
        "private",
        "no-store",
        "no-cache",
        "must-revalidate",
        "s-maxage=0",
        "s-maxage=90",
        "immutable",
    ),
    *(
        "max-age=60",
        "max-age=0",
        "max-age=5",
        "max-age",
        "MAX-AGE=60",
        'private="x"',
        'no-cache="set-cookie"',
    ),
    *(
        "stale-while-revalidate=30",
        "max-age=60x",
        "proxy-revalidate",
        "no-transform",
        "xpublic",
        "",
        "must-understand",
    ),
)
# Mostly almost valid values: anything further off is never stored.
CONTROLS = st.one_of(
    st.just("public, max-age=60"),
    st.just("public, max-age=9, stale-while-revalidate=30"),
    st.sampled_from(_DIRECTIVES).map("public, max-age=60, {}".format),
    st.sampled_from(_DIRECTIVES).map("{}, public, max-age=9, stale-while-revalidate=30".format),
    st.lists(st.sampled_from(_DIRECTIVES), max_size=4).map(", ".join),
)
_MORE = st.sampled_from(
    [
        *(
            (),
            (("Set-Cookie", "a=b"),),
            (("Vary", "Cookie"),),
            (("Vary", "Accept-Encoding"),),
            (("Vary", "*"),),
        ),
        *(
            (("Content-Encoding", "br"),),
            (("Content-Range", "bytes 0-1/9"),),
            (("Cache-Control", "private"),),
        ),
        *((("VARY", "Accept-Encoding, Origin"),), (("set-cookie", "x=y"),)),
    ]
)
_STATUS = st.sampled_from(
    ["200 OK"] * 20 + ["206 Partial Content", "301 Moved", "404 Not Found", "500 Broken"]
)


@dataclass(frozen=True)
class Step:
    """A request, the application's response to it, and the seconds that pass before it."""

    control: str
    more: tuple[tuple[str, str], ...]
    status: str
    method: str
    path: str
    environ: dict[str, str]
    passes: int


_HEADERS = [
    *({"QUERY_STRING": query} for query in ("x=1", "utm_source=a")),
    *({"HTTP_COOKIE": cookie} for cookie in ("", "session=1")),
    *({"HTTP_ACCEPT_ENCODING": coding} for coding in ("br", "gzip", "*", "br;q=0", "x" * 300, "\xff")),
    *({"HTTP_CACHE_CONTROL": control} for control in ("no-store", "only-if-cached", "max-stale=9")),
    *({"HTTP_IF_NONE_MATCH": tag} for tag in ("*", '"x"', "W/")),
    *({"HTTP_X_FORWARDED_PROTO": scheme} for scheme in ("https", "http")),
    {"HTTP_X_FORWARDED_HOST": "evil.test"},
    {"HTTP_AUTHORIZATION": "Basic eDp5"},
    {"HTTP_RANGE": "bytes=0-0"},
    {"SCRIPT_NAME": "/evil"},
]
STEPS = st.builds(
    Step,
    control=CONTROLS,
    more=_MORE,
    status=_STATUS,
    method=st.sampled_from(["GET"] * 20 + ["HEAD", "POST", "OPTIONS", "PURGE", "TRACE"]),
    path=st.sampled_from(["/"] * 8 + ["/a/", "/a", "/A/", "//a/", "/a/x.css", "/a/;x", "/\xff"]),
    environ=st.builds(
        lambda host, header: {"HTTP_HOST": host} | header,
        st.sampled_from(["good.test"] * 12 + ["evil.test", "good.test:80", "GOOD.test", ""]),
        st.sampled_from([{}] * 14 + _HEADERS),
    ),
    passes=st.integers(0, 40),
)


@dataclass
class Origin:
    """An application that numbers its responses and records the steps that they were for."""

    step: Step | None = None
    now: float = 0
    given: list[tuple[Step, float]] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.given.append((self.step, self.now))
        control = [("Cache-Control", self.step.control)] if self.step.control else []
        start_response(self.step.status, [("Content-Type", "text/html"), *control, *self.step.more])
        return [f"<p>{len(self.given) - 1}</p>".encode()]

    def clock(self) -> float:
        return self.now


def _directives(step: Step) -> list[tuple[str, str]]:
    lines = [step.control, *(value for name, value in step.more if name.lower() == "cache-control")]
    parts = [part.strip().lower() for line in lines for part in line.split(",") if part.strip()]
    return [(name, value) for name, _, value in (part.partition("=") for part in parts)]


def may_store(step: Step) -> bool:
    """Return whether a response may be stored: RFC 9111, 3, limited to public 200 responses of our host."""
    names = [name for name, _ in _directives(step)]
    headers = [(name.lower(), value.lower()) for name, value in step.more]
    return (
        step.method == "GET"
        and step.status.startswith("200")
        and step.environ["HTTP_HOST"] in HOSTS
        and not any(step.environ.get(name) for name in ("QUERY_STRING", "HTTP_AUTHORIZATION", "SCRIPT_NAME"))
        and "public" in names
        and not {"private", "no-store", "no-cache", "must-revalidate", "s-maxage"} & set(names)
        and not {"set-cookie", "content-encoding", "content-range"} & {name for name, _ in headers}
        and all(value == "accept-encoding" for name, value in headers if name == "vary")
    )


def usable_for(step: Step) -> tuple[int, int]:
    """Return the seconds a response is fresh, and how long it may be served stale after (RFC 5861)."""
    given = _directives(step)

    def seconds(wanted: str) -> int:
        found = [value for name, value in given if name == wanted]
        return int(found[0]) if found and re.fullmatch(r"\d+", found[0]) else 0

    return seconds("max-age"), seconds("stale-while-revalidate")


def _number(answer: Answer) -> int | None:
    found = re.fullmatch(rb"<p>(\d+)</p>", answer.body)
    return int(found[1]) if found else None


_HERE = {"HTTP_HOST": "good.test"}
_STORED = Step("public, max-age=9, stale-while-revalidate=30", (), "200 OK", "GET", "/", _HERE, 0)
_BROKEN = Step("public, max-age=60", (("Set-Cookie", "a=b"),), "500 Broken", "GET", "/", _HERE, 9)


@often
@given(st.lists(STEPS, min_size=6, max_size=16))
@example([_STORED, _BROKEN])
def test_only_storable_fresh_responses_are_served_from_the_cache(steps: list[Step]) -> None:
    origin = Origin()
    cache = PageCache(origin, max_bytes=10_000, hosts=HOSTS, clock=origin.clock)
    for step in steps:
        origin.step, origin.now = step, origin.now + step.passes
        asked = len(origin.given)
        plain = step.environ | {"HTTP_ACCEPT_ENCODING": "identity"}
        answer = ask(cache, step.path, step.method, **plain)
        number = _number(answer)
        # A stored page also takes the place of an error of the application (RFC 5861, 4).
        is_stored = number is not None and number < asked
        if not is_stored:
            cookies = [value for name, value in step.more if name.lower() == "set-cookie"]
            assert len(origin.given) == asked or answer.headers.get("set-cookie", []) == cookies
        else:
            assert len(origin.given) == asked or step.status.startswith("5")
            assert "set-cookie" not in answer.headers
            first, at = origin.given[number]
            fresh, stale = usable_for(first)
            assert may_store(first), first
            assert first.path == step.path, "a page of another URL"
            assert step.method in {"GET", "HEAD"}
            assert origin.now - at < fresh + stale, "too old to be served"
            assert step.environ["HTTP_HOST"] in HOSTS
            assert not step.environ.get("QUERY_STRING")
            assert "HTTP_AUTHORIZATION" not in step.environ


@often
@given(st.lists(STEPS, min_size=1, max_size=6))
def test_hostile_requests_do_not_affect_the_next_response(steps: list[Step]) -> None:
    origin = Origin()
    cache = PageCache(origin, max_bytes=10_000, hosts=HOSTS, clock=origin.clock)
    good = Step("public, max-age=60", (), "200 OK", "GET", "/", {"HTTP_HOST": "good.test"}, 0)
    for step in steps:
        # Only the requests are hostile; the application's responses are ordinary.
        origin.step = Step(good.control, (), "200 OK", step.method, step.path, step.environ, 0)
        ask(cache, step.path, step.method, **step.environ)
    origin.step = good

    answer = ask(cache, "/", HTTP_HOST="good.test")

    assert answer.status == 200
    first, _ = origin.given[_number(answer)]
    assert (first.path, first.environ["HTTP_HOST"]) == ("/", "good.test")
    assert "content-encoding" not in answer.headers


@often
@given(st.text(max_size=60))
def test_response_encoding_is_one_that_was_accepted(header: str) -> None:
    origin = Origin(Step("public, max-age=60", (), "200 OK", "GET", "/", {}, 0))
    cache = PageCache(origin, max_bytes=10_000)
    sent = header.encode().decode("latin-1")

    coding = ask(cache, "/", HTTP_ACCEPT_ENCODING=sent).headers.get("content-encoding", [""])[0]

    assert not coding or coding in sent.lower() or "*" in sent
