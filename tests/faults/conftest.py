"""Faults run against sites of their own, so that a killed one is nobody else's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stack import Mailbox, Stack


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/faults/" in str(item.path):
            item.add_marker(pytest.mark.fault)


@pytest.fixture
def own_mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    box.start()
    yield box
    box.stop()


@pytest.fixture
def bare_stack(tmp_path_factory: pytest.TempPathFactory, own_mailbox: Mailbox) -> Iterator[Stack]:
    """A place for a site in which nothing is prepared yet."""
    running = Stack(tmp_path_factory.mktemp("fault"), own_mailbox.port)
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def own_stack(bare_stack: Stack) -> Stack:
    """A site that is prepared and not started."""
    bare_stack.prepare()
    return bare_stack
