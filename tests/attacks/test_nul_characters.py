"""A NUL character that staff send reaches no query: PostgreSQL refuses it, and the page would be an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.db import DataError, connection
from django.test import Client

from intake.models import Submission
from intake.staff.requests.request_actions import ACTS
from tests.attacks.visitor import Visitor
from tests.intake.workbench import LIST, enter, request_of

pytestmark = pytest.mark.django_db
NUL = "\x00x"
FIELDS = ("to", "owner", "version", "ending", "outcome_text", "text", "reason", "rule", "result", "channel")
TYPED = dict.fromkeys((*FIELDS, "call_back_at", "at", "other", "held", "pick", "q", "name", "plain"), NUL)


def _as_on_postgresql(execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
    rows = (params or ()) if many else [params or ()]
    if any(isinstance(value, str) and "\x00" in value for row in rows for value in row):
        raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    return execute(sql, params, many, context)


@pytest.fixture(autouse=True)
def _strict_database(db: None) -> Iterator[None]:
    with connection.execute_wrapper(_as_on_postgresql):
        yield


@pytest.fixture
def submission() -> Submission:
    return request_of()


@pytest.fixture
def staff(nurse: AbstractBaseUser) -> Client:
    return enter(Visitor(), nurse)


@pytest.mark.parametrize("word", ACTS)
def test_in_an_action_on_a_request(staff: Client, submission: Submission, word: str) -> None:
    answer = staff.post(f"{LIST}{submission.pk}/do/{word}/?typed_at=%00&back=%00", TYPED)

    assert answer.status_code < 500


@pytest.mark.parametrize(
    "form", ["decide/?back=tab%3Dspam", "hand-over/?back=mine%3D1", "export/choose/", "search/", "export/"]
)
@pytest.mark.parametrize("chosen", [{"decision": "spam"}, {"to": "none"}])
def test_in_a_form_of_the_queue(staff: Client, form: str, chosen: dict[str, str]) -> None:
    assert staff.post(f"{LIST}{form}", TYPED | chosen).status_code < 500


@pytest.mark.parametrize("kind", ["reference.", "phone.", "email.", "name.", "name.a."])
def test_in_the_address_of_a_search(staff: Client, submission: Submission, kind: str) -> None:
    answer = staff.get(LIST, {"found": f"{kind}{NUL}"})

    assert answer.status_code == 200
    assert submission.reference not in answer.content.decode()
