"""The site, started for one audit in a folder of its own."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.stack import Mailbox, Stack


@contextmanager
def running_site() -> Iterator[Stack]:
    """Run the site, and take it and its folder away afterwards."""
    tell("Starting the site")
    mailbox = Mailbox()
    with tempfile.TemporaryDirectory() as folder:
        site = Stack(Path(folder), mailbox.port)
        mailbox.start()
        try:
            site.prepare()
            site.start_site()
            site.start_worker()
            yield site
        finally:
            site.stop()
            mailbox.stop()


def tell(line: str) -> None:
    """Show progress."""
    print(line, file=sys.stderr, flush=True)
