"""Settings that a process requires, rejects, and derives from its role."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from clinic_site.ops.key_files import STAFF_KEY_FILES
from clinic_site.ops.local_setup import make_secrets
from tests.clinic_site.starting import SETTINGS, error_line, reason_of_refusal, settings_with

Python = Callable[..., subprocess.CompletedProcess[str]]


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
def test_a_public_process_rejects_staff_keys(environment: dict[str, str], tmp_path: Path, name: str) -> None:
    given = str(make_secrets(tmp_path / "secrets")[name])

    assert reason_of_refusal(environment | {name: given}).startswith(f"ROLE=public must not be given {name}:")


def test_a_staff_process_requires_both_private_keys(environment: dict[str, str]) -> None:
    line = reason_of_refusal(environment | {"ROLE": "staff"})

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
    environment: dict[str, str], name: str, value: str, reason: str
) -> None:
    refusal = reason_of_refusal(environment | {name: value})

    assert refusal.startswith(reason)
    assert "\n" not in refusal


def test_days_for_a_status_that_does_not_exist_prevent_startup(
    python: Python, environment: dict[str, str]
) -> None:
    done = python(environment | {"KEEP_DAYS": "spma=30"}, "manage.py", "check")

    assert error_line(done).startswith("Cannot start: KEEP_DAYS: 'spma' is ")


def test_a_unavailable_database_ends_a_command_in_one_line(
    python: Python, environment: dict[str, str]
) -> None:
    away = environment | {"DATABASE_URL": "postgres://clinic@127.0.0.1:1/clinic"}

    line = error_line(python(away, "manage.py", "purge_access_log"))

    assert line.startswith("Stopped: the database cannot be used: connection failed")
    assert "Traceback" in python(away, "manage.py", "purge_access_log", "--traceback").stderr


def test_a_short_secret_key_is_rejected_without_being_shown(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "short.key").write_text("too-short", encoding="ascii")
    (tmp_path / "short.key").chmod(0o600)

    refusal = reason_of_refusal(environment | {"SECRET_KEY_FILE": str(tmp_path / "short.key")})

    assert "needs a key of 50 characters or more" in refusal
    assert "too-short" not in refusal


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
    environment: dict[str, str], site_url: str, staff_url: str, hosts: list[str]
) -> None:
    settings = settings_with(environment | {"SITE_URL": site_url, "STAFF_URL": staff_url})

    assert (settings["ALLOWED_HOSTS"], settings["SITE_URL"]) == (hosts, "https://www.clinic.test")


def test_with_tls_cookies_are_secure_and_limited_to_the_host(environment: dict[str, str]) -> None:
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")

    settings = settings_with(environment)

    assert [settings[name] for name in names] == ["__Host-session", "__Host-csrf", True, True]


def test_with_tls_plain_requests_are_redirected_and_hsts_lasts_a_year(environment: dict[str, str]) -> None:
    settings = settings_with(environment)

    names = ("SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "ON_TLS")
    assert [settings[name] for name in names] == [True, 31_536_000, True]


def test_without_tls_nothing_requires_it(environment: dict[str, str]) -> None:
    names = ("SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_NAME")

    settings = settings_with(environment | {"SITE_URL": "http://127.0.0.1"})

    assert [settings[name] for name in names] == [False, 0, False, "session"]


def test_the_environment_takes_precedence_over_local_env(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "local.env"
    file.write_text("STAFF_EMAIL=file@clinic.test\nSITE_URL=http://file.test\n")

    settings = settings_with(environment | {"LOCAL_ENV": str(file)})

    assert (settings["STAFF_EMAIL"], settings["SITE_URL"]) == ("file@clinic.test", "https://www.clinic.test")


def test_an_unsigned_list_of_risk_phrases_prevents_startup(
    python: Python, environment: dict[str, str]
) -> None:
    done = python(environment | {"RISK_INTERRUPTION": "true"}, "manage.py", "check")

    assert "RISK_LIST_SIGNED_BY" in error_line(done)


@pytest.mark.parametrize("name", ["local.env", "var/local.env"])
def test_no_settings_file_is_read_by_default(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    pages = tmp_path / "content" / "pages" / "en"
    pages.mkdir(parents=True)
    (tmp_path / "clinic_site").mkdir()
    copy = shutil.copy(SETTINGS, tmp_path / "clinic_site")
    file.write_text("EMAIL_URL=smtp://evil.test\nSTAFF_EMAIL=evil@clinic.test\n", encoding="ascii")

    monkeypatch.chdir(tmp_path)

    settings = settings_with(environment | {"VAR_DIR": str(file.parent)}, Path(copy))

    assert settings["BASE_DIR"] == tmp_path
    assert (settings["STAFF_EMAIL"], settings["EMAIL_HOST"]) == ("", "localhost")


@pytest.mark.parametrize("role", ["public", "staff"])
def test_the_public_and_staff_roles_are_rejected_on_sqlite(
    staff_environment: dict[str, str], environment: dict[str, str], role: str
) -> None:
    given = {"public": environment, "staff": staff_environment}[role]
    del given["DATABASE_URL"]

    assert reason_of_refusal(given).startswith(f"ROLE={role} needs PostgreSQL: set DATABASE_URL.")


def test_threads_of_a_server_share_connections_and_commands_have_their_own(
    environment: dict[str, str],
) -> None:
    given = [environment, environment | {"DB_POOL_SIZE": "8"}]
    found = [settings_with(each)["DATABASES"]["default"] for each in given]

    assert [each["OPTIONS"].get("pool", {}).get("max_size") for each in found] == [None, 8]
    assert [each["CONN_MAX_AGE"] for each in found] == [0, 0]
