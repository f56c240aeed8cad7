"""A full page of a list can be saved and selected: one request may have a hundred fields."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from intake.enums import OutboxKind, OutboxState
from intake.models import FaqEntry, OutboxMessage

pytestmark = pytest.mark.django_db
FAQ, OUTBOX = "/admin/intake/faqentry/", "/admin/intake/outboxmessage/"


@pytest.mark.parametrize("query", ["", "?all="])
def test_list_of_the_shipped_questions_can_be_saved(staff: Client, query: str) -> None:
    call_command("load_faq", stdout=io.StringIO())
    shown = staff.get(FAQ + query).context["cl"].formset
    fields = [field for form in (shown.management_form, *shown.forms) for field in form]
    sent = {field.html_name: field.value() for field in fields if field.value() not in (None, False)}
    first = shown.forms[0].instance

    answer = staff.post(
        FAQ + query, sent | {"form-0-order": "7", "_save": "Save", "csrfmiddlewaretoken": "x"}
    )

    assert answer.status_code == 302
    assert FaqEntry.objects.get(pk=first.pk).order == 7


@pytest.mark.parametrize("query", ["", "?all="])
def test_all_messages_on_a_page_of_the_outbox_can_be_sent_at_once(staff: Client, query: str) -> None:
    now = timezone.now()
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            kind=OutboxKind.DIGEST,
            day=now.date() + dt.timedelta(days=number),
            created_at=now,
            next_at=now + dt.timedelta(hours=1),
            state=OutboxState.WAITING,
        )
        for number in range(150)
    )
    chosen = [message.pk for message in staff.get(OUTBOX + query).context["cl"].result_list]

    fields = {"action": "send_now", "_selected_action": chosen, "select_across": "0", "index": "0"}
    answer = staff.post(OUTBOX + query, fields | {"csrfmiddlewaretoken": "x"})

    assert answer.status_code == 302
    assert OutboxMessage.objects.filter(next_at__lte=timezone.now()).count() == len(chosen)
