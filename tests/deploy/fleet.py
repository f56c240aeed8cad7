"""The site as it runs for a larger clinic: nginx, two public servers, staff side, worker, PostgreSQL."""

from __future__ import annotations

import http.client
import socket
import ssl
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from clinic_site.ops.key_files import STAFF_KEY_FILES
from clinic_site.ops.local_setup import make_secrets
from tests.deploy.nginx import SITE, STAFF, Nginx
from tests.deploy.postgres import MAKE_PUBLIC_ROLE, PUBLIC_PASSWORD, PUBLIC_ROLE
from tests.stack import PATIENCE, ROOT, Stack, free_port, wait_until

FLOOD = 40  # requests of one address in ten minutes, few enough to be sent
_PRIVATE = STAFF_KEY_FILES


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Fleet:
    """All of it on one machine; the public servers have the rights of deploy/public-role.sql and no more."""

    def __init__(self, folder: Path, mail_port: int, server: str) -> None:
        self.notices: list[str] = []  # of public-role.sql
        self.public_ports, self.staff_port = [free_port(), free_port()], free_port()
        canary = make_secrets(folder / "canary")["INDEX_KEY_FILE"]
        self.stack = Stack(
            folder,
            mail_port,
            server=server,
            ROLE="staff",
            SITE_URL=f"https://{SITE}",
            STAFF_URL=f"https://{STAFF}",
            ALLOWED_HOSTS=f"{SITE},{STAFF}",
            TRUST_PROXY="true",
            FLOOD_PER_NETWORK=str(6 * FLOOD),
            CANARY_KEY_FILE=str(canary),
            WEB_WORKERS="1",
            PORT=str(self.staff_port),
        )
        self.nginx = Nginx(folder / "nginx", self.public_ports, self.staff_port, folder / "static")
        self.public: list[subprocess.Popen] = []
        self.staff: subprocess.Popen | None = None
        given = urlsplit(self.stack.database_url)
        place = given.netloc.rpartition("@")[2]
        self.public_database = urlunsplit(
            given._replace(netloc=f"{PUBLIC_ROLE}:{quote(PUBLIC_PASSWORD)}@{place}")
        )
        own_key = make_secrets(folder / "public")["SECRET_KEY_FILE"]
        self.public_env = {name: value for name, value in self.stack.env.items() if name not in _PRIVATE} | {
            "ROLE": "public",
            "DATABASE_URL": self.public_database,
            "SECRET_KEY_FILE": str(own_key),
        }

    def prepare(self) -> None:
        """Make tables, static files and the rights of the public side."""
        self.stack.prepare()
        with psycopg.connect(self.stack.database_url, autocommit=True) as connection:
            connection.execute(MAKE_PUBLIC_ROLE)
            connection.add_notice_handler(lambda notice: self.notices.append(notice.message_primary))
            connection.execute((ROOT / "deploy" / "public-role.sql").read_text())

    def start(self) -> None:
        """Start everything, and wait until nginx reaches all of it."""
        self.public = [self._gunicorn(self.public_env, port) for port in self.public_ports]
        self.staff = self._gunicorn(self.stack.env, self.staff_port)
        self.stack.start_worker()
        self.nginx.start()
        for process, port in zip(self.public, self.public_ports, strict=True):
            self._wait_for(process, port)
        self._wait_for(self.staff, self.staff_port)

    def restart_public(self, number: int) -> None:
        self.public[number] = self._gunicorn(self.public_env, self.public_ports[number])
        self._wait_for(self.public[number], self.public_ports[number])

    def _wait_for(self, process: subprocess.Popen, port: int) -> None:
        def lives() -> bool:
            if process.poll() is not None:
                log = (self.stack.folder / "log.txt").read_text()
                raise RuntimeError(
                    f"gunicorn at port {port} exited; the log of all servers ends:\n{log[-3_000:]}"
                )
            return _lives(port)

        wait_until(lives, PATIENCE, f"answer at port {port}")

    def _gunicorn(self, env: dict[str, str], port: int) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "clinic_site.wsgi"],
            cwd=ROOT,
            env=env | {"PORT": str(port)},
            stdout=self.stack.log,
            stderr=self.stack.log,
            start_new_session=True,
        )

    def connect(self, host: str = SITE, source: str = "127.0.0.1") -> ssl.SSLSocket:
        """Return a connection to nginx over TLS that asks for `host`."""
        context = ssl.create_default_context(cafile=str(self.nginx.certificate))
        context.check_hostname = False
        plain = socket.create_connection(
            ("127.0.0.1", self.nginx.port), timeout=20, source_address=(source, 0)
        )
        return context.wrap_socket(plain, server_hostname=host)

    def ask(
        self,
        path: str,
        method: str = "GET",
        *,
        host: str = SITE,
        body: bytes | None = None,
        source: str = "127.0.0.1",
        **headers: str,
    ) -> Answer:
        """Ask nginx over TLS, and return the answer as it is."""
        connection = http.client.HTTPConnection(host, self.nginx.port)
        connection.sock = self.connect(host, source)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {"Host": host} | named)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def stop(self) -> None:
        self.nginx.stop()
        for process in (*self.public, self.staff):
            if process is not None and process.poll() is None:
                Stack.kill(process)
        self.stack.stop()


def _lives(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
