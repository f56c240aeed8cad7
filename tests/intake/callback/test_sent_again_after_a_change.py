"""A person who gives their first number again, after a change, is called there."""

from __future__ import annotations

import pytest
from django.test import Client

from intake.enums import Kind
from intake.models import Submission
from intake.models.answers import current_answers
from intake.services.requests.amending import amend
from intake.services.requests.receive import receive
from tests.intake.workbench import ANSWERS, HOUR, MONDAY, OTHER_PHONE
from tests.typed import SECRET, SECRET_HASH, answer_to, callback_answers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
OTHER_NONCE = "B-nonce-of-the-tests-000"


def test_first_number_given_again_after_a_change_is_the_one_that_is_called() -> None:
    first = receive(Kind.CALLBACK, ANSWERS, now=MONDAY, secret_hash=SECRET_HASH)
    amend(first, {"phone": OTHER_PHONE, "wording": "change-2"}, MONDAY + HOUR)

    again = receive(Kind.CALLBACK, ANSWERS, now=MONDAY + 2 * HOUR, secret_hash="b" * 64)
    once_more = receive(Kind.CALLBACK, ANSWERS, now=MONDAY + 3 * HOUR, secret_hash="c" * 64)
    own_form = receive(Kind.CALLBACK, ANSWERS, now=MONDAY + 3 * HOUR, secret_hash=SECRET_HASH)

    assert current_answers(again)["phone"]["e164"] == "+17325550142"
    assert (once_more, own_form) == (again, first)


def test_the_way_chosen_first_counts_again_when_a_new_request_says_so(client: Client) -> None:
    answer_to(client, callback_answers())
    page = client.post("/request/", {"reference": Submission.objects.get().reference, "secret": SECRET})
    change = {"channel": "text", "phone": "732 555 0199", "when": "any"}
    assert client.post(f"{page['Location']}change/", change).status_code == 303

    html = answer_to(Client(), callback_answers(nonce=OTHER_NONCE)).content.decode()

    assert "We’ll call the number you gave." in html  # was: "We’ll contact you the way the request says."
    assert Submission.objects.count() == 2
