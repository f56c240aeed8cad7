"""Helpers for tests of the workbench: requests, times in a week, and staff with certain permissions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group, Permission
from django.db import connection
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intake.enums import Kind, Status
from intake.models import Submission
from intake.services.requests.receive import receive
from tests.html import compact
from tests.second_factor import sign_in
from tests.typed import SECRET_HASH

LIST = "/admin/intake/submission/"
# A Monday at ten in the morning in New Jersey, on standard time; the clinic is open from 9 to 5.
MONDAY = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
ANSWERS: dict[str, Any] = {
    "for_whom": "me",
    "adult": "yes",
    "name": "Sam",
    "channel": "phone",
    "phone": {"typed": "(732) 555-0142", "e164": "+17325550142", "extension": ""},
    "email": "",
    "times": ["any"],
    "voicemail": False,
    "say_clinic_name": False,
    "message": "I cannot sleep since the fire.",
    "wording": "callback-2",
}
OTHER_PHONE = {"typed": "732 555 0199", "e164": "+17325550199", "extension": ""}


def request_of(name: str = "Sam", *, at: dt.datetime = MONDAY, **answers: Any) -> Submission:
    """Return a new request of a person with this name."""
    return receive(Kind.CALLBACK, ANSWERS | {"name": name} | answers, now=at, secret_hash=SECRET_HASH)


def set_status(submission: Submission, status: Status) -> Submission:
    """Set a status without checking any rule or recording it."""
    Submission.objects.filter(pk=submission.pk).update(status=status, version=F("version") + 1)
    submission.refresh_from_db()
    return submission


def page_of(client: Client, submission: Submission, **query: str) -> str:
    """Return the HTML of a request's page on the staff side."""
    return compact(client.get(f"{LIST}{submission.pk}/change/", query).content.decode())


def do(client: Client, submission: Submission, word: str, **typed: str) -> HttpResponse:
    """Post the action `word` on a request."""
    return client.post(f"{LIST}{submission.pk}/do/{word}/", typed)


def refused(client: Client, submission: Submission, word: str, **typed: str) -> str:
    """Post an action that is refused; return the page of the request, which it leads back to."""
    answer = do(client, submission, word, **typed)
    assert answer.status_code == 302
    assert answer.url.partition("?")[0] == f"{LIST}{submission.pk}/change/"
    html = page_of(client, submission)
    assert "errornote" in html
    return html


def compared(client: Client, submission: Submission, word: str, **typed: str) -> str:
    """Post an action that meets a newer version; return the page that shows both."""
    answer = do(client, submission, word, **typed)
    assert answer.status_code == 302
    assert answer.url.startswith(f"{LIST}{submission.pk}/compare/{word}/")
    return compact(client.get(answer.url).content.decode())


def number_of_queries(act: Callable[[], object]) -> int:
    """Return how many queries `act` sends to the database."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def references_in(html: str) -> list[str]:
    """Return the references in a list of requests, from top to bottom."""
    return re.findall(r'class="reference"[^>]*>\s*([0-9A-Z-]{9})\s*<', html)


def member(name: str, *permissions: str) -> AbstractBaseUser:
    """Return a staff member with these permissions on submissions."""
    user = get_user_model().objects.create_user(name, password="a long password for tests", is_staff=True)
    role = Group.objects.create(name=f"the role of {name}")  # only permissions of roles count
    role.permissions.set(Permission.objects.filter(codename__in=permissions))
    user.groups.add(role)
    return user


def enter(client: Client, user: AbstractBaseUser) -> Client:
    """Return `client` with a staff member signed in with both factors."""
    return sign_in(client, user)


def desk(name: str = "desk") -> AbstractBaseUser:
    """Return a front desk user, who can view and change requests but not reveal masked answers."""
    return member(name, "view_submission", "change_submission")
