"""A server process loads at start what most requests need."""

from __future__ import annotations

import os
import subprocess
import sys

_HEAVY = ("PIL", "qrcode", "phonenumbers", "prometheus_client", "holidays", "zxcvbn")


def test_packages_that_few_requests_need_are_not_loaded_at_start():
    program = (
        "import sys, clinic_site.wsgi; from django.urls import get_resolver; get_resolver().url_patterns; "
        f"print(*[name for name in {_HEAVY!r} if name in sys.modules])"
    )
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}

    done = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == ""
