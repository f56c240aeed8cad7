"""PageMemory beside a small model of RFC 9111: whatever is asked and answered, both agree on what may be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clinic_site.page_memory import PageMemory
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
# Mostly what is nearly right: what is far off is stored by nobody.
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
    """One request, what the application would answer to it, and the seconds that pass before."""

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
    """An application that gives every answer its own number, and remembers what it answered to whom."""

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
    """RFC 9111, 3, narrowed to what this memory says of itself: whole, public, cookieless, of our host."""
    names = [name for name, _ in _directives(step)]
    headers = [(name.lower(), value.lower()) for name, value in step.more]
    return (
        step.method == "GET"
        and step.status.startswith("200")
        and step.environ["HTTP_HOST"] in HOSTS
        and not any(step.environ.get(name) for name in ("QUERY_STRING", "HTTP_AUTHORIZATION", "SCRIPT_NAME"))
        and "HTTP_COOKIE" not in step.environ
        and "public" in names
        and not {"private", "no-store", "no-cache"} & set(names)
        and not {"set-cookie", "content-encoding", "content-range"} & {name for name, _ in headers}
        and all(value == "accept-encoding" for name, value in headers if name == "vary")
    )


def usable_for(step: Step) -> tuple[int, int]:
    """Return for how many seconds an answer is fresh, and how much longer it may be used (RFC 5861)."""
    given = _directives(step)

    def seconds(wanted: str) -> int | None:
        found = [value for name, value in given if name == wanted]
        return min(int(value) if re.fullmatch(r"\d+", value) else 0 for value in found) if found else None

    fresh = seconds("s-maxage") if seconds("s-maxage") is not None else seconds("max-age") or 0
    strict = {"must-revalidate", "proxy-revalidate", "s-maxage"} & {name for name, _ in given}
    return fresh, 0 if strict else seconds("stale-while-revalidate") or 0


def _number(answer: Answer) -> int | None:
    found = re.fullmatch(rb"<p>(\d+)</p>", answer.body)
    return int(found[1]) if found else None


@often
@given(st.lists(STEPS, min_size=6, max_size=16))
def test_nothing_is_served_from_memory_that_may_not_be(steps: list[Step]) -> None:
    origin = Origin()
    memory = PageMemory(origin, max_bytes=10_000, hosts=HOSTS, clock=origin.clock)
    for step in steps:
        origin.step, origin.now = step, origin.now + step.passes
        asked = len(origin.given)
        plain = step.environ | {"HTTP_ACCEPT_ENCODING": "identity"}
        answer = ask(memory, step.path, step.method, **plain)
        assert answer.headers.get("set-cookie", []) == [
            v for n, v in step.more if n.lower() == "set-cookie"
        ] or (len(origin.given) == asked)
        number = _number(answer)
        if len(origin.given) == asked and number is not None:  # from memory
            first, at = origin.given[number]
            fresh, stale = usable_for(first)
            assert may_store(first), first
            assert first.path == step.path, "a page of another address"
            assert step.method == "GET"
            assert origin.now - at < fresh + stale, "older than may be shown"
            assert step.environ["HTTP_HOST"] in HOSTS
            assert not step.environ.get("QUERY_STRING")
            assert "HTTP_COOKIE" not in step.environ
            assert "HTTP_AUTHORIZATION" not in step.environ


@often
@given(st.lists(STEPS, min_size=1, max_size=6))
def test_whatever_strangers_ask_first_the_next_reader_gets_the_page(steps: list[Step]) -> None:
    origin = Origin()
    memory = PageMemory(origin, max_bytes=10_000, hosts=HOSTS, clock=origin.clock)
    good = Step("public, max-age=60", (), "200 OK", "GET", "/", {"HTTP_HOST": "good.test"}, 0)
    for step in steps:
        # The application answers strangers with what it has for everybody: only the asking is hostile.
        origin.step = Step(good.control, (), "200 OK", step.method, step.path, step.environ, 0)
        ask(memory, step.path, step.method, **step.environ)
    origin.step = good

    answer = ask(memory, "/", HTTP_HOST="good.test")

    assert answer.status == 200
    first, _ = origin.given[_number(answer)]
    assert (first.path, first.environ["HTTP_HOST"]) == ("/", "good.test")
    assert "content-encoding" not in answer.headers


@often
@given(st.text(max_size=60))
def test_no_accept_encoding_gets_bytes_that_it_did_not_ask_for(header: str) -> None:
    origin = Origin(Step("public, max-age=60", (), "200 OK", "GET", "/", {}, 0))
    memory = PageMemory(origin, max_bytes=10_000)
    sent = header.encode().decode("latin-1")

    coding = ask(memory, "/", HTTP_ACCEPT_ENCODING=sent).headers.get("content-encoding", [""])[0]

    assert not coding or coding in sent.lower()
