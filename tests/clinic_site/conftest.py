"""Clinic files, a small WSGI application to remember, and a copy of the project to start."""

from __future__ import annotations

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

from clinic_site import clinic
from clinic_site.local_setup import make_secrets
from clinic_site.page_memory import PageMemory

PROJECT = Path(__file__).resolve().parent.parent.parent
PARTS = ("clinic_site", "content", "intake", "static", "templates")


@pytest.fixture
def load_clinic(tmp_path: Path) -> Callable[..., clinic.Clinic]:
    """Return a loader of a clinic with lines added to its facts, and other sections after them."""

    def load(facts: str = "", sections: str = "") -> clinic.Clinic:
        path = tmp_path / "clinic.toml"
        head = '[clinic]\nname = "Example"\ntime_zone = "America/New_York"\n'
        path.write_text(f"{head}{facts}\n{sections}\n", encoding="utf-8")
        return clinic.load(path)

    return load


@dataclass
class App:
    """A WSGI application that answers as it is told and counts what is asked of it."""

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
    """A clock that stands still until it is set."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Answer:
    """What came back over WSGI; names of headers are in lower case."""

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
def memory(app: App, clock: Clock) -> PageMemory:
    return PageMemory(app, max_bytes=1_000_000, clock=clock)


@pytest.fixture
def ask(memory: PageMemory) -> Callable[..., Answer]:
    """Return a client of `memory` (or of `of`) that also checks both sides against PEP 3333."""

    def asked(path: str = "/", method: str = "GET", of: Any = None, **environ: str) -> Answer:
        environ = {"SCRIPT_NAME": "", "QUERY_STRING": ""} | environ
        environ |= {"PATH_INFO": path, "REQUEST_METHOD": method}
        setup_testing_defaults(environ)
        caught: list[Any] = []

        def start_response(status: str, headers: list, exc_info: Any = None) -> Callable[[bytes], None]:
            caught[:] = [status, headers]
            return lambda written: None

        result = validator(of or memory)(environ, start_response)
        try:
            body = b"".join(result)
        finally:
            result.close()
        headers = [(name.lower(), value) for name, value in caught[1]]
        return Answer(int(caught[0][:3]), dict(headers), [name for name, _ in headers], body)

    return asked


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project that no settings of this machine reach."""
    copy = tmp_path_factory.mktemp("project")
    for part in PARTS:
        shutil.copytree(PROJECT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "manage.py", copy)
    return copy


@pytest.fixture
def checkout(project: Path, tmp_path: Path) -> Path:
    """Return a copy of the project that a test may change."""
    return shutil.copytree(project, tmp_path / "checkout")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return all that a live public process is given; it holds no private key."""
    secrets = make_secrets(tmp_path / "secrets")
    return {
        "ROLE": "public",
        "SITE_URL": "https://www.clinic.test",
        "SECRET_KEY_FILE": str(secrets["SECRET_KEY_FILE"]),
        "SEALING_PUBLIC_KEYS_FILE": str(secrets["SEALING_PUBLIC_KEYS_FILE"]),
        "CLINIC_FILE": str(PROJECT / "tests" / "clinic.toml"),
        "VAR_DIR": str(tmp_path),
    }


@pytest.fixture
def staff_environment(environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Return all that a live staff process is given, the private keys among it."""
    secrets = make_secrets(tmp_path / "secrets")
    private = ("SEALING_PRIVATE_KEYS_FILE", "INDEX_KEY_FILE")
    return environment | {"ROLE": "staff"} | {name: str(secrets[name]) for name in private}


@pytest.fixture
def python(project: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a runner of Python in the project, or in the folder `at`, with this environment only."""

    def run(
        environment: dict[str, str], *arguments: str, at: Path = project
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=at,
            env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"} | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
