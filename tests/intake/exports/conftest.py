from __future__ import annotations

import pytest
from jsonschema import Draft6Validator

from intake.enums import Kind
from intake.models import Submission
from intake.services.requests.receive import receive
from tests.intake.exports.fhir import ANSWERS, NOW, r4_schema


@pytest.fixture
def submission() -> Submission:
    return receive(Kind.CONSULTATION, ANSWERS, now=NOW)


@pytest.fixture(scope="session")
def schema() -> Draft6Validator:
    return r4_schema()
