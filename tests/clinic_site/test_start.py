"""A server process loads at start what most requests need."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

_HEAVY = ("PIL", "qrcode", "phonenumbers", "prometheus_client", "holidays", "zxcvbn")
_OF_STAFF = ("clinic_site.accounts.admin_site", "clinic_site.clinic_admin", "intake.staff.settings")
_OF_STAFF += (
    "intake.admin",
    "intake.staff.submission_admin",
    "allauth.account.views",
    "allauth.mfa.webauthn",
    "fido2",
)
_LOADED = (
    "import sys, clinic_site.wsgi; from django.urls import get_resolver; get_resolver().url_patterns; "
    "print(*[name for name in {names!r} if name in sys.modules])"
)


def test_packages_that_few_requests_need_are_not_loaded_at_start():
    program = _LOADED.format(names=_HEAVY)
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}

    done = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == ""


def test_a_public_process_loads_no_pages_of_staff(
    python: Callable[..., subprocess.CompletedProcess[str]], environment: dict[str, str]
) -> None:
    done = python(environment, "-c", _LOADED.format(names=_OF_STAFF))

    assert (done.stdout.strip(), done.returncode) == ("", 0), done.stderr


def test_a_server_process_reads_its_templates_at_start() -> None:
    program = (
        "import clinic_site.wsgi; from django.template import engines; "
        "print('template_loaders' in vars(engines['django'].engine))"
    )
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}

    done = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "True"
