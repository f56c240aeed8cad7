from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from clinic_site.logs import JsonFormatter
from intake.enums import Kind
from intake.models import Draft, OutboxMessage, Submission
from intake.opening import unseal
from intake.services import drafting
from intake.views import consultation as consultation_view
from intake.wording.consultation_1 import CONSULTATION_1
from tests.intake.consultation import TYPED, fill, send, start, text, url, what_check_sends

pytestmark = pytest.mark.django_db


def _answers() -> dict[str, Any]:
    return unseal(Submission.objects.get())


def test_all_answers_are_shown_under_their_questions(client: Client) -> None:
    fill(client)

    page = text(client.get(url("check")))

    for shown in ("Rosalind Testcase", "(732) 555-0142", "Sleep or nightmares", "EMDR", "Morning, before 11"):
        assert f"{shown}" in page
    for step in ("What brings you to us?", "What have you tried so far?"):
        assert f">{step}</h2>" in page


def test_every_answer_has_a_way_to_change_it_that_names_it(client: Client) -> None:
    fill(client)

    page = text(client.get(url("check")))

    rows = re.findall(r"<dt>(.*?)</dt>.*?Change<span class=\"visually-hidden\"> (.*?)</span>", page)
    assert len(rows) == page.count("<dt>")
    assert all(key == named for key, named in rows)


def test_what_was_skipped_is_called_not_provided(client: Client) -> None:
    fill(client, tried={})

    page = text(client.get(url("check")))

    assert "<dt>Which medicines have you tried for this?</dt><dd>Not provided</dd>" in page


def test_a_yes_at_a_health_point_refuses_nobody(client: Client) -> None:
    fill(client, points=dict.fromkeys(TYPED["points"], "yes") | {"medicines_now": ""})

    assert "<dt>A bladder problem</dt><dd>Yes. A clinician will go through this with you.</dd>" in text(
        client.get(url("check"))
    )
    assert send(client).status_code == 303


def test_nothing_is_stored_before_it_is_sent(client: Client) -> None:
    fill(client)
    client.get(url("check"))

    assert Submission.objects.count() == 0


def test_sending_leads_to_the_receipt_and_ends_the_draft(client: Client) -> None:
    fill(client)

    answer = send(client)

    assert answer.status_code == 303
    assert Submission.objects.get().reference in text(client.get(answer["Location"]))
    assert (Draft.objects.count(), answer.cookies["draft"].value) == (0, "")


def test_a_consultation_is_stored_with_ids_words_and_message_to_staff(client: Client) -> None:
    fill(client)
    send(client)

    assert Submission.objects.get().kind == Kind.CONSULTATION
    assert OutboxMessage.objects.get().submission == Submission.objects.get()
    answers = _answers()
    assert answers["wording"] == "consultation-1"
    assert (answers["areas"], answers["blood_pressure"], answers["consent"]) == (
        ["sleep", "guard"],
        "yes",
        True,
    )
    assert set(answers) - {"wording"} <= set(CONSULTATION_1.questions)


def test_answers_of_a_branch_no_longer_reached_are_dropped(client: Client) -> None:
    fill(client, who={"for_whom": "someone", "adult": "yes"}, them={"relation": "friend"})
    client.post(url("them"), {"relation": "friend", "person_knows": "yes"})
    assert "A friend" in text(client.get(url("check")))

    client.post(url("who"), {"for_whom": "me", "adult": "yes"})

    assert "A friend" not in text(client.get(url("check")))
    send(client)
    assert not {"relation", "person_knows"} & set(_answers())


def test_an_answer_about_somebody_else_is_stored(client: Client) -> None:
    fill(client, who={"for_whom": "someone", "adult": "yes"})
    client.post(url("them"), {"relation": "friend", "person_knows": "no"})
    send(client)

    assert (_answers()["relation"], _answers()["person_knows"]) == ("friend", "no")


def test_five_sends_of_one_page_are_one_request_with_one_receipt(client: Client) -> None:
    fill(client)
    sent = what_check_sends(client)

    addresses = {client.post(url("send"), sent)["Location"] for _ in range(5)}

    assert len(addresses) == 1
    assert (Submission.objects.count(), OutboxMessage.objects.count()) == (1, 1)


def test_a_tab_that_still_shows_the_answers_sends_the_same_request(client: Client) -> None:
    fill(client)
    other_tab = what_check_sends(client)
    first = send(client)["Location"]

    assert client.post(url("send"), other_tab)["Location"] == first


def test_what_was_checked_is_sent_even_if_the_draft_ran_out_meanwhile(client: Client) -> None:
    fill(client)
    sent = what_check_sends(client)
    Draft.objects.all().delete()

    assert client.post(url("send"), sent).status_code == 303
    assert _answers()["name"] == "Rosalind Testcase"


def test_what_was_checked_is_sent_and_not_what_another_tab_changed_since(client: Client) -> None:
    fill(client)
    sent = what_check_sends(client)
    client.post(url("now"), {"note": "changed in another tab"})
    client.post(url("send"), sent)

    assert _answers()["note"] == "I would rather talk. Años."
    assert Draft.objects.count() == 0


def test_sending_an_old_page_leaves_a_newer_draft_alone(client: Client) -> None:
    fill(client)
    old = what_check_sends(client)
    send(client)
    start(client)

    answer = client.post(url("send"), old)

    assert answer.status_code == 303
    assert Draft.objects.count() == 1
    assert "draft" not in answer.cookies


def test_a_send_with_something_missing_leads_to_what_is_missing(client: Client) -> None:
    fill(client)
    sent = what_check_sends(client)
    typed = json.loads(sent["typed"])
    del typed["reach"]

    answer = client.post(url("send"), sent | {"typed": json.dumps(typed)})

    assert (answer["Location"], Submission.objects.count()) == (url("check"), 0)


@pytest.mark.parametrize(
    "typed", ["", "[]", "nonsense", '{"who": 1}', '{"who": {"adult": "yes"}}', "[" * 5000]
)
def test_a_malformed_send_stores_nothing_and_breaks_nothing(client: Client, typed: str) -> None:
    answer = client.post(url("send"), {"typed": typed})

    assert (answer.status_code, Submission.objects.count()) == (303, 0)


def test_a_minor_cannot_be_sent_past_the_form(client: Client) -> None:
    fill(client)
    sent = what_check_sends(client)
    typed = json.loads(sent["typed"]) | {"who": {"for_whom": ["me"], "adult": ["no"]}}

    answer = client.post(url("send"), sent | {"typed": json.dumps(typed)})

    assert Submission.objects.count() == 0
    assert "Thank you for reaching out" in text(answer)


def test_a_send_from_elsewhere_is_shown_again_and_not_stored(client: Client) -> None:
    fill(client)

    answer = client.post(url("send"), what_check_sends(client), headers={"Origin": "https://evil.test"})

    assert (answer.status_code, Submission.objects.count()) == (403, 0)
    assert "Nothing was sent yet" in text(answer)
    assert "Rosalind Testcase" in text(answer)


def test_a_database_that_is_away_loses_nothing_and_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fill(client)
    sent = what_check_sends(client)

    def away(*_: object, **__: object) -> None:
        raise OperationalError("canary: Rosalind")

    with monkeypatch.context() as patch:
        patch.setattr(drafting, "receive", away)
        answer = client.post(url("send"), sent)

    assert answer.status_code == 503
    assert "Nothing was sent yet" in text(answer)
    assert "Rosalind Testcase" in text(answer)
    assert Draft.objects.count() == 1
    (record,) = [record for record in caplog.records if record.name == consultation_view.__name__]
    assert "canary" not in JsonFormatter().format(record)
    assert client.post(url("send"), sent).status_code == 303


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_cannot_be_deleted_is_not_half_sent(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(client)

    def away(_: str) -> None:
        raise OperationalError

    monkeypatch.setattr(drafting, "discard", away)

    assert send(client).status_code == 503
    assert (Submission.objects.count(), Draft.objects.count()) == (0, 1)


def test_words_of_the_list_lead_to_help_and_then_on(client: Client, settings: Settings) -> None:
    settings.RISK_INTERRUPTION = True
    fill(client, now={"note": "I want to die"})
    sent = what_check_sends(client)

    help_first = client.post(url("send"), sent)
    changed = client.post(url("send"), sent | {"change": "yes"})
    answer = client.post(url("send"), sent | {"help_shown": "yes"})

    assert "Before you send this" in text(help_first)
    assert f'action="{url("send")}"' in text(help_first)
    assert "Check your answers" in text(changed)
    assert answer.status_code == 303
    assert Submission.objects.get().read_first is True


def test_after_sending_the_steps_say_that_the_form_is_closed(client: Client) -> None:
    fill(client)
    send(client)

    answer = client.get(url("check"), follow=True)

    assert "If you sent it and saw a reference, we have your request." in text(answer)
