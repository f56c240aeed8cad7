"""Whoever finds a weakness is told whom to write to, when somebody is named (RFC 9116)."""

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
    """Return the clinic file of this test, which names nobody yet."""
    settings.CLINIC_FILE = tmp_path / "clinic.toml"
    settings.CLINIC_FILE.write_text(CLINIC, encoding="utf-8")
    return settings.CLINIC_FILE


def told(client: Client) -> dict[str, str]:
    response = client.get(PATH)
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    return dict(line.split(": ", 1) for line in response.content.decode().splitlines())


@pytest.mark.parametrize(
    ("lines", "uri"),
    [
        ('email = "hello@clinic.test"', "mailto:hello@clinic.test"),
        ('email = "hello@clinic.test"\nsecurity_contact = "safe@clinic.test"', "mailto:safe@clinic.test"),
        ('security_contact = "https://clinic.test/tell"', "https://clinic.test/tell"),
    ],
)
def test_the_contact_is_whom_the_clinic_file_names(client: Client, facts: Path, lines: str, uri: str) -> None:
    facts.write_text(CLINIC + lines, encoding="utf-8")

    assert told(client)["Contact"] == uri


@time_machine.travel("2026-11-25 15:30 +0000")
def test_it_is_good_for_half_a_year_from_now(client: Client) -> None:
    expires = dt.datetime.fromisoformat(told(client)["Expires"])

    assert expires == dt.datetime(2027, 5, 24, tzinfo=dt.UTC)


def test_it_names_its_own_address_whatever_host_was_asked(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["mirror.test"]

    text = client.get(PATH, headers={"host": "mirror.test"}).content.decode()

    assert f"Canonical: http://testserver{PATH}\n" in text


def test_it_holds_each_field_once_and_those_that_must_be_there(client: Client) -> None:
    lines = client.get(PATH).content.decode().splitlines()

    assert [line.split(":")[0] for line in lines] == [
        "Contact",
        "Expires",
        "Preferred-Languages",
        "Canonical",
    ]


def test_it_is_not_there_while_nobody_is_named(client: Client, facts: Path) -> None:
    assert client.get(PATH).status_code == 404


def test_the_deploy_check_says_that_nobody_is_named(facts: Path) -> None:
    (warning,) = checks.weaknesses_can_be_told()

    assert (warning.id, "clinic.security_contact" in warning.hint) == ("clinic.W001", True)


def test_the_deploy_check_is_content_when_somebody_is_named() -> None:
    assert checks.weaknesses_can_be_told() == []


@pytest.mark.parametrize("value", ["somebody", "a@b@c", "http://clinic.test/tell", "javascript:a@b", "a b@c"])
def test_a_contact_that_cannot_be_reached_is_refused(facts: Path, value: str) -> None:
    facts.write_text(f'{CLINIC}security_contact = "{value}"', encoding="utf-8")

    with pytest.raises(
        clinic.ClinicFileError, match=r"give one address, like security@example\.org, or an https"
    ):
        clinic.load(facts)
