"""What a process needs to start, what it refuses, and what a role may hold."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clinic_site.local_setup import make_secrets

Python = Callable[..., subprocess.CompletedProcess[str]]

SHOW = "import json; from django.conf import settings as s; print(json.dumps({names}))"


@pytest.fixture
def setting(python: Python) -> Callable[..., Any]:
    """Return a reader of settings as a process with this environment has them."""

    def read(environment: dict[str, str], *names: str, **more: Any) -> Any:
        code = SHOW.format(names="[" + ", ".join(f"s.{name}" for name in names) + "]")
        done = python(environment | {"DJANGO_SETTINGS_MODULE": "clinic_site.settings"}, "-c", code, **more)
        return json.loads(done.stdout) if done.returncode == 0 else done.stderr

    return read


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line with which a process refused to start."""
    [line] = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (1, "")
    return line


def test_all_missing_variables_are_named_at_once_in_one_line(python: Python) -> None:
    done = python({}, "manage.py", "check")

    line = refusal(done)
    assert line.startswith("Cannot start: ")
    for name in (
        *("SITE_URL", "SECRET_KEY_FILE", "SEALING_PUBLIC_KEYS_FILE"),
        *("SEALING_PRIVATE_KEYS_FILE", "INDEX_KEY_FILE"),
    ):
        assert f"{name}: Environment variable not set" in line


@pytest.mark.parametrize("name", ["SEALING_PRIVATE_KEYS_FILE", "INDEX_KEY_FILE"])
def test_a_public_process_refuses_a_key_that_opens_anything(
    python: Python, environment: dict[str, str], staff_environment: dict[str, str], name: str
) -> None:
    done = python(environment | {name: staff_environment[name]}, "manage.py", "check")

    assert refusal(done).startswith("Cannot start: ROLE=public must not be given SEALING_PRIVATE_KEYS_FILE")


def test_a_staff_process_needs_both_private_keys(python: Python, environment: dict[str, str]) -> None:
    done = python(environment | {"ROLE": "staff"}, "manage.py", "check")

    line = refusal(done)
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
        ("KEEP_DAYS", "spam", "KEEP_DAYS: Write days like spam=30,withdrawn=30."),
        ("KEEP_DAYS", "spma=30", "KEEP_DAYS: 'spma' is no ending"),
        ("KEEP_OUTBOX_DAYS", "0", "KEEP_OUTBOX_DAYS: "),
        ("CLINIC_FILE", "/nowhere/clinic.toml", "/nowhere/clinic.toml: cannot be read"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_in_one_line(
    python: Python, environment: dict[str, str], name: str, value: str, reason: str
) -> None:
    done = python(environment | {name: value}, "manage.py", "check")

    assert refusal(done).startswith(f"Cannot start: {reason}")


def test_a_short_secret_key_is_refused_without_being_shown(
    python: Python, environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "short.key").write_text("too-short", encoding="ascii")

    done = python(environment | {"SECRET_KEY_FILE": str(tmp_path / "short.key")}, "manage.py", "check")

    assert "needs a key of 50 characters or more" in refusal(done)
    assert "too-short" not in done.stderr


def test_a_broken_key_file_ends_in_one_line_with_file_and_line(
    python: Python, environment: dict[str, str]
) -> None:
    keys = Path(environment["SEALING_PUBLIC_KEYS_FILE"])
    keys.write_text("# keys\n0000 not-a-key\n", encoding="ascii")

    done = python(environment, "manage.py", "check")

    assert refusal(done) == f"Cannot start: {keys}, line 2: not `<key id> <base64 key>`"


def test_a_private_key_that_others_may_read_is_refused_with_what_to_do(
    python: Python, staff_environment: dict[str, str]
) -> None:
    keys = Path(staff_environment["SEALING_PRIVATE_KEYS_FILE"])
    keys.chmod(0o640)

    done = python(staff_environment, "manage.py", "check")

    assert refusal(done) == f"Cannot start: {keys}: others may read it; run: chmod 600 {keys}"


def test_a_staff_process_that_could_not_read_new_requests_is_refused(
    python: Python, staff_environment: dict[str, str], tmp_path: Path
) -> None:
    other = make_secrets(tmp_path / "other")["SEALING_PRIVATE_KEYS_FILE"]

    done = python(staff_environment | {"SEALING_PRIVATE_KEYS_FILE": str(other)}, "manage.py", "check")

    assert refusal(done).endswith("Nobody could read them.")


def test_a_bad_clinic_file_ends_in_one_line_with_file_and_key(
    python: Python, environment: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "clinic.toml"
    path.write_text('[clinic]\nname = "X"\ntime_zone = "Nowhere"\n', encoding="utf-8")

    done = python(environment | {"CLINIC_FILE": str(path)}, "manage.py", "check")

    assert refusal(done).startswith(f"Cannot start: {path}: clinic.time_zone: ")


def test_a_bad_page_ends_in_one_line_with_file_and_line(
    python: Python, environment: dict[str, str], checkout: Path
) -> None:
    page = checkout / "content" / "pages" / "en" / "help" / "crisis.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n#### Skipped\n", encoding="utf-8")
    line = len(page.read_text(encoding="utf-8").splitlines())

    done = python(environment, "manage.py", "check", at=checkout)

    assert refusal(done).startswith(f"Cannot start: {page}, line {line}: a heading of level 4")


@pytest.mark.parametrize(
    ("site_url", "staff_url", "hosts"),
    [
        ("https://www.clinic.test", "", ["www.clinic.test"]),
        ("https://www.clinic.test/", "https://staff.clinic.test", ["staff.clinic.test", "www.clinic.test"]),
    ],
)
def test_the_hosts_that_are_answered_are_those_of_the_site_and_of_staff(
    setting: Callable[..., Any], environment: dict[str, str], site_url: str, staff_url: str, hosts: list[str]
) -> None:
    values = setting(
        environment | {"SITE_URL": site_url, "STAFF_URL": staff_url}, "ALLOWED_HOSTS", "SITE_URL"
    )

    assert values == [hosts, "https://www.clinic.test"]


def test_on_tls_cookies_are_for_this_host_and_tls_only(
    setting: Callable[..., Any], environment: dict[str, str]
) -> None:
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")

    assert setting(environment, *names) == ["__Host-session", "__Host-csrf", True, True]


def test_on_tls_plain_requests_are_led_to_tls_for_a_year(
    setting: Callable[..., Any], environment: dict[str, str]
) -> None:
    values = setting(environment, "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "ON_TLS")

    assert values == [True, 31_536_000, True]


def test_without_tls_nothing_asks_for_it(setting: Callable[..., Any], environment: dict[str, str]) -> None:
    names = ("SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_NAME")

    assert setting(environment | {"SITE_URL": "http://127.0.0.1"}, *names) == [False, 0, False, "session"]


def test_the_real_environment_outweighs_the_file_of_this_machine(
    setting: Callable[..., Any], environment: dict[str, str], checkout: Path
) -> None:
    (checkout / "local.env").write_text("STAFF_EMAIL=file@clinic.test\nSITE_URL=http://file.test\n")

    values = setting(environment | {"VAR_DIR": str(checkout)}, "STAFF_EMAIL", "SITE_URL", at=checkout)

    assert values == ["file@clinic.test", "https://www.clinic.test"]


def test_an_unsigned_list_of_phrases_stops_the_start(python: Python, environment: dict[str, str]) -> None:
    done = python(environment | {"RISK_INTERRUPTION": "true"}, "manage.py", "check")

    assert "nobody has signed the list" in refusal(done)
