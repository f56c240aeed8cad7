"""The webhook: called from the outbox over https, signed, and with nothing about the person."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from intake.enums import OutboxKind, OutboxState
from intake.mail import outbox, webhook
from intake.models import OutboxMessage, Submission
from intake.services.jobs.call_backs import remind_of_call_backs
from tests.intake.workbench import HOUR, MONDAY, request_of

pytestmark = [pytest.mark.django_db]
KEY = bytes(range(32))


class Receiver(HTTPServer):
    """A receiver that answers with `status` and keeps what it was sent."""

    status = 204
    calls: list[tuple[dict[str, str], bytes]]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", "https://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


def _certificate(folder: Path) -> Path:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = dt.datetime.now(dt.UTC)
    san = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder().issuer_name(name).subject_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - dt.timedelta(days=400))
    made = made.not_valid_after(now + dt.timedelta(days=4000)).add_extension(san, critical=True)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    pem, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path = folder / "receiver.pem"
    secret = key.private_bytes(pem, private, serialization.NoEncryption())
    path.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem) + secret)
    return path


@pytest.fixture
def receiver(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    pem, key = _certificate(tmp_path), tmp_path / "webhook.key"
    key.write_text(base64.b64encode(KEY).decode())
    key.chmod(0o600)
    server = Receiver(("127.0.0.1", 0), _Handler)
    server.calls = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    settings.WEBHOOK_URL = f"https://127.0.0.1:{server.server_port}/hook?to=nurses"
    settings.WEBHOOK_KEY_FILE = key
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def _notify(submission: Submission, tries: int = 1) -> OutboxMessage | None:
    """Deliver the mail about a new request, and return the call that was stored along with it."""
    mail = OutboxMessage.objects.get(kind=OutboxKind.NEW_REQUEST, submission=submission)
    for _ in range(tries):
        outbox.deliver(mail, MONDAY)
    return OutboxMessage.objects.filter(kind=OutboxKind.WEBHOOK).select_related("submission").first()


def test_call_contains_reference_deadline_and_link_only(receiver: Receiver) -> None:
    submission = request_of()

    assert outbox.deliver(_notify(submission), MONDAY)

    [(_headers, body)] = receiver.calls
    content = json.loads(body)
    assert content.keys() == {"reference", "deadline", "link"}
    assert content["reference"] == submission.reference
    assert dt.datetime.fromisoformat(content["deadline"]) == submission.queue_at
    assert str(submission.pk) in content["link"]


def test_call_is_signed_with_its_time(receiver: Receiver) -> None:
    outbox.deliver(_notify(request_of()), MONDAY)

    [(headers, body)] = receiver.calls
    at, digest = (part.partition("=")[2] for part in headers["Webhook-Signature"].split(","))
    assert digest == hmac.new(KEY, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    assert abs(int(at) - dt.datetime.now(dt.UTC).timestamp()) < 3600


def test_mail_that_is_tried_again_stores_no_second_call(receiver: Receiver) -> None:
    _notify(request_of(), tries=3)

    assert OutboxMessage.objects.filter(kind=OutboxKind.WEBHOOK).count() == 1


def test_retry_has_the_same_delivery_and_a_later_call_another(receiver: Receiver) -> None:
    submission = request_of()
    call, receiver.status = _notify(submission), 500
    outbox.deliver(call, MONDAY)
    receiver.status = 204
    outbox.deliver(call, MONDAY)
    submission.promised_call_at = submission.queue_at = MONDAY + HOUR
    submission.save()
    remind_of_call_backs(MONDAY + HOUR)
    due = OutboxMessage.objects.get(kind=OutboxKind.CALL_BACK_DUE)
    outbox.deliver(due, MONDAY + HOUR)
    outbox.deliver(OutboxMessage.objects.get(kind=OutboxKind.WEBHOOK), MONDAY + HOUR)

    first, again, later = (headers["Webhook-Delivery"] for headers, _body in receiver.calls)
    assert first == again != later


@pytest.mark.parametrize("status", [302, 404, 500])
def test_refused_call_is_tried_again_and_follows_no_redirect(receiver: Receiver, status: int) -> None:
    receiver.status = status
    message = _notify(request_of())

    assert not outbox.deliver(message, MONDAY)

    message.refresh_from_db()
    assert (message.state, message.last_error) == (OutboxState.WAITING, "CallRefused")
    assert len(receiver.calls) == 1


def test_unknown_certificate_is_refused(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")

    assert not outbox.deliver(_notify(request_of()), MONDAY)
    assert receiver.calls == []


def test_without_an_address_nothing_is_called(settings: Settings) -> None:
    assert settings.WEBHOOK_URL == ""
    assert _notify(request_of()) is None


def test_canary_calls_no_one(receiver: Receiver) -> None:
    submission = request_of()
    submission.canary = True
    submission.save()

    assert _notify(submission) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://pager.example/hook",
        "https://",
        "https://me:secret@pager.example/",
        "ftp://x",
        "https://x:99999/",
    ],
)
def test_address_that_is_not_plain_https_stops_the_start(
    receiver: Receiver, settings: Settings, url: str
) -> None:
    webhook.check()
    settings.WEBHOOK_URL = url

    with pytest.raises(ImproperlyConfigured):
        webhook.check()


def test_address_without_a_key_stops_the_start(receiver: Receiver, settings: Settings) -> None:
    settings.WEBHOOK_KEY_FILE = None

    with pytest.raises(ImproperlyConfigured):
        webhook.check()
