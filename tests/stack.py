"""A complete running site: gunicorn, worker, database, and an SMTP server, all on loopback."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from clinic_site.ops.local_setup import make_secrets

logging.getLogger("mail.log").setLevel(logging.ERROR)  # the SMTP server logs every line otherwise

ROOT = Path(__file__).resolve().parent.parent
STAFF_PASSWORD = "a long password for tests"
#: Seconds after which a wait fails. A loaded machine needs some of them; a test that passes, few.
PATIENCE = 120
# In one process, because each would start Django and check the pages once more.
_PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("load_faq")
call_command("make_staff", username="nurse", role="manager", password_from_env=True)
"""
_COLLECT = "call_command('collectstatic', interactive=False, verbosity=0)"
_TAKEN_PORTS: list[socket.socket] = []


def free_port() -> int:
    """Return a TCP port on loopback that no other call returns until this process ends.

    The port is below the kernel's ephemeral range. So nothing else uses it before the server starts, or
    while a killed server is down. Raises RuntimeError if all ports are taken.
    """
    for port in random.sample(range(12_000, 32_000), 1_000):
        # Nothing here uses UDP, so its port of the same number shows all other runs that this one is taken.
        taken = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        with socket.socket() as probe, suppress(OSError):
            taken.bind(("127.0.0.1", port))
            probe.bind(("127.0.0.1", port))
            _TAKEN_PORTS.append(taken)
            return port
        taken.close()
    raise RuntimeError("no free port between 12,000 and 32,000")


class Mailbox:
    """An SMTP server that stores the messages it accepts. `answer` is its reply to each message."""

    def __init__(self, port: int | None = None) -> None:
        self.port = port or free_port()
        self.answer = "250 OK"
        self.hang_seconds = 0.0
        self.accepted: list[Message] = []
        self.refused = 0
        self.connections = 0
        # Without a name, it looks up this machine's for each connection, which can take seconds.
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, server_hostname="localhost")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.connections += 1
        if self.hang_seconds:
            await asyncio.sleep(self.hang_seconds)
        if self.answer.startswith("2"):
            self.accepted.append(message_from_bytes(envelope.content))
        else:
            self.refused += 1
        return self.answer

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop(no_assert=True)

    def wait_for(self, count: int, seconds: float = PATIENCE) -> list[Message]:
        """Wait for `count` accepted messages and return all. Raises TimeoutError after `seconds`."""
        wait_until(lambda: len(self.accepted) >= count, seconds, f"{count} messages")
        return list(self.accepted)


def wait_until(condition: Callable[[], object], seconds: float, what: str) -> None:
    """Wait until a condition is true. Raises TimeoutError, which names `what`, after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise TimeoutError(f"no {what} within {seconds} s")


class Stack:
    """A site with its own secrets, database, static files, and mail.

    `server` is the URL of the PostgreSQL server on which to create the database, by default that of
    DATABASE_URL. If neither is PostgreSQL, the database is an SQLite file. `changes` are environment
    variables.
    """

    def __init__(self, folder: Path, mail_port: int, *, server: str = "", **changes: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.server = server or os.environ.get("DATABASE_URL", "")
        self.database_url = _fresh_database(folder, self.server)
        self.site: subprocess.Popen | None = None
        self.worker: subprocess.Popen | None = None
        self.log = (folder / "log.txt").open("ab")
        files = make_secrets(folder / "secrets")
        self.env = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            **{name: str(path) for name, path in files.items()},
            "DEBUG": "false",
            "ROLE": "all",
            "SITE_URL": self.url,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "VAR_DIR": str(folder),
            "CLINIC_FILE": str(ROOT / "tests" / "clinic.toml"),
            "STAFF_EMAIL": "staff@clinic.test",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "DATABASE_URL": self.database_url,
            "STATIC_ROOT": str(folder / "static"),
            "PORT": str(self.port),
            "WEB_THREADS": "8",
            "PREWARM": "false",  # a start would cost three times the processor time
            **changes,
        }

    def manage(self, *arguments: str, **env: str) -> str:
        """Run a management command and return its output. Raises RuntimeError if it fails."""
        done = subprocess.run(
            management_command(*arguments),
            cwd=ROOT,
            env=self.env | env,
            capture_output=True,
            text=True,
            timeout=600,  # long enough for slow machines; only commands that hang reach it
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {arguments[0]} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def prepare(self, *, static: bool = True) -> None:
        """Create the tables, the FAQ, the static files, and the staff account `nurse`."""
        Path(self.folder, "static").mkdir(exist_ok=True)
        commands = _PREPARE + (_COLLECT if static else "")
        self.manage("shell", "--no-imports", "--command", commands, STAFF_PASSWORD=STAFF_PASSWORD)

    def make_staff(self, username: str, role: str) -> None:
        """Create a staff account with STAFF_PASSWORD and without a second factor."""
        account = ("--username", username, "--role", role, "--password-from-env")
        self.manage("make_staff", *account, STAFF_PASSWORD=STAFF_PASSWORD)

    def give_app(self, username: str) -> None:
        """Activate an authenticator app for an account. `totp_code` returns its codes."""
        give = (
            "from django.contrib.auth.models import User; from tests.second_factor import give_app; "
            f"give_app(User.objects.get(username={username!r}))"
        )
        self.manage("shell", "--no-imports", "--command", give)

    def staff_session(self, username: str = "nurse", *, new_role: str = "") -> dict[str, str]:
        """Return the name and value of the session cookie of a user who has passed both factors.

        With `new_role`, the account is created first, with that role and STAFF_PASSWORD.
        """
        account = f"make_account({username!r}, {STAFF_PASSWORD!r}, {new_role!r}, '')\n" if new_role else ""
        make = (
            "from django.contrib.auth.models import User\n"
            "from clinic_site.accounts.staff_accounts import make_account\n"
            f"from tests.second_factor import session_key\n{account}"
            f"print(session_key(User.objects.get(username={username!r})))"
        )
        value = self.manage("shell", "--no-imports", "--command", make).split()[-1]
        return {"name": "session", "value": value}

    def start_site(self) -> None:
        """Start gunicorn and wait until it accepts connections."""
        self.site = self._start("-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "clinic_site.wsgi")
        wait_until(self._is_open, PATIENCE, "answer from gunicorn")

    def wait_for_first_page(self) -> None:
        """Wait until the site has read its pages and answers, so that no browser has to."""
        urllib.request.urlopen(f"{self.url}/callback/", timeout=PATIENCE).close()

    def start_worker(self) -> None:
        """Start the worker."""
        self.worker = self._start("manage.py", "worker")

    def _start(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.env,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def _is_open(self) -> bool:
        if self.site is not None and self.site.poll() is not None:
            raise RuntimeError(f"gunicorn exited; see {self.folder}/log.txt")
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    @staticmethod
    def kill(process: subprocess.Popen) -> None:
        """Kill a process and its children immediately."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """Kill all processes of this stack and drop its database."""
        for process in (self.site, self.worker):
            if process is not None and process.poll() is None:
                self.kill(process)
        self.log.close()
        drop_database(self.database_url, self.server)


def management_command(*arguments: str) -> list[str]:
    """Return the command line of a management command.

    The system checks are left out. They read every page, which takes longer than what most commands do.
    """
    name, *options = arguments
    unchecked = [] if name == "shell" else ["--skip-checks"]  # `shell` has none, and no such option
    return [sys.executable, "manage.py", name, *unchecked, *options]


def _fresh_database(folder: Path, server: str) -> str:
    given = urlsplit(server)
    if not given.scheme.startswith("postgres"):
        return f"sqlite:///{folder}/clinic.sqlite3"
    name = f"stack_{secrets.token_hex(6)}"
    with psycopg.connect(urlunsplit(given), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlunsplit(given._replace(path=f"/{name}"))


def drop_database(url: str, server: str) -> None:
    """Drop a database of the PostgreSQL server at `server`. An SQLite file is left to its folder."""
    parts = urlsplit(url)
    if not parts.scheme.startswith("postgres"):
        return
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {parts.path.lstrip('/')} WITH (FORCE)")
