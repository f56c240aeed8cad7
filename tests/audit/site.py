"""The site for one audit, in a temporary folder."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.calls import always_open
from tests.prepared import Prepared
from tests.stack import ROOT, Mailbox, Stack

_EXAMPLE = ROOT / "clinic_site" / "clinic" / "example.toml"


@contextmanager
def running_site(prepared: Prepared | None = None, **changes: str) -> Iterator[Stack]:
    """Run the site, and stop it and remove its folder afterward.

    It is a copy of `prepared`, if given. `changes` are environment variables.
    """
    log("Starting the site")
    mailbox = Mailbox()
    with tempfile.TemporaryDirectory() as folder:
        make = prepared.copy if prepared else Stack
        site = make(Path(folder), mailbox.port, **changes)
        mailbox.start()
        try:
            if not prepared:
                site.prepare()
            if changes.get("CLINIC_FILE") == str(_EXAMPLE):
                site.manage("example_clinic")  # its pictures
            site.start_site()
            site.wait_for_first_page()
            site.start_worker()
            yield site
        finally:
            site.stop()
            mailbox.stop()


@contextmanager
def clinic_that_is_open(prepared: Prepared | None = None) -> Iterator[Stack]:
    """Run the site of a clinic that is open day and night, so that staff may call people at any time."""
    with tempfile.TemporaryDirectory() as folder:
        with running_site(prepared, CLINIC_FILE=str(always_open(Path(folder)))) as site:
            yield site


@contextmanager
def example_clinic(prepared: Prepared | None = None) -> Iterator[Stack]:
    """Run the site of the fictitious clinic, which has every fact and picture."""
    with running_site(prepared, CLINIC_FILE=str(_EXAMPLE)) as site:
        yield site


def log(line: str) -> None:
    """Print a progress message to stderr."""
    print(line, file=sys.stderr, flush=True)
