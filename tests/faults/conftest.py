"""Fixtures for fault tests, which run against separate sites, so that they can be killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import pytest

from tests.faults.sites import kind_of_database
from tests.faults.tally import Line, table
from tests.prepared import Prepared
from tests.stack import Mailbox, Stack

LINES = pytest.StashKey[list[Line]]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/faults/" in str(item.path):
            item.add_marker(pytest.mark.fault)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In a pytest-xdist worker, hand the lines to the controller, which prints them."""
    if (handed := getattr(session.config, "workeroutput", None)) is not None:
        handed["faults"] = [asdict(line) for line in session.config.stash.get(LINES, [])]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Collect the lines of a pytest-xdist worker that has ended."""
    handed = getattr(node, "workeroutput", {}).get("faults", [])
    node.config.stash.setdefault(LINES, []).extend(Line(**line) for line in handed)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if lines := sorted(config.stash.get(LINES, []), key=lambda line: line.fault):
        terminalreporter.section("effects of the faults")
        for line in table(lines):
            terminalreporter.write_line(line)


@pytest.fixture
def report(pytestconfig: pytest.Config) -> Callable[..., None]:
    """Return a function that adds a line to the table at the end of the run."""

    def add(fault: str, site: Stack | str, hits: int, **figures: Any) -> None:
        database = site if isinstance(site, str) else kind_of_database(site)
        pytestconfig.stash.setdefault(LINES, []).append(Line(fault, database, hits, **figures))

    return add


@pytest.fixture
def own_mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    box.start()
    yield box
    box.stop()


@pytest.fixture
def bare_stack(tmp_path_factory: pytest.TempPathFactory, own_mailbox: Mailbox) -> Iterator[Stack]:
    """Return a site in an empty folder, not prepared yet."""
    running = Stack(tmp_path_factory.mktemp("fault"), own_mailbox.port)
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def own_stack(
    prepared: Prepared, tmp_path_factory: pytest.TempPathFactory, own_mailbox: Mailbox
) -> Iterator[Stack]:
    """Return a prepared site that is not started."""
    running = prepared.copy(tmp_path_factory.mktemp("fault"), own_mailbox.port)
    try:
        yield running
    finally:
        running.stop()
