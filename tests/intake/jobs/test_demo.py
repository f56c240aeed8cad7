"""The command `demo`."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from intake.enums import Status
from intake.models import Submission


@pytest.mark.django_db
def test_demo_adds_forty_requests_in_every_status(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo")

    assert Submission.objects.count() == 40
    assert set(Submission.objects.values_list("status", flat=True)) == set(Status.values)


@pytest.mark.django_db
def test_second_run_adds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo")
    call_command("demo")

    assert Submission.objects.count() == 40


@pytest.mark.django_db
def test_demo_refuses_to_run_on_a_live_site() -> None:
    with override_settings(ON_TLS=True), pytest.raises(CommandError, match="live site"):
        call_command("demo")
