"""Fixtures for clinic files, the page cache, sign-in, and a copy of the project to run."""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from clinic_site import clinic
from clinic_site.ops.local_setup import make_secrets
from clinic_site.page_cache.middleware import PageCache
from intake.roles import Role
from tests.conftest import PASSWORD
from tests.open_connection import open_connection

PROJECT = Path(__file__).resolve().parent.parent.parent
PARTS = ("clinic_site", "content", "intake", "static", "templates")


@pytest.fixture
def load_clinic(tmp_path: Path) -> Callable[..., clinic.Clinic]:
    """Return a function that loads a clinic file with extra facts and sections."""

    def load(facts: str = "", sections: str = "") -> clinic.Clinic:
        path = tmp_path / "clinic.toml"
        head = '[clinic]\nname = "Example"\ntime_zone = "America/New_York"\n'
        path.write_text(f"{head}{facts}\n{sections}\n", encoding="utf-8")
        return clinic.load(path)

    return load


@dataclass
class App:
    """A WSGI application with configurable responses that counts its calls."""

    status: str = "200 OK"
    control: str = "public, max-age=60, stale-while-revalidate=600"
    more: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b"<p>The page.</p>" * 40
    calls: int = 0
    closed: int = 0
    before: Callable[[], None] = lambda: None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
        self.calls += 1
        self.before()
        headers = [("Content-Type", "text/html; charset=utf-8"), *self.more]
        start_response(self.status, headers + ([("Cache-Control", self.control)] if self.control else []))
        return _Chunks([self.body[:100], self.body[100:]], self)


class _Chunks:
    def __init__(self, chunks: list[bytes], app: App) -> None:
        self.chunks, self.app = iter(chunks), app

    def __iter__(self) -> Iterator[bytes]:
        return self.chunks

    def close(self) -> None:
        self.app.closed += 1


@dataclass
class Clock:
    """A clock that is set by tests."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Answer:
    """A WSGI response; header names are in lower case."""

    status: int
    headers: dict[str, str]
    names: list[str]
    body: bytes


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def page_cache(app: App, clock: Clock) -> PageCache:
    return PageCache(app, max_bytes=1_000_000, clock=clock)


@pytest.fixture
def ask(page_cache: PageCache) -> Callable[..., Answer]:
    """Return a client of `page_cache` (or `of`) that validates both sides against PEP 3333."""

    def asked(path: str = "/", method: str = "GET", of: Any = None, **environ: str) -> Answer:
        environ = {"SCRIPT_NAME": "", "QUERY_STRING": ""} | environ
        environ |= {"PATH_INFO": path, "REQUEST_METHOD": method}
        setup_testing_defaults(environ)
        caught: list[Any] = []

        def start_response(status: str, headers: list, exc_info: Any = None) -> Callable[[bytes], None]:
            caught[:] = [status, headers]
            return lambda written: None

        result = validator(of or page_cache)(environ, start_response)
        try:
            body = b"".join(result)
        finally:
            result.close()
        headers = [(name.lower(), value) for name, value in caught[1]]
        return Answer(int(caught[0][:3]), dict(headers), [name for name, _ in headers], body)

    return asked


@pytest.fixture
def site(db: None) -> Iterator[PageCache]:
    """Return the whole site behind a page cache."""
    with open_connection():
        yield PageCache(WSGIHandler(), max_bytes=10_000_000)


@pytest.fixture
def get(ask: Callable[..., Answer], site: PageCache) -> Callable[..., Answer]:
    """Return a client of the whole site."""
    return lambda path, **more: ask(path, **{"of": site, "HTTP_HOST": "testserver"} | more)


@pytest.fixture
def empty_cache(db: None) -> None:
    """Clear used codes and counts of other tests: transactional tests leave rows in the cache table."""
    cache.clear()


@pytest.fixture
def clerk(person: Callable[..., AbstractBaseUser]) -> AbstractBaseUser:
    """Return a front desk user without a second factor."""
    return person("clerk", Role.FRONT_DESK)


@pytest.fixture
def show_password(client: Client) -> Callable[..., object]:
    """Return a function that posts the sign-in form."""

    def post(name: str = "clerk", password: str = PASSWORD, **more: object) -> object:
        return client.post("/staff/login/", {"login": name, "password": password}, **more)

    return post


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project, isolated from this machine's settings.

    It is compiled, since its processes write no bytecode: each would compile every module again.
    """
    copy = tmp_path_factory.mktemp("project")
    half_written = shutil.ignore_patterns("*.pyc.*")  # by another process, which renames it at the end
    for part in PARTS:
        shutil.copytree(PROJECT / part, copy / part, ignore=half_written)
    shutil.copy(PROJECT / "manage.py", copy)
    compileall.compile_dir(copy, quiet=1)  # the rest: bytecode that is up to date is kept
    return copy


@pytest.fixture
def checkout(project: Path, tmp_path: Path) -> Path:
    """Return a copy of the project that tests may change."""
    return shutil.copytree(project, tmp_path / "checkout")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a live public process, without private keys."""
    secrets = make_secrets(tmp_path / "secrets")
    return {
        "ROLE": "public",
        "SITE_URL": "https://www.clinic.test",
        "SECRET_KEY_FILE": str(secrets["SECRET_KEY_FILE"]),
        "SEALING_PUBLIC_KEYS_FILE": str(secrets["SEALING_PUBLIC_KEYS_FILE"]),
        "CLINIC_FILE": str(PROJECT / "tests" / "clinic.toml"),
        "VAR_DIR": str(tmp_path),
        "STATIC_ROOT": str(tmp_path / "static"),
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",  # never connected to
    }


@pytest.fixture
def staff_environment(environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Return the environment of a live staff process, with private keys."""
    secrets = make_secrets(tmp_path / "secrets")
    shared = {"SECRET_KEY_FILE", "SEALING_PUBLIC_KEYS_FILE"}
    in_the_safe = {"BACKUP_IDENTITY_FILE"}
    files = {name: str(path) for name, path in secrets.items() if name not in shared | in_the_safe}
    return environment | {"ROLE": "staff"} | files


@pytest.fixture
def python(project: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs Python in the project, or in `at`, with only the given environment."""

    def run(
        environment: dict[str, str], *arguments: str, at: Path = project
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=at,
            env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"} | environment,
            capture_output=True,
            text=True,
            timeout=600,  # long enough for slow machines; only commands that hang reach it
            check=False,
        )

    return run
