"""Settings that a process requires, rejects, and derives from its role."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clinic_site.ops.key_files import STAFF_KEY_FILES
from clinic_site.ops.local_setup import make_secrets

Python = Callable[..., subprocess.CompletedProcess[str]]

SHOW = "import json; from django.conf import settings as s; print(json.dumps({names}))"


@pytest.fixture
def setting(python: Python) -> Callable[..., Any]:
    """Return a function that reads settings in a process with a given environment."""

    def read(environment: dict[str, str], *names: str, **more: Any) -> Any:
        code = SHOW.format(names="[" + ", ".join(f"s.{name}" for name in names) + "]")
        done = python(environment | {"DJANGO_SETTINGS_MODULE": "clinic_site.settings"}, "-c", code, **more)
        return json.loads(done.stdout) if done.returncode == 0 else done.stderr

    return read


def error_line(done: subprocess.CompletedProcess[str]) -> str:
    """Return the error line of a process that did not start."""
    [line] = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (1, "")
    return line


def test_all_missing_variables_are_reported_in_one_line(python: Python) -> None:
    done = python({}, "manage.py", "check")

    line = error_line(done)
    assert line.startswith("Cannot start: ")
    for name in (
        *("SITE_URL", "SECRET_KEY_FILE", "SEALING_PUBLIC_KEYS_FILE"),
        *("SEALING_PRIVATE_KEYS_FILE", "INDEX_KEY_FILE"),
    ):
        assert f"{name}: Environment variable not set" in line


@pytest.mark.parametrize("name", STAFF_KEY_FILES)
def test_a_public_process_rejects_staff_keys(
    python: Python, environment: dict[str, str], tmp_path: Path, name: str
) -> None:
    given = str(make_secrets(tmp_path / "secrets")[name])
    done = python(environment | {name: given}, "manage.py", "check")

    assert error_line(done).startswith(f"Cannot start: ROLE=public must not be given {name}:")


def test_a_staff_process_requires_both_private_keys(python: Python, environment: dict[str, str]) -> None:
    done = python(environment | {"ROLE": "staff"}, "manage.py", "check")

    line = error_line(done)
    assert all(
        f"{name}: Environment variable not set, and ROLE=staff needs it." in line
        for name in ("SEALING_PRIVATE_KEYS_FILE", "INDEX_KEY_FILE")
    )


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("ROLE", "boss", "ROLE: Must be one of: all, public, staff"),
        ("DEBUG", "maybe", "DEBUG: Not a valid boolean"),
        ("SITE_URL", "www.clinic.test", "SITE_URL must look like https://www.example.org"),
        ("SITE_URL", "https://[bad", "SITE_URL must look like https://www.example.org"),
        ("SITE_URL", "https://clinic.test/site", "SITE_URL must look like https://www.example.org"),
        ("EMAIL_URL", "bogus", "EMAIL_URL"),
        ("EMAIL_URL", "gopher://mail", "EMAIL_URL must begin with smtp://"),
        ("STAFF_EMAIL", "a@clinic.test,b@clinic.test", "STAFF_EMAIL must be one address"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL: Must be one of"),
        ("STAFF_URL", "ftp://clinic.test", "STAFF_URL must look like https://www.example.org"),
        ("DATABASE_URL", "bogus", "DATABASE_URL: Not a valid database URL"),
        ("SECRET_KEY_FILE", "/nowhere/key", "SECRET_KEY_FILE /nowhere/key cannot be read"),
        ("KEEP_DAYS", "spam", "KEEP_DAYS: Write numbers of days like spam=30,withdrawn=30."),
        ("KEEP_DAYS", "spma=30", "KEEP_DAYS: 'spma' is "),
        ("KEEP_OUTBOX_DAYS", "0", "KEEP_OUTBOX_DAYS: "),
        ("FLOOD_PER_NETWORK", "0", "FLOOD_PER_NETWORK: Must be greater than or equal to 1"),
        ("CLAIM_HOURS", "-1", "CLAIM_HOURS: Must be greater than or equal to 1"),
        ("WEB_THREADS", "0", "WEB_THREADS: Must be greater than or equal to 1"),
        ("EMAIL_URL", "smtp://user:p@ss#word@mail.test:587", "EMAIL_URL: write # as %23"),
        ("ALLOWED_HOSTS", "https://www.clinic.test", "ALLOWED_HOSTS: write names of hosts like"),
        ("CLINIC_FILE", "/nowhere/clinic.toml", "/nowhere/clinic.toml: cannot be read"),
    ],
)
def test_an_invalid_value_is_reported_in_one_line(
    python: Python, environment: dict[str, str], name: str, value: str, reason: str
) -> None:
    done = python(environment | {name: value}, "manage.py", "check")

    assert error_line(done).startswith(f"Cannot start: {reason}")


def test_a_database_that_is_away_ends_a_command_in_one_line(
    python: Python, environment: dict[str, str]
) -> None:
    away = environment | {"DATABASE_URL": "postgres://clinic@127.0.0.1:1/clinic"}

    line = error_line(python(away, "manage.py", "purge_access_log"))

    assert line.startswith("Stopped: the database cannot be used: connection failed")
    assert "Traceback" in python(away, "manage.py", "purge_access_log", "--traceback").stderr


def test_a_short_secret_key_is_rejected_without_being_shown(
    python: Python, environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "short.key").write_text("too-short", encoding="ascii")
    (tmp_path / "short.key").chmod(0o600)

    done = python(environment | {"SECRET_KEY_FILE": str(tmp_path / "short.key")}, "manage.py", "check")

    assert "needs a key of 50 characters or more" in error_line(done)
    assert "too-short" not in done.stderr


def test_an_invalid_key_file_is_reported_with_file_and_line(
    python: Python, environment: dict[str, str]
) -> None:
    keys = Path(environment["SEALING_PUBLIC_KEYS_FILE"])
    keys.write_text("# keys\n0000 not-a-key\n", encoding="ascii")

    done = python(environment, "manage.py", "check")

    assert error_line(done).startswith(f"Cannot start: {keys}, line 2: ")


def test_a_private_key_readable_by_others_is_rejected_with_the_fix(
    python: Python, staff_environment: dict[str, str]
) -> None:
    keys = Path(staff_environment["SEALING_PRIVATE_KEYS_FILE"])
    keys.chmod(0o640)

    done = python(staff_environment, "manage.py", "check")

    assert error_line(done) == f"Cannot start: {keys}: others may read it; run: chmod 600 {keys}"


def test_a_staff_process_that_could_not_open_new_requests_is_rejected(
    python: Python, staff_environment: dict[str, str], tmp_path: Path
) -> None:
    other = make_secrets(tmp_path / "other")["SEALING_PRIVATE_KEYS_FILE"]

    done = python(staff_environment | {"SEALING_PRIVATE_KEYS_FILE": str(other)}, "manage.py", "check")

    assert error_line(done).startswith(f"Cannot start: {other} ")


def test_an_invalid_clinic_file_is_reported_with_file_and_key(
    python: Python, environment: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "clinic.toml"
    path.write_text('[clinic]\nname = "X"\ntime_zone = "Nowhere"\n', encoding="utf-8")

    done = python(environment | {"CLINIC_FILE": str(path)}, "manage.py", "check")

    assert error_line(done).startswith(f"Cannot start: {path}: clinic.time_zone: ")


def test_an_invalid_page_is_reported_with_file_and_line(
    python: Python, environment: dict[str, str], checkout: Path
) -> None:
    page = checkout / "content" / "pages" / "en" / "help" / "crisis.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n#### Skipped\n", encoding="utf-8")
    line = len(page.read_text(encoding="utf-8").splitlines())

    done = python(environment, "manage.py", "check", at=checkout)

    assert error_line(done).startswith(f"Cannot start: {page}, line {line}: ")


@pytest.mark.parametrize(
    ("site_url", "staff_url", "hosts"),
    [
        ("https://www.clinic.test", "", ["www.clinic.test"]),
        ("https://www.clinic.test/", "https://staff.clinic.test", ["staff.clinic.test", "www.clinic.test"]),
    ],
)
def test_allowed_hosts_are_those_of_the_site_and_the_staff_side(
    setting: Callable[..., Any], environment: dict[str, str], site_url: str, staff_url: str, hosts: list[str]
) -> None:
    values = setting(
        environment | {"SITE_URL": site_url, "STAFF_URL": staff_url}, "ALLOWED_HOSTS", "SITE_URL"
    )

    assert values == [hosts, "https://www.clinic.test"]


def test_with_tls_cookies_are_secure_and_limited_to_the_host(
    setting: Callable[..., Any], environment: dict[str, str]
) -> None:
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")

    assert setting(environment, *names) == ["__Host-session", "__Host-csrf", True, True]


def test_with_tls_plain_requests_are_redirected_and_hsts_lasts_a_year(
    setting: Callable[..., Any], environment: dict[str, str]
) -> None:
    values = setting(environment, "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "ON_TLS")

    assert values == [True, 31_536_000, True]


def test_without_tls_nothing_requires_it(setting: Callable[..., Any], environment: dict[str, str]) -> None:
    names = ("SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_NAME")

    assert setting(environment | {"SITE_URL": "http://127.0.0.1"}, *names) == [False, 0, False, "session"]


def test_the_environment_takes_precedence_over_local_env(
    setting: Callable[..., Any], environment: dict[str, str], checkout: Path
) -> None:
    file = checkout / "local.env"
    file.write_text("STAFF_EMAIL=file@clinic.test\nSITE_URL=http://file.test\n")

    values = setting(environment | {"LOCAL_ENV": str(file)}, "STAFF_EMAIL", "SITE_URL", at=checkout)

    assert values == ["file@clinic.test", "https://www.clinic.test"]


def test_an_unsigned_list_of_risk_phrases_prevents_startup(
    python: Python, environment: dict[str, str]
) -> None:
    done = python(environment | {"RISK_INTERRUPTION": "true"}, "manage.py", "check")

    assert "RISK_LIST_SIGNED_BY" in error_line(done)


@pytest.mark.parametrize("name", ["local.env", "var/local.env"])
def test_no_settings_file_is_read_by_default(
    setting: Callable[..., Any], environment: dict[str, str], checkout: Path, name: str
) -> None:
    file = checkout / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("EMAIL_URL=smtp://evil.test\nSTAFF_EMAIL=evil@clinic.test\n", encoding="ascii")

    values = setting(environment | {"VAR_DIR": str(file.parent)}, "STAFF_EMAIL", "EMAIL_HOST", at=checkout)

    assert values == ["", "localhost"]


@pytest.mark.parametrize("role", ["public", "staff"])
def test_the_public_and_staff_roles_are_rejected_on_sqlite(
    python: Python, staff_environment: dict[str, str], environment: dict[str, str], role: str
) -> None:
    given = {"public": environment, "staff": staff_environment}[role]
    del given["DATABASE_URL"]

    done = python(given, "manage.py", "check")

    assert error_line(done).startswith(f"Cannot start: ROLE={role} needs PostgreSQL: set DATABASE_URL.")


@pytest.mark.parametrize(
    "name",
    [
        *("SECRET_KEY_FILE", "SEALING_PUBLIC_KEYS_FILE", "SEALING_PRIVATE_KEYS_FILE", "INDEX_KEY_FILE"),
        *("CANARY_KEY_FILE", "CLINIC_FILE", "RISK_PHRASES_FILE", "LOCAL_ENV"),
    ],
)
def test_a_file_writable_by_others_is_rejected_by_name(
    python: Python, staff_environment: dict[str, str], tmp_path: Path, name: str
) -> None:
    file = tmp_path / "given"
    given = Path(staff_environment.get(name) or staff_environment["INDEX_KEY_FILE"])
    file.write_bytes(b"a phrase\n" if name in {"RISK_PHRASES_FILE", "LOCAL_ENV"} else given.read_bytes())
    file.chmod(0o660)
    more = {"RISK_INTERRUPTION": "true", "RISK_LIST_SIGNED_BY": "Dr. Example"}

    done = python(staff_environment | more | {name: str(file)}, "manage.py", "check")

    assert f"{file}: others may " in error_line(done)


def test_threads_of_a_server_share_connections_and_commands_have_their_own(
    setting: Callable[..., Any], environment: dict[str, str]
) -> None:
    found = [setting(environment | more, "DATABASES")[0]["default"] for more in ({}, {"DB_POOL_SIZE": "8"})]

    assert [each["OPTIONS"].get("pool", {}).get("max_size") for each in found] == [None, 8]
    assert [each["CONN_MAX_AGE"] for each in found] == [0, 0]
