"""How often one address may send: an office of staff that types, and a sender of forms."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.nginx import SITE, STAFF, Nginx
from tests.stack import free_port

SENT = 150


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Nginx]:
    """Return nginx without any server behind it: what it lets pass gets a 503."""
    nginx = Nginx(tmp_path / "nginx", [free_port(), free_port()], free_port(), tmp_path)
    nginx.start()
    yield nginx
    nginx.stop()


def _refused(nginx: Nginx, host: str) -> int:
    """Send forms to a host, and return how many were too many."""
    context = ssl.create_default_context(cafile=str(nginx.certificate))
    statuses = []
    for _ in range(SENT):
        connection = http.client.HTTPConnection(host, nginx.port)
        plain = socket.create_connection(("127.0.0.1", nginx.port), timeout=20)
        connection.sock = context.wrap_socket(plain, server_hostname=host)
        connection.request("POST", "/admin/intake/submission/1/draft/", b"a=1")
        statuses.append(connection.getresponse().status)
        connection.close()
    assert set(statuses) <= {429, 503}
    return statuses.count(429)


def test_drafts_of_an_office_pass_and_a_flood_of_forms_does_not(alone: Nginx) -> None:
    assert _refused(alone, SITE) > SENT / 3
    assert _refused(alone, STAFF) == 0
