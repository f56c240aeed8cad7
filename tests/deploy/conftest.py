"""One fleet for all these tests; a test that kills a part of it starts it again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.deploy.fleet import Fleet
from tests.deploy.postgres import private_postgres
from tests.stack import Mailbox


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/tests/deploy/" in str(item.path):
            item.add_marker(pytest.mark.deploy)


@pytest.fixture(scope="session")
def fleet(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Fleet]:
    with ExitStack() as around:
        server = os.environ.get("DATABASE_URL", "")
        if not server.startswith("postgres"):
            server = around.enter_context(private_postgres())
        running = Fleet(tmp_path_factory.mktemp("fleet"), mailbox.port, server)
        try:
            running.prepare()
            running.start()
            yield running
        finally:
            running.stop()
