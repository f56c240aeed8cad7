from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from intake.enums import Status
from intake.models import Submission


@pytest.mark.django_db
def test_forty_made_up_requests_are_in_every_state(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo")

    assert Submission.objects.count() == 40
    assert set(Submission.objects.values_list("status", flat=True)) == set(Status.values)


@pytest.mark.django_db
def test_a_second_run_adds_none(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo")
    call_command("demo")

    assert Submission.objects.count() == 40


@pytest.mark.django_db
def test_a_live_site_gets_no_made_up_requests() -> None:
    with override_settings(ON_TLS=True), pytest.raises(CommandError, match="live site"):
        call_command("demo")
