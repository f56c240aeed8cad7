"""Servers that are killed, and people who send a great deal. A test that kills one starts it again."""

from __future__ import annotations

import datetime as dt
import http.client
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from intake.spam.guard import FLOOD_WINDOW
from intake.spam.limits import window_end
from intake.views.status import TRIES, WINDOW
from tests.deploy.fleet import FLOOD, Answer, Fleet
from tests.deploy.test_behind_nginx import ANSWERS, FORM, PAGE, post
from tests.stack import Stack

_COUNT = "from intake.models import Submission as S; print(S.objects.count())"
_ASKED = 120
_READERS = 4


def stored(fleet: Fleet) -> int:
    return int(fleet.stack.manage("shell", "--no-imports", "--command", _COUNT))


def straight(
    fleet: Fleet, port: int, answers: dict[str, str], path: str = "/callback/", address: str = "198.51.100.7"
) -> tuple[int, str]:
    """Post to one server, past nginx, as nginx would; return status and page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {name.replace("_", "-"): value for name, value in FORM.items()}
    headers |= {"Host": "localhost", "X-Forwarded-Proto": "https", "X-Forwarded-For": address}
    connection.request("POST", path, urlencode(answers), headers)
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    return answer.status, page


def not_at_the_end_of(window: dt.timedelta) -> None:
    """Wait until counting starts again, if the window of the counts is about to end."""
    left = (window_end(window, now := dt.datetime.now(dt.UTC)) - now).total_seconds()
    if left < 30:
        time.sleep(left)


@pytest.fixture
def one_killed(fleet: Fleet) -> Iterator[threading.Timer]:
    """Kill the second public server a moment after the timer is started."""
    timer = threading.Timer(0.3, lambda: Stack.kill(fleet.public[1]))
    yield timer
    timer.join()
    fleet.restart_public(1)


def test_readers_see_no_error_when_a_server_is_killed(fleet: Fleet, one_killed: threading.Timer) -> None:
    cut_off: list[int] = []

    def read(number: int) -> int:
        try:
            return fleet.ask(f"{PAGE}?{number}").status  # a query passes by the cache: it needs a server
        except http.client.IncompleteRead:  # nginx had passed on the beginning, so it can ask no other server
            cut_off.append(number)
            return fleet.ask(f"{PAGE}?{number}").status

    one_killed.start()
    with ThreadPoolExecutor(_READERS) as readers:
        statuses = list(readers.map(read, range(_ASKED)))

    assert statuses == [200] * _ASKED
    assert len(cut_off) <= _READERS


def test_a_patient_whose_server_is_killed_is_served_by_the_other(
    fleet: Fleet, one_killed: threading.Timer
) -> None:
    one_killed.interval = 0
    one_killed.start()
    one_killed.join()

    answers = [post(fleet, "/callback/", ANSWERS | {"name": f"Killed {number}"}) for number in range(4)]

    assert [answer.status for answer in answers] == [303] * 4


def test_the_same_request_at_both_servers_is_one(fleet: Fleet) -> None:
    before = stored(fleet)
    same = ANSWERS | {"name": "Both"}

    with ThreadPoolExecutor(2) as people:
        statuses = list(people.map(lambda port: straight(fleet, port, same)[0], fleet.public_ports))

    assert statuses == [303, 303]
    assert stored(fleet) == before + 1


@pytest.fixture
def nobody_serves(fleet: Fleet) -> Iterator[None]:
    fleet.ask(PAGE)
    for process in fleet.public:
        Stack.kill(process)
    yield
    for number in range(2):
        fleet.restart_public(number)


@pytest.mark.usefixtures("nobody_serves")
def test_without_a_server_pages_are_shown_and_senders_are_told_what_to_do(fleet: Fleet) -> None:
    sent = post(fleet, "/callback/", ANSWERS)

    assert fleet.ask(PAGE).status == 200
    assert (sent.status, sent.headers["Cache-Control"]) == (503, "no-store")
    assert "If the browser asks whether to send the form again, you can say yes" in sent.text
    assert 'href="tel:988"' in sent.text


def test_a_limit_counts_at_both_servers_together(fleet: Fleet) -> None:
    """Past nginx, whose own limit comes first: this is the limiter of the site, in the one database."""
    one, other = fleet.public_ports

    def look_up(port: int, address: str = "203.0.113.50") -> tuple[int, str]:
        return straight(fleet, port, {"reference": "7K4M-9Q2X", "secret": "0" * 20}, "/request/", address)

    not_at_the_end_of(WINDOW)
    at_one = [look_up(one)[0] for _ in range(TRIES)]
    at_other, page = look_up(other)

    assert at_one == [303] * TRIES
    assert (at_other, 'value="7K4M-9Q2X"' in page) == (429, True)
    assert look_up(other, "203.0.114.50")[0] == 303


def test_a_flood_of_requests_is_counted_at_both_servers_together(fleet: Fleet) -> None:
    def ask(number: int) -> tuple[int, str]:
        answers = ANSWERS | {"name": f"Flood {number}", "message": "I would rather talk."}
        return straight(fleet, fleet.public_ports[number % 2], answers, address="203.0.115.50")

    not_at_the_end_of(FLOOD_WINDOW)
    with ThreadPoolExecutor(4) as people:
        within = [status for status, _ in people.map(ask, range(FLOOD))]
    beyond = [ask(FLOOD), ask(FLOOD + 1)]

    assert within == [303] * FLOOD
    assert [status for status, _ in beyond] == [429, 429]
    assert all(f'value="Flood {FLOOD + place}"' in page for place, (_, page) in enumerate(beyond))
    assert all("I would rather talk." in page for _, page in beyond)


def test_flood_from_one_address_is_limited_across_both_servers(fleet: Fleet) -> None:
    def send(number: int) -> Answer:
        return post(fleet, "/request/", {"reference": f"{number}"}, source="127.0.0.9")

    began = time.monotonic()
    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(send, range(_ASKED)))
    took = time.monotonic() - began
    elsewhere = post(fleet, "/request/", {}, source="127.0.0.8")

    statuses = [answer.status for answer in answers]
    refused = next(answer for answer in answers if answer.status == 429)
    assert 60 <= statuses.count(303) <= 61 + took  # the burst, and one a second
    assert 'href="tel:988"' in refused.text
    assert elsewhere.status == 303


def test_rolling_restart_refuses_and_loses_no_request(fleet: Fleet) -> None:
    before, over = stored(fleet), threading.Event()

    def keep_asking(person: int) -> list[int]:
        statuses = []
        while not over.is_set():
            name = f"Rolling {person} {len(statuses)}"
            source = f"127.0.{person + 1}.{len(statuses) % 250 + 1}"
            statuses.append(post(fleet, "/callback/", ANSWERS | {"name": name}, source=source).status)
        return statuses

    with ThreadPoolExecutor(3) as people:
        asking = [people.submit(keep_asking, person) for person in range(3)]
        for number in range(2):
            fleet.public[number].terminate()
            fleet.public[number].wait(40)
            fleet.restart_public(number)
        over.set()
        statuses = [status for each in asking for status in each.result()]

    assert set(statuses) == {303}
    assert stored(fleet) == before + len(statuses)
