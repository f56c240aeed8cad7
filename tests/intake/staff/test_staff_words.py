"""The words of the staff side: one name for one thing, and sentences that say what is so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser, Group
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone

from intake.enums import AuditKind, Kind, OutboxState
from intake.models import OutboxMessage
from intake.questions import CURRENT
from intake.roles import Role
from intake.staff.key_in import words
from tests.intake.workbench import request_of
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db
OUTBOX = "/admin/intake/outboxmessage/"


@pytest.fixture
def manager(client: Client, person: Callable[..., AbstractBaseUser]) -> Client:
    cache.clear()
    return sign_in(client, person("boss", Role.MANAGER))


@pytest.mark.parametrize("kind", Kind)
def test_staff_are_asked_every_question_in_their_own_words(kind: Kind) -> None:
    questions = CURRENT[kind].questions.keys() - {"consent"}  # the one that is read aloud

    assert questions - words._LABELS.keys() == set(), "say how staff ask it in intake/staff/key_in/words.py"


@pytest.mark.parametrize(
    ("action", "one", "two"),
    [
        ("send_now", "1 message will be sent now.", "2 messages will be sent now."),
        ("try_again", "1 message will be retried.", "2 messages will be retried."),
    ],
)
def test_messages_are_counted_in_words(manager: Client, action: str, one: str, two: str) -> None:
    request_of(), request_of("Kim")
    state = OutboxState.DEAD if action == "try_again" else OutboxState.WAITING
    later = timezone.now() + timezone.timedelta(days=1)
    ids = [str(each) for each in OutboxMessage.objects.values_list("pk", flat=True)]

    for picked, said in ((ids[:1], one), (ids[:2], two)):
        OutboxMessage.objects.update(state=state, next_at=later)
        page = manager.post(OUTBOX, {"action": action, "_selected_action": picked}, follow=True)
        assert said in page.content.decode()


def test_labels_of_forms_begin_with_a_capital_letter(nurse: AbstractBaseUser) -> None:
    request = RequestFactory().get("/admin/")
    request.user = nurse
    nurse.groups.set(Group.objects.all())
    pages = [of for of in admin.site._registry.values() if of.has_add_permission(request)]
    labels = [str(field.label) for of in pages for field in of.get_form(request)().fields.values()]

    assert len(pages) > 10
    assert [label for label in labels if label[:1].islower()] == []


def test_outbox_calls_a_request_what_other_pages_call_it(manager: Client) -> None:
    request_of()

    page = manager.get(OUTBOX).content.decode()

    assert "Submission" not in page
    assert ">Request<" in page


def test_audit_trail_calls_a_common_question_what_its_page_calls_it() -> None:
    assert AuditKind.ANSWER.label == "Changed a question that people ask"
    assert [kind for kind in AuditKind if "FAQ" in kind.label] == []


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("clinicfacts", "The facts about the clinic are saved."),
        ("openinghours", "The opening hours are saved."),
    ],
)
def test_page_with_one_row_says_plainly_that_it_is_saved(manager: Client, model: str, said: str) -> None:
    for act in ("add/", ""):  # the list leads to the page of the only row
        page = manager.get(f"/admin/clinic/{model}/{act}", follow=True)
        form = page.context["adminform"].form
        typed = {name: form[name].value() for name in form.fields if form[name].value()}
        saved = manager.post(page.request["PATH_INFO"], typed | {"_continue": "1"}, follow=True)

        assert said in saved.content.decode(), form.errors
        assert "successfully" not in saved.content.decode()
