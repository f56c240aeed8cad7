"""ROLE decides which URLs a process serves, and a live process passes all checks."""

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


def owners(python: Python, environment: dict[str, str]) -> dict[str, str | None]:
    done = python(environment | {"DJANGO_SETTINGS_MODULE": "clinic_site.settings"}, "-c", RESOLVE)
    return json.loads(done.stdout)


def test_a_public_process_serves_pages_and_no_admin(python: Python, environment: dict[str, str]) -> None:
    found = owners(python, environment)

    assert [path for path, owner in found.items() if owner is None] == ["/admin/", "/staff/login/"]


def test_a_staff_process_serves_the_admin_and_no_public_page(
    python: Python, staff_environment: dict[str, str]
) -> None:
    found = owners(python, staff_environment)

    assert {path: owner for path, owner in found.items() if owner} == {
        "/": "django",
        "/admin/": "clinic_site",
        "/staff/login/": "allauth",
    }


def _found(done: subprocess.CompletedProcess[str]) -> set[str]:
    """Return the ids of messages, except about pages and help lines that are due for review by today."""
    return set(re.findall(r"\((\w+\.[A-Z]\d+)\)", done.stderr)) - {"content.W001", "content.W002"}


def test_a_complete_staff_process_passes_every_check(
    python: Python, staff_environment: dict[str, str]
) -> None:
    done = python(staff_environment, *DEPLOY)

    assert _found(done) == {"clinic.I001"}


def test_a_complete_public_process_passes_every_check(python: Python, environment: dict[str, str]) -> None:
    done = python(environment, *DEPLOY)

    assert _found(done) == {"clinic.I001"}


def test_the_deploy_check_reports_each_empty_fact_of_the_shipped_clinic(
    python: Python, environment: dict[str, str]
) -> None:
    del environment["CLINIC_FILE"]

    done = python(environment | {"STAFF_EMAIL": "front-desk@clinic.test"}, *DEPLOY)

    facts = ("clinic.street", "clinic.postal_code", "clinic.phone", "clinic.license_line")
    assert done.returncode == 1
    for fact in (*facts, "opening_hours", "callback.promise_hours", "notices.privacy"):
        assert f"{fact}: (clinic.E001)" in done.stderr


def test_the_deploy_check_requires_a_staff_email(python: Python, staff_environment: dict[str, str]) -> None:
    del staff_environment["CLINIC_FILE"]

    done = python(staff_environment | {"STAFF_EMAIL": ""}, *DEPLOY)

    assert "(intake.E001)" in done.stderr


def test_the_deploy_check_requires_tls_and_recommends_two_roles(
    python: Python, staff_environment: dict[str, str]
) -> None:
    done = python(staff_environment | {"ROLE": "all", "SITE_URL": "http://www.clinic.test"}, *DEPLOY)

    assert done.returncode == 1
    assert "(clinic.E002) The site does not use TLS." in done.stderr
    assert "(intake.W001)" in done.stderr


def test_a_development_machine_passes_the_checks_without_deploy(
    python: Python, staff_environment: dict[str, str]
) -> None:
    local = {"ROLE": "all", "SITE_URL": "http://127.0.0.1:8000"}

    done = python(staff_environment | local, "manage.py", "check", "--fail-level", "WARNING")

    assert (done.returncode, done.stderr) == (0, "")
