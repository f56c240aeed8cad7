"""Which pages exist in a process is decided by its role, and a live process passes all checks."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable

Python = Callable[..., subprocess.CompletedProcess[str]]

PATHS = ("/", "/crisis/", "/callback/", "/faq/", "/sitemap.xml", "/robots.txt", "/admin/", "/staff/login/")
RESOLVE = f"""
import json, django
django.setup()
from django.urls import Resolver404, resolve
found = {{}}
for path in {PATHS!r}:
    try:
        found[path] = resolve(path).func.__module__.partition(".")[0]
    except Resolver404:
        found[path] = None
print(json.dumps(found))
"""
DEPLOY = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")


def addresses(python: Python, environment: dict[str, str]) -> dict[str, str | None]:
    done = python(environment | {"DJANGO_SETTINGS_MODULE": "clinic_site.settings"}, "-c", RESOLVE)
    return json.loads(done.stdout)


def test_a_public_process_has_the_pages_and_no_admin(python: Python, environment: dict[str, str]) -> None:
    found = addresses(python, environment)

    assert [path for path, owner in found.items() if owner is None] == ["/admin/", "/staff/login/"]


def test_a_staff_process_has_the_admin_and_no_public_page(
    python: Python, staff_environment: dict[str, str]
) -> None:
    found = addresses(python, staff_environment)

    assert {path: owner for path, owner in found.items() if owner} == {
        "/": "django",
        "/admin/": "intake",
        "/staff/login/": "allauth",
    }


def test_a_complete_staff_process_passes_every_check(
    python: Python, staff_environment: dict[str, str]
) -> None:
    done = python(staff_environment, *DEPLOY)

    assert (done.returncode, done.stderr) == (0, "")
    assert "System check identified no issues" in done.stdout


def test_a_complete_public_process_lacks_nothing_but_the_notices_that_only_the_clinic_can_write(
    python: Python, environment: dict[str, str]
) -> None:
    done = python(environment, *DEPLOY)

    assert done.returncode == 1
    assert re.findall(r"\((\w+\.[EW]\d+)\)", done.stderr) == ["content.E012"] * 3


def test_what_the_public_side_asks_before_it_starts_is_about_notices_alone(
    python: Python, environment: dict[str, str]
) -> None:
    del environment["CLINIC_FILE"]  # the shipped one, with facts that are empty

    done = python(environment, *DEPLOY, "--tag", "notices")

    assert done.returncode == 1
    assert set(re.findall(r"\((\w+\.[EW]\d+)\)", done.stderr)) == {"content.E012"}


def test_the_deploy_check_names_each_empty_fact_of_the_shipped_clinic(
    python: Python, environment: dict[str, str]
) -> None:
    del environment["CLINIC_FILE"]

    done = python(environment | {"STAFF_EMAIL": "front-desk@clinic.test"}, *DEPLOY)

    facts = ("clinic.street", "clinic.postal_code", "clinic.phone", "clinic.license_line")
    assert done.returncode == 1
    for fact in (*facts, "opening_hours", "callback.promise_hours"):
        assert f"(clinic.E001) The clinic file says nothing about {fact}." in done.stderr


def test_the_deploy_check_wants_somebody_to_hear_of_a_new_request(
    python: Python, staff_environment: dict[str, str]
) -> None:
    del staff_environment["CLINIC_FILE"]

    done = python(staff_environment | {"STAFF_EMAIL": ""}, *DEPLOY)

    assert "(intake.E001) Nobody would be told of a new request." in done.stderr


def test_the_deploy_check_wants_tls_and_two_services(
    python: Python, staff_environment: dict[str, str]
) -> None:
    done = python(staff_environment | {"ROLE": "all", "SITE_URL": "http://www.clinic.test"}, *DEPLOY)

    assert done.returncode == 1
    assert "(clinic.E002) The site is not on TLS." in done.stderr
    assert "(intake.W001) This process faces the public and holds the private key." in done.stderr


def test_without_deploy_a_machine_for_work_passes_the_checks(
    python: Python, staff_environment: dict[str, str]
) -> None:
    local = {"ROLE": "all", "SITE_URL": "http://127.0.0.1:8000"}

    done = python(staff_environment | local, "manage.py", "check", "--fail-level", "WARNING")

    assert (done.returncode, done.stderr) == (0, "")
