"""Produce all failure states in a test database, and print their pages as JSON for other checks.

Runs with the site's settings: `manage.py shell --command "from tests.kind_failure.printed import ..."`.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test.utils import override_settings, setup_test_environment

from tests.kind_failure import requests
from tests.kind_failure.states import STATES
from tests.kind_failure.world import World

_A_WEDNESDAY = dt.datetime(2026, 11, 25, 15, 0, tzinfo=dt.UTC)
_CODE = re.compile(r"[^/]{20,}/")
# Not failures, but states that a test cannot produce on a site in use.
_ALSO: dict[str, Callable[[World], Any]] = {
    "closed today": requests.closed,
    "closed, before the form": requests.closed_before_the_form,
    "receipt while closed": requests.receipt_while_closed,
    "withdrawn": requests.withdrawn,
    "ended": requests.ended,
}


def print_all() -> None:
    """Print one row for each state: its name, path, status, headers and HTML."""
    logging.disable()  # the failures are intended
    setup_test_environment()
    producers = {state.name: state.produce for state in STATES} | _ALSO
    with override_settings(ROOT_URLCONF="tests.kind_failure.urls"):
        print(json.dumps([_row(name, produce) for name, produce in producers.items()]))


def _row(name: str, produce: Callable[[World], Any]) -> dict[str, Any]:
    with (
        pytest.MonkeyPatch.context() as patch,
        time_machine.travel(_A_WEDNESDAY) as clock,
        transaction.atomic(),
    ):
        answer = produce(World(patch, clock))
        transaction.set_rollback(True)
    return {
        "name": name,
        "path": _CODE.sub("", answer.request["PATH_INFO"]),  # codes differ from run to run
        "status": answer.status_code,
        "headers": {key: value for key, value in answer.items() if key != "Content-Length"},
        "html": answer.content.decode(),
    }
