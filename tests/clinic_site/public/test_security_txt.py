"""security.txt names the contact for security reports, if there is one (RFC 9116)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from clinic_site import checks, clinic

PATH = "/.well-known/security.txt"
CLINIC = '[clinic]\nname = "Example"\ntime_zone = "America/New_York"\n'


@pytest.fixture
def facts(tmp_path: Path, settings: Settings) -> Path:
    """Return the path of a clinic file without a contact."""
    settings.CLINIC_FILE = tmp_path / "clinic.toml"
    settings.CLINIC_FILE.write_text(CLINIC, encoding="utf-8")
    return settings.CLINIC_FILE


def fields(client: Client) -> dict[str, str]:
    response = client.get(PATH)
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    return dict(line.split(": ", 1) for line in response.content.decode().splitlines())


@pytest.mark.parametrize(
    ("lines", "uri"),
    [
        ('email = "hello@clinic.test"', "mailto:hello@clinic.test"),
        ('email = "hello@clinic.test"\nsecurity_contact = "safe@clinic.test"', "mailto:safe@clinic.test"),
        ('security_contact = "https://clinic.test/report"', "https://clinic.test/report"),
    ],
)
def test_the_contact_comes_from_the_clinic_file(client: Client, facts: Path, lines: str, uri: str) -> None:
    facts.write_text(CLINIC + lines, encoding="utf-8")

    assert fields(client)["Contact"] == uri


@time_machine.travel("2026-11-25 15:30 +0000")
def test_the_file_expires_after_180_days(client: Client) -> None:
    expires = dt.datetime.fromisoformat(fields(client)["Expires"])

    assert expires == dt.datetime(2027, 5, 24, tzinfo=dt.UTC)


def test_the_canonical_url_uses_site_url_regardless_of_the_host(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["mirror.test"]

    text = client.get(PATH, headers={"host": "mirror.test"}).content.decode()

    assert f"Canonical: http://testserver{PATH}\n" in text


def test_required_fields_appear_once(client: Client) -> None:
    lines = client.get(PATH).content.decode().splitlines()

    assert [line.split(":")[0] for line in lines] == [
        "Contact",
        "Expires",
        "Preferred-Languages",
        "Canonical",
    ]


def test_without_a_contact_the_file_does_not_exist(client: Client, facts: Path) -> None:
    assert client.get(PATH).status_code == 404


@pytest.mark.parametrize("role", ["all", "staff"])
def test_the_deploy_check_warns_about_a_missing_contact(facts: Path, settings: Settings, role: str) -> None:
    settings.ROLE = role

    (warning,) = checks.security_contact_is_set()

    assert (warning.id, "security" in warning.hint.lower()) == ("clinic.W001", True)


def test_the_deploy_check_passes_with_a_contact() -> None:
    assert checks.security_contact_is_set() == []


@pytest.mark.parametrize(
    "value", ["someone", "a@b@c", "http://clinic.test/report", "javascript:a@b", "a b@c"]
)
def test_an_invalid_contact_is_rejected(facts: Path, value: str) -> None:
    facts.write_text(f'{CLINIC}security_contact = "{value}"', encoding="utf-8")

    with pytest.raises(
        clinic.ClinicFileError, match=r"give one email address, like security@example\.org, or an https"
    ):
        clinic.load(facts)
