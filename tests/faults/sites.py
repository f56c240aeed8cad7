"""What fault tests do to a site: kill it, ask its database, run commands beside it."""

from __future__ import annotations

import secrets
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.stack import PATIENCE, ROOT, Stack, management_command, wait_until

_EXPIRE_LEASES = """
from django.utils import timezone
from intake.models import OutboxMessage
OutboxMessage.objects.exclude(lease_until=None).update(lease_until=timezone.now())
print(OutboxMessage.objects.filter(sent_at=None).count())
"""


def on_sqlite(stack: Stack) -> bool:
    return stack.database_url.startswith("sqlite")


def kind_of_database(stack: Stack) -> str:
    return "SQLite" if on_sqlite(stack) else "PostgreSQL"


@contextmanager
def another_database(stack: Stack) -> Iterator[str]:
    """Yield the URL of an empty database of the same kind."""
    if on_sqlite(stack):
        yield f"sqlite:///{stack.folder}/another.sqlite3"
        return
    name = f"another_{secrets.token_hex(6)}"
    with _server(stack.database_url) as server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(stack.database_url)._replace(path=f"/{name}"))
    finally:
        with _server(stack.database_url) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _server(url: str) -> psycopg.Connection:
    return psycopg.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")), autocommit=True)


def end_site(stack: Stack) -> None:
    """Kill the site and wait until its port is free."""
    stack.kill(stack.site)
    # Its workers keep the port a moment longer, and must not be mistaken for the next site.
    wait_until(lambda: not _is_listening(stack.port), PATIENCE, "closed port")


def _is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ask_database(stack: Stack, query: str) -> list[tuple]:
    """Return the rows of a query, over a separate connection."""
    with asking(stack) as ask:
        return ask(query)


@contextmanager
def asking(stack: Stack) -> Iterator[Callable[[str], list[tuple]]]:
    """Yield a function that returns the rows of a query, over one connection that commits each statement."""
    if on_sqlite(stack):
        opened = sqlite3.connect(stack.folder / "clinic.sqlite3", timeout=20, isolation_level=None)
    else:
        opened = psycopg.connect(stack.database_url, autocommit=True)

    def ask(query: str) -> list[tuple]:
        done = opened.execute(query)
        return done.fetchall() if done.description else []

    with closing(opened):
        yield ask


def start_command(stack: Stack, *arguments: str, **env: str) -> subprocess.Popen:
    """Start a management command that can be killed; its output goes to the site's log."""
    return subprocess.Popen(
        management_command(*arguments),
        cwd=ROOT,
        env=stack.env | env,
        stdout=stack.log,
        stderr=stack.log,
        start_new_session=True,
    )


def kill_when(process: subprocess.Popen, condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Kill a process (SIGKILL) once `condition` is true; return whether it was still running.

    Raises TimeoutError if the condition is not met within `seconds`.
    """
    end = time.monotonic() + seconds
    while process.poll() is None and not condition():
        if time.monotonic() > end:
            raise TimeoutError("the condition for the kill was never met")
        time.sleep(0.01)
    if process.poll() is not None:
        return False
    Stack.kill(process)
    return True


def expire_leases(stack: Stack) -> int:
    """Expire the leases of killed workers; return how many messages are unsent."""
    return int(stack.manage("shell", "--no-imports", "--command", _EXPIRE_LEASES).split()[-1])
