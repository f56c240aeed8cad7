"""Crisis lines before a consultation with a listed phrase is sent."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from intake.models import Submission
from tests.intake.consultation_answers import fill, text, url, what_check_sends

pytestmark = pytest.mark.django_db


def test_a_risk_phrase_leads_to_help_first_and_can_then_be_sent(client: Client, settings: Settings) -> None:
    settings.RISK_INTERRUPTION = True
    fill(client, now={"note": "I want to die"})
    sent = what_check_sends(client)

    interruption = client.post(url("send"), sent, follow=True)
    changed = client.post(url("send"), sent | {"change": "yes"}, follow=True)
    answer = client.post(url("send"), sent | {"help_shown": "yes"})

    assert "Before you send this" in text(interruption)
    assert f'action="{url("send")}"' in text(interruption)
    assert "Check your answers" in text(changed)
    assert answer.status_code == 303
    assert Submission.objects.get().read_first is True


def test_help_before_sending_is_a_page_that_sends_exactly_what_was_checked(
    client: Client, settings: Settings
) -> None:
    settings.RISK_INTERRUPTION = True
    fill(client, now={"note": "I want to die"})
    sent = what_check_sends(client)

    address = client.post(url("send"), sent)["Location"]
    page = text(client.get(address))

    assert address == url("before-sending")
    assert [f'name="{name}"' in page for name in ("typed", "draft", "nonce")] == [True] * 3
    client.post(url("now"), {"note": "I want to die. Changed in another tab."})
    assert "Before you send this" in text(client.post(url("send"), sent))


def test_the_page_with_help_is_only_for_what_needs_it(client: Client, settings: Settings) -> None:
    settings.RISK_INTERRUPTION = True
    fill(client)

    assert client.get(url("before-sending"))["Location"] == url("check")
