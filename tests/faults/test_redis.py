"""Redis is only a cache: without it the site goes on, staff included."""

from __future__ import annotations

import shutil
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.faults.people import ASKING, get, send, stored
from tests.faults.places import copy_of
from tests.second_factor import totp_code
from tests.stack import STAFF_PASSWORD, Stack, free_port, wait_until

pytestmark = pytest.mark.skipif(shutil.which("redis-server") is None, reason="Redis is not installed here")


class Redis:
    """A server of our own on loopback that writes nothing down."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()

    def start(self) -> None:
        options = ("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder))
        self.process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
        wait_until(self._answers, 10, "answer from Redis")

    def _answers(self) -> bool:
        import redis

        try:
            with redis.Redis(port=self.port) as client:
                return client.ping()
        except redis.ConnectionError:
            return False

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Redis]:
    running = Redis(tmp_path)
    running.start()
    yield running
    running.kill()


@pytest.fixture
def site(prepared: Stack, server: Redis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    redis_url = f"redis://127.0.0.1:{server.port}/0"
    running = copy_of(prepared, tmp_path_factory.mktemp("redis"), free_port(), REDIS_URL=redis_url)
    try:
        running.give_app("nurse")
        running.start_site()
        yield running
    finally:
        running.stop()


def _sign_in(site: Stack) -> None:
    """Sign in with one wrong code on the way: wrong codes are counted in the cache."""
    cookies = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))

    def send_form(path: str, **form: str) -> str:
        opener.open(f"{site.url}{path}", timeout=20).read()
        form["csrfmiddlewaretoken"] = next(cookie.value for cookie in cookies if cookie.name == "csrf")
        request = urllib.request.Request(f"{site.url}{path}", urlencode(form).encode(), {"Origin": site.url})
        return opener.open(request, timeout=20).geturl()

    send_form("/staff/login/", login="nurse", password=STAFF_PASSWORD)
    assert "authenticate" in send_form("/staff/2fa/authenticate/", code="000000")
    assert "authenticate" not in send_form("/staff/2fa/authenticate/", code=totp_code())
    assert opener.open(f"{site.url}/admin/", timeout=20).status == 200


def test_the_site_works_while_redis_is_away_and_after(
    site: Stack, server: Redis, tell: Callable[..., None]
) -> None:
    names = [f"Sam {number}" for number in range(9)]
    answers = {name: send(site, ASKING | {"name": name}) for name in names[:3]}
    server.kill()
    answers |= {name: send(site, ASKING | {"name": name}) for name in names[3:6]}
    pages = {path: get(site, path).status for path in ("/", "/faq/", "/callback/", "/staff/login/")}
    _sign_in(site)
    server.start()
    answers |= {name: send(site, ASKING | {"name": name}) for name in names[6:]}
    found = stored(site, {name: answer.receipt for name, answer in answers.items()})

    tell("Redis killed, then back and empty", site, 1, **found.figures)
    assert {answer.status for answer in answers.values()} == {303}
    assert set(pages.values()) == {200}
    assert (found.lost, found.doubled) == (set(), 0)
