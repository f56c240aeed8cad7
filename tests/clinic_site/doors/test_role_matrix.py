"""Every role at every address of the admin, read and write. An address without a rule fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus

import pytest
from django.contrib.auth.models import AbstractBaseUser, Group
from django.http import HttpResponse
from django.test import Client

from intake.enums import Kind, RevealReason
from intake.models import (
    AuditEvent,
    CannedReply,
    FaqEntry,
    Holiday,
    MailTemplate,
    OpeningHours,
    OutboxMessage,
    Submission,
)
from intake.roles import Role
from intake.services.hours import forget_hours
from intake.services.reading import open_submission
from intake.services.receive import receive
from tests.clinic_site.doors.admin_urls import AdminUrl, admin_urls
from tests.intake.test_staff_admin import ANSWERS
from tests.second_factor import sign_in

DESK, CLINICIAN, MANAGER, AUDITOR, EDITOR = Role
ADMINISTRATOR, NO_ROLE = "Administrator", "No role"
EVERYBODY = {*Role, ADMINISTRATOR, NO_ROLE}
WORKERS = {DESK, CLINICIAN, MANAGER}
QUEUE = WORKERS | {ADMINISTRATOR}
NOBODY: set[str] = set()

# Who may do what with the rows of a model. Nobody deletes.
MAY: dict[str, dict[str, set[str]]] = {
    "intake_submission": {
        "view": QUEUE,
        "work": WORKERS,
        "reveal": {CLINICIAN, MANAGER},
        "export": {MANAGER},
        "change": NOBODY,
        "add": NOBODY,
        "shut": NOBODY,
    },
    "intake_faqentry": {right: {EDITOR, ADMINISTRATOR} for right in ("view", "change", "add")},
    "intake_outboxmessage": {"view": {MANAGER, ADMINISTRATOR}, "change": NOBODY, "add": NOBODY},
    "intake_auditevent": {"view": {MANAGER, AUDITOR, ADMINISTRATOR}, "change": NOBODY, "add": NOBODY},
    "intake_openinghours": {"view": {MANAGER}, "change": {MANAGER}, "add": NOBODY},
    "intake_holiday": {right: {MANAGER} for right in ("view", "change", "add")},
    "intake_cannedreply": {right: {MANAGER} for right in ("view", "change", "add")},
    "intake_mailtemplate": {right: {MANAGER} for right in ("view", "change", "add")},
    "auth_user": {right: {ADMINISTRATOR} for right in ("view", "change", "add")},
    "auth_group": {"view": {ADMINISTRATOR}, "change": NOBODY, "add": NOBODY},
}
# Addresses that belong to no model. They write nothing, and answer a post like a get where they take one.
COMMON = {
    "index": EVERYBODY,
    "jsi18n": EVERYBODY,
    "dashboard": {MANAGER},
    "app_list": EVERYBODY - {NO_ROLE},
    "autocomplete": NOBODY,
    "view_on_site": NOBODY,
    "login": NOBODY,
    "logout": EVERYBODY,
    "password_change": NOBODY,
    "password_change_done": NOBODY,
    "": NOBODY,
}
TAKE_NO_POST = {"jsi18n", "logout", "dashboard"}  # signing out answers a post with the way to the door
# What is asked for by the last word of an address's name, when reading and when writing.
ASKS = {
    "changelist": ("view", "view"),
    "history": ("view", "view"),
    "change": ("view", "change"),
    "add": ("add", "add"),
    "password_change": ("change", "change"),
    "next": ("shut", "work"),
    "search": ("shut", "view"),
    "judge": ("shut", "work"),
    "key_in": ("work", "work"),
    "print": ("view", "shut"),
    "reveal": ("shut", "reveal"),
    "act": ("shut", "work"),
    "export": ("export", "export"),
    "choose": ("shut", "export"),
}


def _allowed(url: AdminUrl, method: str) -> set[str]:
    """Return who may. Raises KeyError, by name, for an address that no rule covers."""
    if url.name in COMMON:
        return NOBODY if method == "post" and url.name in TAKE_NO_POST else COMMON[url.name]
    model = next((model for model in MAY if url.name.startswith(f"{model}_")), None)
    if model is None:
        raise KeyError(f"no rule for {url.name}: {url.path}")
    action = url.name.removeprefix(f"{model}_")
    if action == "delete":
        return NOBODY
    if action not in ASKS:
        raise KeyError(f"no rule for {url.name}: {url.path}")
    return MAY[model][ASKS[action][method == "post"]]


def _opened(answer: HttpResponse) -> bool:
    """Return whether an address did what it is for, be it only to say what is missing."""
    if answer.status_code == HTTPStatus.FOUND:
        asked = answer.wsgi_request.path
        return answer["Location"].startswith("/admin/intake/") and answer["Location"] != f"{asked}change/"
    return answer.status_code in {HTTPStatus.OK, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}


@pytest.fixture
def objects(nurse: AbstractBaseUser) -> dict[str, object]:
    """One row of each model, by the key that stands in addresses."""
    submission = receive(Kind.CALLBACK, ANSWERS)
    open_submission(submission, nurse)
    entry = FaqEntry.objects.create(question="Is it?", slug="is-it", answer="It is.")
    return {
        "intake_submission": submission.pk,
        "intake_faqentry": entry.pk,
        "intake_outboxmessage": OutboxMessage.objects.get().pk,
        "intake_auditevent": AuditEvent.objects.get().pk,
        "intake_openinghours": OpeningHours.objects.create(monday="09:00-17:00").pk,
        "intake_holiday": Holiday.objects.create(date="2026-12-24", name="Eve").pk,
        "intake_cannedreply": CannedReply.objects.create(title="Hello", text="Hello.").pk,
        "intake_mailtemplate": MailTemplate.objects.create(kind="changed", subject="x", text="x").pk,
        "auth_user": nurse.pk,
        "auth_group": Group.objects.first().pk,
    }


@pytest.fixture(autouse=True)
def _hours_of_the_file() -> Iterator[None]:
    yield
    forget_hours()


@pytest.fixture
def people(person: Callable[..., AbstractBaseUser]) -> dict[str, AbstractBaseUser]:
    made = {role: person(role.name.lower(), role) for role in Role}
    return made | {ADMINISTRATOR: person("technician", is_superuser=True), NO_ROLE: person("nothing")}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_every_address_opens_to_whom_the_rules_name_and_to_nobody_else(
    people: dict[str, AbstractBaseUser], objects: dict[str, object], who: str, method: str
) -> None:
    unlike = {}
    for url in admin_urls(objects):
        client = sign_in(Client(), people[who])
        opened = _opened(getattr(client, method)(url.path))
        if opened is not (who in _allowed(url, method)):
            unlike[url.name, url.path] = "opened" if opened else "shut"

    assert unlike == {}


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_nobody_deletes_anything(
    people: dict[str, AbstractBaseUser], objects: dict[str, object], who: str
) -> None:
    client = sign_in(Client(), people[who])
    deletions = [url.path for url in admin_urls(objects) if url.name.endswith("_delete")]
    assert len(deletions) == len(MAY)

    answers = {client.post(path, {"post": "yes"}).status_code for path in deletions}
    for url in admin_urls(objects):
        if url.name.endswith("_changelist"):
            client.post(url.path, {"action": "delete_selected", "_selected_action": "1", "post": "yes"})

    assert answers == {HTTPStatus.FORBIDDEN}
    assert (Submission.objects.count(), FaqEntry.objects.filter(slug="is-it").count()) == (1, 1)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_opens_to_a_stranger(client: Client, objects: dict[str, object], method: str) -> None:
    opened = [url.path for url in admin_urls(objects) if _opened(getattr(client, method)(url.path))]

    assert opened == []


def test_an_address_without_a_rule_is_noticed() -> None:
    with pytest.raises(KeyError, match="no rule for intake_submission_shred"):
        _allowed(AdminUrl("intake_submission_shred", "/admin/intake/submission/shred/"), "get")


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_only_clinicians_and_managers_reveal_what_a_person_wrote(
    people: dict[str, AbstractBaseUser], objects: dict[str, object], who: str
) -> None:
    client = sign_in(Client(), people[who])
    address = f"/admin/intake/submission/{objects['intake_submission']}/"

    page = client.get(f"{address}change/").content.decode()
    revealed = client.post(f"{address}reveal/", {"reason": RevealReason.values[0]}).content.decode()

    assert "second line" not in page
    assert ("second line" in revealed) is (who in {CLINICIAN, MANAGER})


def test_a_front_desk_claims_the_next_request(
    people: dict[str, AbstractBaseUser], objects: dict[str, object]
) -> None:
    client = sign_in(Client(), people[DESK])

    client.post("/admin/intake/submission/next/")

    assert Submission.objects.get().claimed_by == people[DESK]


@pytest.mark.parametrize("who", [DESK, ADMINISTRATOR, AUDITOR])
def test_a_technical_administrator_sees_not_even_a_name(
    people: dict[str, AbstractBaseUser], objects: dict[str, object], who: str
) -> None:
    client = sign_in(Client(), people[who])

    page = client.get(f"/admin/intake/submission/{objects['intake_submission']}/change/").content.decode()

    assert ("gnirts" in page) is (who == DESK)


def test_a_rule_of_the_questions_is_not_a_way_to_accounts(people: dict[str, AbstractBaseUser]) -> None:
    client = sign_in(Client(), people[EDITOR])

    answer = client.get("/admin/intake/faqentry/?author__password__startswith=a")

    assert answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.FOUND}
