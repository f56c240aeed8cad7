"""Delivery to a real SMTP server that is down, slow, or rejects mail, with simulated time."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings

from clinic_site.ops.health import OUTBOX_LATE
from intake.enums import Kind, OutboxKind, OutboxState
from intake.mail import outbox
from intake.models import OutboxMessage
from intake.services.jobs.metrics import job_metrics, outbox_age
from intake.services.requests.amending import amend
from intake.services.requests.receive import receive
from tests.stack import Mailbox, free_port

NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
WORKER = uuid.uuid4()
pytestmark = pytest.mark.django_db


def _server(port: int, timeout: float = 5) -> override_settings:
    return override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_TIMEOUT=timeout,
    )


@pytest.fixture
def server() -> Iterator[Mailbox]:
    box = Mailbox()
    box.start()
    yield box
    box.stop()


class _Choosy(Mailbox):
    """A server that knows no mailbox of example.com."""

    refusal = "550 5.1.1 no such user"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.endswith("@example.com"):
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def choosy() -> Iterator[Mailbox]:
    box = _Choosy()
    box.start()
    yield box
    box.stop()


def _try(now: dt.datetime) -> OutboxMessage:
    outbox.deliver(outbox.claim(WORKER, now), now)
    return OutboxMessage.objects.get()


def test_an_email_arrives_as_plain_text_with_its_message_id(server: Mailbox) -> None:
    receive(Kind.CALLBACK, {"name": "Sam"}, now=NOW)

    with _server(server.port):
        message = _try(NOW)

    (mail,) = server.accepted
    assert (mail.get_content_type(), mail["Message-ID"]) == (
        "text/plain",
        f"<{message.pk}.20261123150000@testserver>",
    )
    assert message.state == OutboxState.SENT


@pytest.mark.parametrize("answer", ["451 try later", "421 going down", "550 no such user", "554 refused"])
def test_delivery_is_retried_after_a_rejection(server: Mailbox, answer: str) -> None:
    receive(Kind.CALLBACK, {"name": "Sam"}, now=NOW)
    server.answer = answer

    with _server(server.port):
        assert _try(NOW).state == OutboxState.WAITING
        server.answer = "250 OK"
        assert _try(NOW + outbox.FIRST_WAIT).state == OutboxState.SENT

    assert len(server.accepted) == 1


def test_confirmation_to_a_mistyped_address_is_given_up_without_a_warning_or_an_alert(
    choosy: Mailbox,
) -> None:
    receive(Kind.CALLBACK, {"name": "Sam", "email": "sma@example.com", "confirm": True}, now=NOW)

    tries, now = 0, NOW
    with _server(choosy.port):
        while now < NOW + OUTBOX_LATE:
            while message := outbox.claim(WORKER, now):
                tries += outbox.deliver(message, now) or 1
            now += dt.timedelta(seconds=10)

    states = dict(OutboxMessage.objects.values_list("kind", "state"))
    assert states == {OutboxKind.NEW_REQUEST: OutboxState.SENT, OutboxKind.CONFIRMATION: OutboxState.DEAD}
    assert tries < 40
    assert job_metrics(now).outbox == {"waiting": 0, "sent": 1, "dead": 0}


def test_mail_that_is_given_up_for_another_reason_is_counted(server: Mailbox) -> None:
    receive(Kind.CALLBACK, {"name": "Sam"}, now=NOW)
    server.answer = "554 refused"

    with _server(server.port):
        _try(NOW)
        assert _try(NOW + outbox.GIVE_UP_AFTER).state == OutboxState.DEAD

    assert job_metrics(NOW).outbox["dead"] == 1


def test_confirmation_that_is_deferred_is_tried_for_a_day_without_a_warning(choosy: _Choosy) -> None:
    receive(Kind.CALLBACK, {"name": "Sam", "email": "sam@example.com", "confirm": True}, now=NOW)
    OutboxMessage.objects.filter(kind=OutboxKind.NEW_REQUEST).delete()
    choosy.refusal = "451 4.7.1 greylisted, try again later"

    with _server(choosy.port):
        assert _try(NOW).state == OutboxState.WAITING
        assert outbox_age(NOW + OUTBOX_LATE) is None
        assert _try(NOW + outbox.GIVE_UP_REFUSED_AFTER).state == OutboxState.WAITING
        assert _try(NOW + outbox.GIVE_UP_DEFERRED_AFTER).state == OutboxState.DEAD


def test_confirmation_is_sent_once_the_person_corrects_the_address(choosy: Mailbox) -> None:
    sent = receive(Kind.CALLBACK, {"name": "Sam", "email": "sam@example.com", "confirm": True}, now=NOW)
    OutboxMessage.objects.filter(kind=OutboxKind.NEW_REQUEST).delete()
    with _server(choosy.port):
        _try(NOW)
        assert _try(NOW + outbox.GIVE_UP_REFUSED_AFTER).state == OutboxState.DEAD

        amend(sent, {"email": "sam@example.org", "wording": "change-2"}, NOW + dt.timedelta(hours=1))
        OutboxMessage.objects.filter(kind=OutboxKind.CHANGED).delete()
        assert _try(NOW + dt.timedelta(hours=1)).state == OutboxState.SENT

    assert [mail["To"] for mail in choosy.accepted] == ["sam@example.org"]


def test_refused_staff_address_is_tried_for_seven_days(choosy: Mailbox) -> None:
    receive(Kind.CALLBACK, {"name": "Sam"}, now=NOW)

    with _server(choosy.port), override_settings(STAFF_EMAIL="front-desk@example.com"):
        assert _try(NOW).state == OutboxState.WAITING
        assert _try(NOW + outbox.GIVE_UP_REFUSED_AFTER).state == OutboxState.WAITING
        assert _try(NOW + outbox.GIVE_UP_AFTER).state == OutboxState.DEAD


def test_delivery_is_retried_after_a_timeout(server: Mailbox) -> None:
    receive(Kind.CALLBACK, {"name": "Sam"}, now=NOW)
    server.hang_seconds = 1.5

    with _server(server.port, timeout=0.3):
        message = _try(NOW)

    assert (message.state, message.last_error) == (OutboxState.WAITING, "SMTPServerDisconnected")
    assert server.connections == 1


def test_after_six_hours_without_a_server_every_email_arrives_once() -> None:
    for number in range(5):
        receive(Kind.CALLBACK, {"name": f"Sam {number}"}, now=NOW)
    port = free_port()

    with _server(port):
        now = NOW
        while now < NOW + dt.timedelta(hours=6):
            while message := outbox.claim(WORKER, now):
                outbox.deliver(message, now)
            now += dt.timedelta(minutes=1)
        back = Mailbox(port)
        back.start()
        try:
            later = now + outbox.LONGEST_WAIT
            while message := outbox.claim(WORKER, later):
                outbox.deliver(message, later)
        finally:
            back.stop()

    ids = [mail["Message-ID"] for mail in back.accepted]
    assert (len(ids), len(set(ids))) == (5, 5)


def test_the_error_text_of_a_server_is_not_stored(server: Mailbox) -> None:
    receive(Kind.CALLBACK, {"name": "Sam"}, now=NOW)
    server.answer = "550 <staff@clinic.test> unknown"

    with _server(server.port):
        message = _try(NOW)

    assert message.last_error == "SMTPDataError"
