"""A receipt belongs to the form that made it: nobody else gets its reference and secret."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from intake.crypto.receipts import derived_secrets, is_nonce, new_nonce, secret_hash, secret_of
from intake.models import Draft, OutboxMessage, PatientAction, Submission
from intake.models.answers import unseal
from tests.intake.coming_back import is_open
from tests.intake.consultation_answers import fill, send, text, url, what_check_sends
from tests.typed import NONCE, SECRET, answer_to, hidden

Typed = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.django_db
AGAIN = "/callback/received/"
RISKY = "I want to kill myself."


def _ask(client: Client, data: dict[str, Any]) -> Any:
    return client.post("/callback/", data)


def test_the_receipt_shows_the_secret_that_opens_the_request(client: Client, typed: Typed) -> None:
    page = client.get(_ask(client, typed())["Location"]).content.decode()
    submission = Submission.objects.get()

    assert SECRET in page
    pair = {"reference": submission.reference, "secret": SECRET}
    assert is_open(client.post("/request/", pair))


def test_the_database_has_neither_nonce_nor_secret(client: Client, typed: Typed) -> None:
    _ask(client, typed())
    row = Submission.objects.values().get()

    assert row["secret_hash"] == secret_hash(SECRET)
    assert all(NONCE not in str(value) and SECRET not in str(value) for value in row.values())
    assert "nonce" not in unseal(Submission.objects.get())


def test_the_secret_does_not_depend_on_a_key(client: Client, typed: Typed, settings: Any) -> None:
    _ask(client, typed())
    settings.SECRET_KEY, settings.RECEIPT_KEYS = "n" * 50, ["n" * 50]
    pair = {"reference": Submission.objects.get().reference, "secret": SECRET}

    assert is_open(client.post("/request/", pair))


def test_the_same_words_from_another_form_say_nothing_about_the_first(client: Client, typed: Typed) -> None:
    _ask(client, typed())
    submission = Submission.objects.get()

    answer = _ask(client, typed(nonce=new_nonce()))
    page = client.get(answer["Location"]).content.decode()

    assert (answer.status_code, answer["Location"]) == (303, AGAIN)
    assert "We already have a request like this" in page
    assert submission.reference not in page
    assert SECRET not in page
    assert Submission.objects.count() == 1


def test_another_form_gets_the_same_receipt_for_every_request(client: Client, typed: Typed) -> None:
    pages = set()
    for name in ("Sam", "Rosalind"):
        _ask(client, typed(name=name))
        pages.add(client.get(_ask(client, typed(name=name, nonce=new_nonce()))["Location"]).content)

    assert len(pages) == 1


def test_the_secret_of_another_form_opens_nothing(client: Client, typed: Typed) -> None:
    _ask(client, typed())
    other = new_nonce()
    _ask(client, typed(nonce=other))
    pair = {"reference": Submission.objects.get().reference, "secret": secret_of(other)}

    assert not is_open(client.post("/request/", pair))


def test_staff_see_once_that_it_was_asked_again(client: Client, typed: Typed) -> None:
    _ask(client, typed())
    for _ in range(3):
        _ask(client, typed(nonce=new_nonce()))

    assert Submission.objects.get().asked_again_at is not None
    assert PatientAction.objects.count() == 1
    assert OutboxMessage.objects.filter(kind="asked_again").count() == 1


def test_a_click_on_the_same_form_is_not_asking_again(client: Client, typed: Typed) -> None:
    addresses = {_ask(client, typed())["Location"] for _ in range(5)}

    assert len(addresses) == 1
    assert OutboxMessage.objects.count() == 1
    assert Submission.objects.get().asked_again_at is None


def test_request_from_before_nonces_reveals_nothing(client: Client, typed: Typed) -> None:
    _ask(client, typed())
    Submission.objects.update(secret_hash="")

    assert _ask(client, typed())["Location"] == AGAIN


def test_a_secret_from_before_there_were_nonces_still_opens_its_request(client: Client, typed: Typed) -> None:
    _ask(client, typed())
    submission = Submission.objects.get()
    Submission.objects.update(secret_hash="")
    pair = {"reference": submission.reference, "secret": derived_secrets(submission.pk)[0]}

    address = client.post("/request/", pair)["Location"]
    client.post(f"{address}withdraw/")

    assert Submission.objects.get().status == "withdrawn"


# --- without a script


@pytest.mark.parametrize("nonce", ["", "short", "no nonce, but words of a person"])
def test_a_form_without_a_nonce_is_checked_before_anything_is_stored(
    client: Client, typed: Typed, nonce: str
) -> None:
    answer = answer_to(client, typed(nonce=nonce, message="<b>kept</b>"))
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "Check your answers" in page
    assert "Nothing has been sent yet" in page
    assert "&lt;b&gt;kept&lt;/b&gt;" in page
    assert Submission.objects.count() == 0
    assert is_nonce(hidden(page)["nonce"][0])
    assert answer["Cache-Control"] == "no-store"


def test_what_the_check_page_sends_is_stored_as_typed(client: Client, typed: Typed) -> None:
    answers = typed(nonce="", times=["morning", "midday"], message="Años.\nTwo lines.")
    page = answer_to(client, answers).content.decode()

    receipt = _ask(client, hidden(page))

    assert receipt.status_code == 303
    stored = unseal(Submission.objects.get())
    assert (stored["times"], stored["message"]) == (["morning", "midday"], "Años.\nTwo lines.")
    assert secret_of(hidden(page)["nonce"][0]) in client.get(receipt["Location"]).content.decode()


def test_the_way_back_from_the_check_page_shows_the_form_filled_in(client: Client, typed: Typed) -> None:
    sent = hidden(answer_to(client, typed(nonce="", message="still here")).content.decode())

    page = answer_to(client, sent | {"change": "yes"}).content.decode()

    assert "still here" in page
    assert f'value="{sent["nonce"][0]}"' in page
    assert Submission.objects.count() == 0


def test_a_faulty_form_is_corrected_before_it_is_checked(client: Client, typed: Typed) -> None:
    assert "There is a problem" in answer_to(client, typed(nonce="", name="")).content.decode()


def test_help_that_was_shown_is_check_enough(client: Client, typed: Typed, settings: Any) -> None:
    settings.RISK_INTERRUPTION, settings.RISK_LIST_SIGNED_BY = True, "A Test Clinician"
    page = answer_to(client, typed(nonce="", message=RISKY)).content.decode()

    assert "Before you send this" in page
    assert _ask(client, hidden(page) | {"help_shown": "yes"}).status_code == 303


def test_two_tabs_without_a_script_are_one_request(client: Client, typed: Typed) -> None:
    one, two = (hidden(answer_to(client, typed(nonce="")).content.decode()) for _ in range(2))

    assert _ask(client, one)["Location"] != AGAIN
    assert _ask(client, two)["Location"] == AGAIN
    assert Submission.objects.count() == 1


# --- the consultation


def test_a_consultation_leads_to_the_same_receipt_however_often_it_is_sent(client: Client) -> None:
    fill(client)
    sent = what_check_sends(client)
    addresses = {client.post(url("send"), sent)["Location"] for _ in range(3)}

    assert len(addresses) == 1
    assert secret_of(sent["nonce"]) in client.get(addresses.pop()).content.decode()
    assert (Submission.objects.count(), OutboxMessage.objects.count()) == (1, 1)


def test_a_consultation_with_the_same_words_from_another_draft_gets_no_receipt_of_it(client: Client) -> None:
    fill(client)
    send(client)
    other = Client()
    fill(other)

    assert send(other)["Location"] == AGAIN
    assert Submission.objects.count() == 1


def test_the_draft_in_the_database_does_not_tell_the_secret(client: Client) -> None:
    fill(client)
    nonce = what_check_sends(client)["nonce"]
    draft = Draft.objects.get()

    assert nonce not in (draft.code_hash, bytes(draft.sealed).hex())
    assert what_check_sends(client)["nonce"] == nonce


def test_a_consultation_without_a_nonce_is_checked_again(client: Client) -> None:
    fill(client)
    answer = client.post(url("send"), what_check_sends(client) | {"nonce": ""})

    assert "Check your answers" in text(answer)
    assert is_nonce(hidden(answer.content.decode())["nonce"][0])
    assert Submission.objects.count() == 0


# --- waiting


def test_same_form_after_an_hour_shows_its_receipt_and_notifies_staff(client: Client, typed: Typed) -> None:
    answers = typed()
    first = _ask(client, answers)["Location"]
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2), tick=False):
        again = _ask(client, answers)["Location"]
        page = client.get(again).content.decode()

    assert again not in (first, AGAIN)
    assert SECRET in page
    assert Submission.objects.get().asked_again_at is not None
