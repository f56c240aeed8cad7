"""Permissions of every role at every admin URL, for reading and writing. A URL without a rule fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AbstractBaseUser, Group
from django.http import HttpResponse
from django.test import Client

from clinic_site.clinic import clear_cache
from clinic_site.clinic.models import (
    ClinicFacts,
    Fee,
    Holiday,
    Notice,
    OpeningHours,
    Person,
    Picture,
    Plan,
    StaffAddress,
    Treatment,
)
from intake.enums import Kind, RevealReason
from intake.models import (
    AuditEvent,
    CannedReply,
    FaqEntry,
    MailTemplate,
    OutboxMessage,
    Submission,
)
from intake.roles import Role
from intake.services.access.reading import open_submission
from intake.services.requests.receive import receive
from tests.clinic_site.accounts.admin_urls import AdminUrl, admin_urls
from tests.intake.workbench import ANSWERS, MONDAY
from tests.second_factor import sign_in

DESK, CLINICIAN, MANAGER, AUDITOR, EDITOR = Role
ADMINISTRATOR, NO_ROLE = "Administrator", "No role"
EVERYONE = {*Role, ADMINISTRATOR, NO_ROLE}
WORKERS = {DESK, CLINICIAN, MANAGER}
QUEUE = WORKERS | {ADMINISTRATOR}
KEEPERS = {MANAGER, EDITOR}  # of the facts about the clinic
NO_ONE: set[str] = set()

# Roles by model and permission. No role may delete.
MATRIX: dict[str, dict[str, set[str]]] = {
    "intake_submission": {
        "view": QUEUE,
        "work": WORKERS,
        "reveal": {CLINICIAN, MANAGER},
        "export": {MANAGER},
        "change": NO_ONE,
        "add": NO_ONE,
        "none": NO_ONE,
    },
    "intake_faqentry": {action: {EDITOR, ADMINISTRATOR} for action in ("view", "change", "add")},
    "intake_outboxmessage": {"view": {MANAGER, ADMINISTRATOR}, "change": NO_ONE, "add": NO_ONE},
    "intake_auditevent": {"view": {MANAGER, AUDITOR, ADMINISTRATOR}, "change": NO_ONE, "add": NO_ONE},
    "clinic_openinghours": {"view": KEEPERS, "change": KEEPERS, "add": NO_ONE},
    "clinic_clinicfacts": {"view": KEEPERS, "change": KEEPERS, "add": NO_ONE},
    "clinic_notice": {"view": KEEPERS, "change": NO_ONE, "add": KEEPERS},
    "clinic_staffaddress": {action: {MANAGER} for action in ("view", "change", "add")},
    **{
        f"clinic_{model}": dict.fromkeys(("view", "change", "add"), KEEPERS)
        for model in ("holiday", "person", "treatment", "fee", "plan", "picture")
    },
    "intake_cannedreply": {action: {MANAGER} for action in ("view", "change", "add")},
    "intake_mailtemplate": {action: {MANAGER} for action in ("view", "change", "add")},
    "auth_user": {action: {ADMINISTRATOR} for action in ("view", "change", "add")},
    "auth_group": {"view": {ADMINISTRATOR}, "change": NO_ONE, "add": NO_ONE},
}
# Roles by URL name, for URLs without a model. They write nothing; POST works like GET if allowed.
COMMON = {
    "index": EVERYONE,
    "jsi18n": EVERYONE,
    "dashboard": {MANAGER},
    "clinic_ready": KEEPERS,
    "invite": {ADMINISTRATOR},
    "invite_again": NO_ONE,  # an account in use cannot be invited again
    "example_card": WORKERS,
    "months": {MANAGER},
    "app_list": {MANAGER, AUDITOR, EDITOR, ADMINISTRATOR},  # others have no list of settings
    "autocomplete": NO_ONE,
    "view_on_site": NO_ONE,
    "login": NO_ONE,
    "logout": EVERYONE,
    "password_change": NO_ONE,
    "password_change_done": NO_ONE,
    "": NO_ONE,
}
NO_POST = {
    "jsi18n",
    "logout",
    "dashboard",
    "clinic_ready",
    "example_card",
    "months",
}  # signing out redirects a POST to sign-in
# Required permission for GET and POST, by the last part of a URL name.
REQUIRED = {
    "changelist": ("view", "view"),
    "history": ("view", "view"),
    "change": ("view", "change"),
    "add": ("add", "add"),
    "password_change": ("change", "change"),
    "next": ("none", "work"),
    "search": ("none", "view"),
    "decide": ("none", "work"),
    "hand_over": ("none", "work"),
    "key_in": ("work", "work"),
    "key_in_again": ("work", "none"),
    "print": ("view", "none"),
    "preview": ("view", "view"),
    "reveal": ("none", "reveal"),
    "mask": ("none", "view"),
    "draft": ("none", "work"),
    "others": ("view", "none"),
    "visits": ("view", "change"),
    "calendar": ("none", "none"),  # the request of this test has no appointment
    "act": ("none", "work"),
    "compare": ("work", "none"),
    "export": ("export", "export"),
    "choose": ("none", "export"),
}


def _allowed(url: AdminUrl, method: str) -> set[str]:
    """Return the roles with access. Raises KeyError for a URL without a rule."""
    if url.name in COMMON:
        return NO_ONE if method == "post" and url.name in NO_POST else COMMON[url.name]
    model = next((model for model in MATRIX if url.name.startswith(f"{model}_")), None)
    if model is None:
        raise KeyError(f"no rule for {url.name}: {url.path}")
    action = url.name.removeprefix(f"{model}_")
    if action == "delete":
        return NO_ONE
    if action not in REQUIRED:
        raise KeyError(f"no rule for {url.name}: {url.path}")
    return MATRIX[model][REQUIRED[action][method == "post"]]


def _is_allowed(answer: HttpResponse) -> bool:
    """Return whether a view did its work, even if only to report missing input."""
    if answer.status_code == HTTPStatus.FOUND:
        path = answer.wsgi_request.path
        return (
            answer["Location"].startswith(("/admin/intake/", "/admin/clinic/"))
            and answer["Location"] != f"{path}change/"
        )
    return answer.status_code in {
        HTTPStatus.OK,
        HTTPStatus.NO_CONTENT,
        HTTPStatus.CONFLICT,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }


def _picture() -> Picture:
    picture = Picture.objects.create(alt="A room", width=1, height=1)
    picture.files.create(width=1, format="jpg", content=b"")
    return picture


@pytest.fixture
def objects(nurse: AbstractBaseUser) -> dict[str, object]:
    """Return the primary key of a row of each model, by `app_model`."""
    submission = receive(Kind.CALLBACK, ANSWERS | {"name": "Robin"})
    open_submission(submission, nurse)
    entry = FaqEntry.objects.create(question="Is it?", slug="is-it", answer="It is.")
    return {
        "intake_submission": submission.pk,
        "intake_faqentry": entry.pk,
        "intake_outboxmessage": OutboxMessage.objects.get().pk,
        "intake_auditevent": AuditEvent.objects.get().pk,
        "clinic_openinghours": OpeningHours.objects.create(monday="09:00-17:00").pk,
        "clinic_holiday": Holiday.objects.create(date="2026-12-24", name="Eve").pk,
        "clinic_clinicfacts": ClinicFacts.objects.create(name="Example").pk,
        "clinic_notice": Notice.objects.create(kind="privacy", text="Ours.").pk,
        "clinic_staffaddress": StaffAddress.objects.create(email="front@clinic.test").pk,
        "clinic_person": Person.objects.create(name="Sam").pk,
        "clinic_treatment": Treatment.objects.create(name="Yoga").pk,
        "clinic_fee": Fee.objects.create(item="Visit", price="$1").pk,
        "clinic_plan": Plan.objects.create(name="Plan").pk,
        "clinic_picture": _picture().pk,
        "intake_cannedreply": CannedReply.objects.create(title="Hello", text="Hello.").pk,
        "intake_mailtemplate": MailTemplate.objects.create(kind="changed", subject="x", text="x").pk,
        "auth_user": nurse.pk,
        "auth_group": Group.objects.first().pk,
    }


@pytest.fixture(autouse=True)
def _reset_hours() -> Iterator[None]:
    yield
    clear_cache()


@pytest.fixture
def people(person: Callable[..., AbstractBaseUser]) -> dict[str, AbstractBaseUser]:
    users = {role: person(role.name.lower(), role) for role in Role}
    return users | {ADMINISTRATOR: person("technician", is_superuser=True), NO_ROLE: person("nothing")}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", sorted(EVERYONE))
def test_every_url_is_open_to_exactly_the_roles_in_its_rule(
    people: dict[str, AbstractBaseUser], objects: dict[str, object], who: str, method: str
) -> None:
    mismatches = {}
    client = Client()
    for url in admin_urls(objects):
        if SESSION_KEY not in client.session:  # at first, and after signing out
            sign_in(client, people[who])
        allowed = _is_allowed(getattr(client, method)(url.path))
        if allowed is not (who in _allowed(url, method)):
            mismatches[url.name, url.path] = "allowed" if allowed else "denied"

    assert mismatches == {}


@pytest.mark.parametrize("who", sorted(EVERYONE))
def test_no_role_can_delete_anything(
    people: dict[str, AbstractBaseUser], objects: dict[str, object], who: str
) -> None:
    client = sign_in(Client(), people[who])
    deletions = [url.path for url in admin_urls(objects) if url.name.endswith("_delete")]
    assert len(deletions) == len(MATRIX)

    answers = {client.post(path, {"post": "yes"}).status_code for path in deletions}
    for url in admin_urls(objects):
        if url.name.endswith("_changelist"):
            client.post(url.path, {"action": "delete_selected", "_selected_action": "1", "post": "yes"})

    assert answers == {HTTPStatus.FORBIDDEN}
    assert (Submission.objects.count(), FaqEntry.objects.filter(slug="is-it").count()) == (1, 1)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_is_open_without_signing_in(client: Client, objects: dict[str, object], method: str) -> None:
    allowed = [url.path for url in admin_urls(objects) if _is_allowed(getattr(client, method)(url.path))]

    assert allowed == []


def test_a_url_without_a_rule_is_an_error() -> None:
    with pytest.raises(KeyError, match="no rule for intake_submission_shred"):
        _allowed(AdminUrl("intake_submission_shred", "/admin/intake/submission/shred/"), "get")


@pytest.mark.parametrize("who", sorted(EVERYONE))
def test_only_clinicians_and_managers_can_reveal_what_a_person_wrote(
    people: dict[str, AbstractBaseUser], objects: dict[str, object], who: str
) -> None:
    client = sign_in(Client(), people[who])
    address = f"/admin/intake/submission/{objects['intake_submission']}/"

    page = client.get(f"{address}change/").content.decode()
    reason = {"reason": RevealReason.values[0]}
    revealed = client.post(f"{address}reveal/", reason, follow=True).content.decode()

    assert "since the fire" not in page
    assert ("since the fire" in revealed) is (who in {CLINICIAN, MANAGER})


def test_the_front_desk_claims_the_next_request(
    people: dict[str, AbstractBaseUser], objects: dict[str, object]
) -> None:
    with time_machine.travel(MONDAY, tick=False):  # people may be called then
        client = sign_in(Client(), people[DESK])
        client.post("/admin/intake/submission/next/")

    assert Submission.objects.get().claimed_by == people[DESK]


@pytest.mark.parametrize("who", [DESK, ADMINISTRATOR, AUDITOR])
def test_a_technical_administrator_cannot_see_a_name(
    people: dict[str, AbstractBaseUser], objects: dict[str, object], who: str
) -> None:
    client = sign_in(Client(), people[who])

    page = client.get(f"/admin/intake/submission/{objects['intake_submission']}/change/").content.decode()

    assert ("Robin" in page) is (who == DESK)


def test_a_filter_of_the_faq_list_cannot_query_accounts(people: dict[str, AbstractBaseUser]) -> None:
    client = sign_in(Client(), people[EDITOR])

    answer = client.get("/admin/intake/faqentry/?author__password__startswith=a")

    assert answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.FOUND}
