"""No list of the admin can be asked for more than it shows, broken or held up by its address."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from intake.models import FaqEntry, OpeningHours, Submission
from tests.clinic_site.doors.admin_urls import admin_urls
from tests.intake.workbench import request_of
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db
LISTS = sorted((model for model in admin.site._registry), key=lambda model: model._meta.label)
OURS = {Submission, OpeningHours}  # their pages are our own and read none of Django's parameters
LIMIT = 2.0  # seconds of processor time for one answer; the slowest is far below
_ENDLESS = "^(.*)*(.*)*(.*)*$x"
_WAYS = ("regex", "iregex", "startswith", "contains", "in", "gt", "range", "isnull", "nonsense")
ODD = [
    *({"p": value} for value in ("-1", "0", "1e9", "9" * 400, "x", "\x00")),
    *({"o": value} for value in ("1", "-99", "1.-1.1.1", "x", "." * 2000, "9" * 400)),
    *({name: "1"} for name in ("all", "_facets", "_popup", "e", "_changelist_filters", "a" * 2000)),
    *({"_to_field": value} for value in ("password", "hash", "pk__regex")),
    *({"q": value} for value in ("\x00", "x" * 100_000, "a " * 5_000, "'\"--", "\ud800", "%", "7K4M-9Q2X")),
    *({"at__year": year} for year in ("0", "99999", "-1", "x")),
    *({"kind__exact": value} for value in ("x" * 5_000, "\x00", "")),
    *({"actor__id__exact": value} for value in ("x", "9" * 400, "\x00")),
    {"is_active__exact": "maybe"},
    {"groups__id__exact": "x"},
    {"actor__isnull": "perhaps"},
    {"page": "9" * 400, "tab": "\x00", "kind": "x", "found": "y" * 5_000, "mine": "z"},
]


@pytest.fixture
def staff(client: Client, nurse: AbstractBaseUser) -> Client:
    """Return somebody who may see everything, with a row in the lists."""
    request_of()
    FaqEntry.objects.create(question="Is it?", slug="is-it", answer="a" * 3_000, published=True)
    client.raise_request_exception = False
    return sign_in(client, nurse)


def _address(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def _asked(client: Client, path: str, query: dict[str, str]) -> tuple[int, float]:
    started = time.process_time()
    text = urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in query.items()})
    answer = client.get(f"{path}?{text}")
    if not answer.streaming:
        len(answer.content)
    return answer.status_code, time.process_time() - started


def _lookups(model: type[Model]) -> Iterator[str]:
    """Yield look-ups in every field, and through every relation to the fields behind it."""
    for field in model._meta.get_fields():
        yield from (f"{field.name}__{way}" for way in _WAYS)
        for other in field.related_model._meta.get_fields() if field.related_model else ():
            yield f"{field.name}__{other.name}__regex"


@pytest.mark.parametrize(
    "model", [one for one in LISTS if one not in OURS], ids=lambda model: model._meta.label
)
def test_a_list_obeys_no_look_up_that_none_of_its_filters_makes(staff: Client, model: type[Model]) -> None:
    path = _address(model)
    filters = admin.site._registry[model].list_filter
    own = {f"{name[0] if isinstance(name, tuple) else name}__isnull" for name in filters}
    tried = [lookup for lookup in _lookups(model) if lookup not in own]

    answers = {lookup: _asked(staff, path, {lookup: _ENDLESS}) for lookup in tried}

    assert len(tried) > 20
    assert {lookup: told for lookup, told in answers.items() if told[0] != 400} == {}
    assert max(seconds for _, seconds in answers.values()) < LIMIT


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model._meta.label)
def test_no_odd_address_breaks_a_list(staff: Client, model: type[Model]) -> None:
    answers = [(query, _asked(staff, _address(model), query)) for query in ODD]

    assert [str(query)[:80] for query, (status, _) in answers if status >= 500] == []
    assert max(seconds for _, (_, seconds) in answers) < LIMIT


def test_no_other_page_of_the_admin_breaks_at_an_odd_address(staff: Client, nurse: AbstractBaseUser) -> None:
    objects = {"intake_submission": Submission.objects.get().pk, "auth_user": nurse.pk}
    pages = [url.path for url in admin_urls(objects) if url.name != "logout"]

    answers = [(path, query, _asked(staff, path, query)) for path in pages for query in ODD[::7]]

    assert [(path, str(query)[:80]) for path, query, (status, _) in answers if status >= 500] == []
    assert max(seconds for *_, (_, seconds) in answers) < LIMIT


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/admin/auth/user/", {"is_active__exact": "1"}),
        ("/admin/auth/user/", {"groups__id__exact": "1"}),
        ("/admin/intake/auditevent/", {"kind__exact": "listed"}),
        ("/admin/intake/auditevent/", {"actor__id__exact": "1"}),
        (
            "/admin/intake/auditevent/",
            {"at__gte": "2026-11-01 00:00:00-05:00", "at__lt": "2026-12-01 00:00:00-05:00"},
        ),
        ("/admin/intake/auditevent/", {"at__year": "2026", "at__month": "11", "at__day": "23"}),
        ("/admin/intake/outboxmessage/", {"state__exact": "sent"}),
        ("/admin/intake/faqentry/", {"published__exact": "1", "topic__exact": "safety"}),
    ],
)
def test_the_filters_of_a_list_go_on_working(staff: Client, path: str, query: dict[str, str]) -> None:
    assert _asked(staff, path, query)[0] == 200
