"""New requests are indexed by the worker."""

from __future__ import annotations

from typing import NoReturn

import pytest
from django.db import OperationalError

from intake.services.jobs import indexing
from intake.services.jobs.indexing import index_new
from tests.intake.workbench import request_of

pytestmark = pytest.mark.django_db


def test_request_that_met_an_unavailable_database_is_indexed_the_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    submission, skip = request_of(), set[object]()

    def unavailable(*_: object) -> NoReturn:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(indexing, "_index", unavailable)
        with pytest.raises(OperationalError):
            index_new(skip)

    assert index_new(skip) == 1
    submission.refresh_from_db()
    assert submission.phone_index
