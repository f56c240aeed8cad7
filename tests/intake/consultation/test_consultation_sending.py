from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from clinic_site.ops.log_format import JsonFormatter
from intake.enums import Kind
from intake.models import Draft, OutboxMessage, Submission
from intake.models.answers import unseal
from intake.questions import CURRENT
from intake.services.requests import drafting
from intake.views import consultation_sending as sending_view
from tests.intake.consultation_answers import fill, send, start, text, url, what_check_sends
from tests.intake.unavailable import unavailable

pytestmark = pytest.mark.django_db


def _answers() -> dict[str, Any]:
    return unseal(Submission.objects.get())


def test_all_answers_are_shown_under_their_questions(client: Client) -> None:
    fill(client)

    page = text(client.get(url("check")))

    for shown in ("Rosalind Testcase", "(732) 555-0142", "Sleep or nightmares", "EMDR", "Morning, 9"):
        assert f"{shown}" in page
    for step in ("What brings you to us?", "What have you tried so far?"):
        assert f">{step}</h2>" in page


def test_every_answer_has_a_change_link_that_names_the_question(client: Client) -> None:
    fill(client)

    page = text(client.get(url("check")))

    rows = re.findall(r"<dt>(.*?)</dt>.*?Change<span class=\"visually-hidden\"> (.*?)</span>", page)
    assert len(rows) == page.count("<dt>")
    assert all(key == named for key, named in rows)


def test_questions_that_were_not_answered_are_folded(client: Client) -> None:
    fill(client, tried={})

    answered, folded = text(client.get(url("check"))).split('<details class="unanswered">')

    assert "Not provided" not in answered
    assert "What have you tried so far?" not in answered
    assert "<dt>Which medicines have you tried for this?</dt><dd>Not provided</dd>" in folded
    assert f"{folded.count('<dd>Not provided</dd>')} questions you didn’t answer</summary>" in folded
    assert f'<a href="{url("tried")}">Change' in folded


def test_a_yes_to_a_health_question_rejects_no_one(client: Client) -> None:
    fill(client, points={"health": ["heart", "bladder"]})

    shown = "A heart problem, or a stroke, A bladder problem. A clinician will go through this with you.</dd>"
    assert shown in text(client.get(url("check")))
    assert send(client).status_code == 303


def test_answers_are_listed_in_the_order_in_which_they_were_asked(client: Client) -> None:
    fill(client)

    page = text(client.get(url("check")))

    asked = ["What would you like to be different?", "Could an adult take you home", "Which language would"]
    places = [page.index(question) for question in asked]
    assert places == sorted(places)


def test_nothing_is_stored_before_sending(client: Client) -> None:
    fill(client)
    client.get(url("check"))

    assert Submission.objects.count() == 0


def test_sending_redirects_to_the_receipt_and_deletes_the_draft(client: Client) -> None:
    fill(client)

    answer = send(client)

    assert answer.status_code == 303
    assert Submission.objects.get().reference in text(client.get(answer["Location"]))
    assert (Draft.objects.count(), answer.cookies["draft"].value) == (0, "")


def test_a_consultation_is_stored_with_its_wording_and_a_notification(client: Client) -> None:
    fill(client)
    send(client)

    assert Submission.objects.get().kind == Kind.CONSULTATION
    assert OutboxMessage.objects.get().submission == Submission.objects.get()
    answers = _answers()
    assert answers["wording"] == CURRENT[Kind.CONSULTATION].version
    assert (answers["areas"], answers["health"], answers["consent"]) == (
        ["sleep", "guard"],
        ["blood_pressure", "talk"],
        True,
    )
    assert set(answers) - {"wording"} <= set(CURRENT[Kind.CONSULTATION].questions)


def test_answers_to_a_step_that_no_longer_applies_are_dropped(client: Client) -> None:
    fill(client, who={"for_whom": "someone", "adult": "yes"}, them={"relation": "friend"})
    client.post(url("them"), {"relation": "friend", "person_knows": "yes"})
    assert "A friend" in text(client.get(url("check")))

    client.post(url("who"), {"for_whom": "me", "adult": "yes"})

    assert "A friend" not in text(client.get(url("check")))
    send(client)
    assert not {"relation", "person_knows"} & set(_answers())


def test_answers_about_someone_else_are_stored(client: Client) -> None:
    fill(client, who={"for_whom": "someone", "adult": "yes"})
    client.post(url("them"), {"relation": "friend", "person_knows": "no"})
    send(client)

    assert (_answers()["relation"], _answers()["person_knows"]) == ("friend", "no")


def test_checked_answers_are_sent_even_if_the_draft_has_expired(client: Client) -> None:
    fill(client)
    sent = what_check_sends(client)
    Draft.objects.all().delete()

    assert client.post(url("send"), sent).status_code == 303
    assert _answers()["name"] == "Rosalind Testcase"


def test_checked_answers_are_sent_without_later_changes_from_another_tab(client: Client) -> None:
    fill(client)
    sent = what_check_sends(client)
    client.post(url("now"), {"note": "changed in another tab"})
    client.post(url("send"), sent)

    assert _answers()["note"] == "I would rather talk. Años."
    assert Draft.objects.count() == 0


def test_sending_an_old_page_keeps_a_newer_draft(client: Client) -> None:
    fill(client)
    old = what_check_sends(client)
    send(client)
    start(client)

    answer = client.post(url("send"), old)

    assert answer.status_code == 303
    assert Draft.objects.count() == 1
    assert "draft" not in answer.cookies


def test_sending_incomplete_answers_redirects_to_the_check_page(client: Client) -> None:
    fill(client)
    sent = what_check_sends(client)
    typed = json.loads(sent["typed"])
    del typed["reach"]

    answer = client.post(url("send"), sent | {"typed": json.dumps(typed)})

    assert (answer["Location"], Submission.objects.count()) == (url("check"), 0)


@pytest.mark.parametrize(
    "typed", ["", "[]", "nonsense", '{"who": 1}', '{"who": {"adult": "yes"}}', "[" * 5000]
)
def test_malformed_answers_store_nothing_and_cause_no_error(client: Client, typed: str) -> None:
    answer = client.post(url("send"), {"typed": typed})

    assert (answer.status_code, Submission.objects.count()) == (303, 0)


def test_a_manipulated_form_cannot_send_a_request_about_a_minor(client: Client) -> None:
    fill(client)
    sent = what_check_sends(client)
    typed = json.loads(sent["typed"]) | {"who": {"for_whom": ["me"], "adult": ["no"]}}

    answer = client.post(url("send"), sent | {"typed": json.dumps(typed)})

    assert Submission.objects.count() == 0
    assert answer["Location"] == url("others")


def test_cross_site_sending_is_shown_again_and_not_stored(client: Client) -> None:
    fill(client)

    answer = client.post(url("send"), what_check_sends(client), headers={"Origin": "https://evil.test"})

    assert (answer.status_code, Submission.objects.count()) == (403, 0)
    assert "Nothing has been sent yet" in text(answer)
    assert "Rosalind Testcase" in text(answer)


def test_an_unavailable_database_loses_nothing_and_is_reported(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fill(client)
    sent = what_check_sends(client)

    with monkeypatch.context() as patch:
        patch.setattr(drafting, "receive", unavailable)
        answer = client.post(url("send"), sent)

    assert answer.status_code == 503
    assert "Nothing has been sent yet" in text(answer)
    assert "Rosalind Testcase" in text(answer)
    assert Draft.objects.count() == 1
    (record,) = [record for record in caplog.records if record.name == sending_view.__name__]
    assert "canary" not in JsonFormatter().format(record)
    assert client.post(url("send"), sent).status_code == 303


@pytest.mark.django_db(transaction=True)
def test_a_request_is_not_stored_if_its_draft_cannot_be_deleted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(client)

    monkeypatch.setattr(drafting, "discard", unavailable)

    assert send(client).status_code == 503
    assert (Submission.objects.count(), Draft.objects.count()) == (0, 1)


def test_after_sending_the_steps_say_that_the_form_was_sent(client: Client) -> None:
    fill(client)
    send(client)

    answer = client.get(url("check"), follow=True)

    assert "If you sent it and saw a reference, we have your request." in text(answer)
