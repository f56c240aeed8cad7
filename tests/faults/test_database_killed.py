"""PostgreSQL is killed with SIGKILL under load, and restarted. The site is never restarted."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest

from tests.faults.own_postgres import OwnPostgres, binaries
from tests.faults.people import ASKING, Crowd, crowd_at, get, says_not_sent, send, send_all, stored
from tests.faults.sites import end_site, expire_leases
from tests.faults.test_invariant import locked
from tests.prepared import Prepared
from tests.stack import PATIENCE, Mailbox, Stack, wait_until

KILLS = max(3, int(os.environ.get("FAULT_KILLS", "6")) // 2)

pytestmark = [
    pytest.mark.skipif(
        not os.environ.get("DATABASE_URL", "").startswith("postgres"),
        reason="on SQLite, test_kills.py kills the processes that write",
    ),
    pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not installed"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[OwnPostgres]:
    running = OwnPostgres()
    try:
        running.start()
        yield running
    finally:
        running.remove()


@pytest.fixture(scope="module")
def box() -> Iterator[Mailbox]:
    running = Mailbox()
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def site(
    prepared: Prepared, server: OwnPostgres, box: Mailbox, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    running = prepared.copy(tmp_path_factory.mktemp("killed"), box.port, server=server.url)
    try:
        running.start_site()
        running.start_worker()
        yield running
    finally:
        server.ensure_started()
        running.stop()


def test_killing_postgresql_loses_and_doubles_nothing(
    site: Stack, server: OwnPostgres, box: Mailbox, report: Callable[..., None]
) -> None:
    chance, gunicorn = random.Random(KILLS), site.site.pid
    with crowd_at(site) as crowd:
        for _ in range(KILLS):
            crowd.wait_for_more(chance.randint(1, 20))
            server.kill()
            _wait_for_an_error_page(crowd)
            server.start()
    found = stored(site, crowd.acknowledged)
    wait_until(lambda: expire_leases(site) == 0, PATIENCE, "sent messages")
    mails = [mail["Message-ID"] for mail in box.accepted]
    doubled_mails = len(mails) - len(set(mails))

    report(
        "PostgreSQL killed, all its processes",
        site,
        KILLS,
        **found.figures,
        mails=len(set(mails)),
        mails_doubled=doubled_mails,
    )
    assert (found.lost, found.doubled, crowd.strange) == (set(), 0, [])
    assert set(crowd.statuses) <= {303, 503}
    assert (site.site.pid, site.site.poll(), site.worker.poll()) == (gunicorn, None, None)
    assert len(set(mails)) == len(found.rows)
    assert doubled_mails <= KILLS


def _wait_for_an_error_page(crowd: Crowd) -> None:
    before = crowd.statuses[503]
    wait_until(lambda: crowd.statuses[503] > before, PATIENCE, "answer 503")


def test_connection_stays_open_for_the_next_request(site: Stack, server: OwnPostgres) -> None:
    assert send(site, ASKING | {"name": "Sam"}).status == 303
    before = _connections(server)
    time.sleep(3)  # the worker, which connects for each round of work, has made new ones since

    assert before & _connections(server)


def _connections(server: OwnPostgres) -> set[int]:
    with psycopg.connect(server.url) as connection:
        rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")
        return {pid for (pid,) in rows} - {connection.info.backend_pid}


def test_nobody_meets_a_connection_that_postgresql_left_behind(site: Stack, server: OwnPostgres) -> None:
    with locked(site):  # so that each of them needs a connection
        threads, _ = send_all(site, [f"Lee {number}" for number in range(12)])
        wait_until(lambda: len(_connections(server)) >= 6, PATIENCE, "connections")
    for thread in threads:
        thread.join()
    server.kill()
    server.start()

    answers = [send(site, ASKING | {"name": f"Kim {number}"}).status for number in range(8)]

    assert answers == [303] * 8


def test_pages_are_served_and_workers_start_without_postgresql(site: Stack, server: OwnPostgres) -> None:
    assert {get(site, path).status for path in ("/faq/", "/faq/", "/faq/", "/faq/")} == {200}
    server.kill()

    cached = get(site, "/faq/")
    end_site(site)
    site.start_site()
    pages = {path: get(site, path).status for path in ("/", "/crisis/", "/callback/", "/consultation/")}
    refused = send(site, ASKING | {"name": "Sam"})
    server.start()
    time.sleep(0.1)
    taken = send(site, ASKING | {"name": "Sam"})

    assert cached.status == 200
    assert set(pages.values()) == {200}
    assert says_not_sent(refused, "Sam")
    assert taken.status == 303
