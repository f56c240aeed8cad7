"""Exporting a selection: requests selected in the queue, or a single request."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from intake.enums import AuditKind, Status
from intake.models import AuditEvent, Submission
from intake.roles import Role
from tests.intake.workbench import DAY, LIST, MONDAY, enter, request_of, set_status

pytestmark = pytest.mark.django_db
PAGE = f"{LIST}export/"
CHOOSE = f"{LIST}export/choose/"


@pytest.fixture
def staff(client: Client, person: Callable[..., AbstractBaseUser]) -> Client:
    return enter(client, person("manager", Role.MANAGER))


def _asked(**changes: Any) -> dict[str, Any]:
    return {"reason": "own_work", "format": "json", "plain": ["reference"]} | changes


def _choose(client: Client, *rows: Submission, back: str = "") -> HttpResponse:
    return client.post(f"{CHOOSE}{back}", {"pick": [row.reference for row in rows]})


def _exported(client: Client, page: HttpResponse, **changes: Any) -> list[str]:
    """Send the form that a page shows; return the references in the file."""
    answer = client.post(PAGE, _asked(ids=page.context["form"]["ids"].value(), **changes))
    return [row["reference"] for row in json.loads(b"".join(answer.streaming_content))["requests"]]


def test_only_the_selected_requests_are_exported(staff: Client) -> None:
    one, two, _other = request_of("A"), request_of("B", at=MONDAY + DAY), request_of("C")

    page = _choose(staff, one, two)
    assert f"{one.reference}, {two.reference}" in page.content.decode()
    assert "statuses" not in page.context["form"].fields
    assert _exported(staff, page) == [one.reference, two.reference]


def test_selected_requests_form_one_fhir_bundle(staff: Client) -> None:
    rows = [request_of("A"), request_of("B")]
    ids = _choose(staff, *rows).context["form"]["ids"].value()

    answer = staff.post(PAGE, _asked(ids=ids, format="fhir", plain=[]))
    bundle = json.loads(b"".join(answer.streaming_content))
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert (bundle["resourceType"], kinds.count("Task"), kinds.count("ServiceRequest")) == ("Bundle", 2, 2)


def test_export_records_the_selection_and_each_opening(staff: Client) -> None:
    rows = [request_of("A"), request_of("B")]
    request_of("C")
    _exported(staff, _choose(staff, *rows), reaching=["name"])

    first, *each = AuditEvent.objects.filter(kind=AuditKind.EXPORTED).order_by("pk")
    detail = {name: first.detail[name] for name in ("count", "chosen", "reason")}
    assert detail == {"count": 2, "chosen": 2, "reason": "own_work"}
    assert {event.submission for event in each} == set(rows)


def test_selection_is_not_in_the_url(staff: Client) -> None:
    page = _choose(staff, request_of()).content.decode()

    assert f'<form method="post" action="{PAGE}"' in page


def test_selecting_opens_nothing(staff: Client) -> None:
    _choose(staff, request_of())

    assert not AuditEvent.objects.exists()


def test_empty_selection_is_not_every_request(staff: Client) -> None:
    request_of()
    answer = _choose(staff, back="?back=tab%3Dnew%26page%3D2")

    assert answer["Location"] == f"{LIST}?tab=new&page=2"
    assert "Select the requests first" in staff.get(LIST).content.decode()


def test_unknown_reference_exports_nothing(staff: Client) -> None:
    wanted = request_of()

    assert staff.post(CHOOSE, {"pick": [wanted.reference, "nonsense"]}).status_code == 400


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.CLINICIAN])
def test_only_a_manager_can_select_requests_for_export(
    client: Client, person: Callable[..., AbstractBaseUser], role: Role
) -> None:
    submission = request_of()
    enter(client, person("colleague", role))

    page = client.get(LIST, {"tab": "new"}).content.decode()
    assert submission.reference in page
    assert CHOOSE not in page
    assert 'name="pick"' not in page
    assert _choose(client, submission).status_code == 403


def test_manager_can_select_in_tabs_and_search_results(staff: Client) -> None:
    submission = request_of()

    for query in ({"tab": "new"}, {"found": f"reference.{submission.reference}"}):
        page = staff.get(LIST, query).content.decode()
        assert f'name="pick" value="{submission.reference}"' in page
        assert CHOOSE in page
        assert 'name="decision"' not in page


def test_export_page_shows_only_the_chosen_requests(staff: Client) -> None:
    wanted, other = request_of("A"), request_of("B")
    address = reverse("admin:intake_submission_export", query={"ids": wanted.pk.hex})

    page = staff.get(address)
    assert wanted.reference in page.content.decode()
    assert other.reference not in page.content.decode()
    assert _exported(staff, page) == [wanted.reference]


@pytest.mark.parametrize("status", [Status.NEW, Status.WITHDRAWN, Status.SPAM])
def test_request_page_links_to_its_fhir_export(staff: Client, status: Status) -> None:
    submission = set_status(request_of(), status)
    page = staff.get(f"{LIST}{submission.pk}/change/").content.decode()

    assert f"{PAGE}?ids={submission.pk.hex}&amp;format=fhir" in page
    form = staff.get(PAGE, {"ids": submission.pk.hex, "format": "fhir"}).context["form"]
    assert (form["format"].value(), form.chosen) == ("fhir", (submission.pk,))


@pytest.mark.parametrize("ids", ["x", ".", ".".join(["0" * 32] * 101)])
def test_invalid_ids_export_nothing(staff: Client, ids: str) -> None:
    request_of()

    assert staff.post(PAGE, _asked(ids=ids)).status_code == 400
    assert not AuditEvent.objects.exists()
