"""A request in Spanish stays in Spanish: each redirect, page, and mail, from the form to the withdrawal."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from intake.enums import OutboxKind
from intake.mail import notifications
from intake.models import OutboxMessage, Submission
from intake.models.answers import current_answers
from intake.spam.guard import Result
from intake.views import callback
from tests.intake.unavailable import unavailable
from tests.typed import SECRET, callback_answers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_languages")]


def _page(client: Client, address: str, **typed: Any) -> Any:
    """Post to an address, or get it, follow where it leads, and return a page that must be in Spanish."""
    answer = client.post(address, typed, follow=True) if typed else client.get(address, follow=True)
    html = answer.content.decode()
    assert '<html lang="es"' in html
    assert all(step.startswith("/es/") for step, _ in answer.redirect_chain)
    main = html.split("<main")[1].split("</main>")[0]
    assert [link for link in _links(main) if not link.startswith(("/es/", "#", "tel:", "sms:"))] == []
    return answer


def _links(html: str) -> list[str]:
    return re.findall(r'(?:href|action)="([^"]*)"', html)


def _status_page(client: Client) -> str:
    reference = Submission.objects.get().reference
    answer = _page(client, "/es/solicitud/", reference=reference, secret=SECRET)
    return answer.request["PATH_INFO"]


def test_the_form_leads_to_a_spanish_receipt(client: Client) -> None:
    answer = _page(client, "/es/llamada/", **callback_answers())

    assert answer.request["PATH_INFO"].startswith("/es/llamada/recibida/")


def test_a_form_without_a_script_is_checked_in_spanish(client: Client) -> None:
    answer = _page(client, "/es/llamada/", **callback_answers(nonce=""))

    assert answer.request["PATH_INFO"].startswith("/es/llamada/otra-vez/")


def test_a_form_with_an_error_is_fixed_in_spanish(client: Client) -> None:
    answer = _page(client, "/es/llamada/", **callback_answers(name=""))

    assert answer.request["PATH_INFO"].startswith("/es/llamada/otra-vez/")


def test_a_person_under_18_gets_help_in_spanish(client: Client) -> None:
    _page(client, "/es/llamada/", **callback_answers(adult="no"))

    assert Submission.objects.count() == 0


def test_a_second_person_with_the_same_words_gets_the_neutral_receipt_in_spanish(client: Client) -> None:
    _page(client, "/es/llamada/", **callback_answers())
    again = _page(client, "/es/llamada/", **callback_answers(nonce="A-nonce-of-another-0000"))

    assert again.request["PATH_INFO"] == "/es/llamada/recibida/"


def test_a_request_is_changed_in_spanish(client: Client) -> None:
    _page(client, "/es/llamada/", **callback_answers())
    address = _status_page(client)

    wrong = _page(client, f"{address}cambiar/", channel="")
    saved = _page(client, f"{address}cambiar/", channel="", when="any", voicemail="yes")

    assert f"{address}cambiar/" in wrong.request["PATH_INFO"]
    assert f"{address}cambiada/" in saved.request["PATH_INFO"]


def test_a_request_is_withdrawn_and_reopened_in_spanish(client: Client) -> None:
    _page(client, "/es/llamada/", **callback_answers())
    address = _status_page(client)

    _page(client, f"{address}retirar/")
    _page(client, f"{address}retirar/", sure="yes")
    _page(client, f"{address}deshacer/", sure="yes")

    assert Submission.objects.get().status == "new"


def test_a_wrong_code_is_refused_in_spanish(client: Client) -> None:
    answer = _page(client, "/es/solicitud/", reference="7K4M-2QXD", secret="0000")

    assert answer.request["PATH_INFO"].startswith("/es/solicitud/otra-vez/")


@pytest.mark.parametrize("address", ["/es/llamada/", "/es/solicitud/", "/es/consulta/es-para-mi/"])
def test_a_form_from_another_site_is_refused_in_spanish(client: Client, address: str) -> None:
    answer = client.post(address, {"name": "Ana"}, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
    assert '<html lang="es"' in answer.content.decode()


def test_too_many_requests_are_said_in_spanish(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callback, "score", lambda *_: Result(again=timezone.now()))

    _is_refused_in_spanish(client, 429)


def test_a_request_that_cannot_be_stored_is_kept_in_spanish(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callback, "receive", unavailable)

    _is_refused_in_spanish(client, 503)


def _is_refused_in_spanish(client: Client, status: int) -> None:
    answer = client.post("/es/llamada/", callback_answers())

    html = answer.content.decode()
    assert answer.status_code == status
    assert '<html lang="es"' in html
    assert "Todavía no se ha enviado nada" in html


def test_a_request_in_spanish_means_a_call_in_spanish(client: Client) -> None:
    _page(client, "/es/llamada/", **callback_answers())
    english = callback_answers(name="Ana", nonce="A-nonce-of-another-0000", language="en")
    _page(client, "/es/llamada/", **english)

    assert sorted(current_answers(each)["language"] for each in Submission.objects.all()) == ["en", "es"]


def test_the_confirmation_is_in_the_language_of_the_form(client: Client) -> None:
    _page(client, "/es/llamada/", **callback_answers(confirm="on", email="ana@example.com"))

    letter = notifications.compose(OutboxMessage.objects.get(kind=OutboxKind.CONFIRMATION))
    assert "AYUDA" in letter.body
    assert "Your message" not in letter.subject + letter.body


def test_the_suitability_check_answers_in_spanish(client: Client) -> None:
    answer = _page(client, "/es/consulta/es-para-mi/", adult="yes", told_not="yes")

    assert answer.request["PATH_INFO"].startswith("/es/consulta/es-para-mi/")


def test_a_consultation_stays_in_spanish_to_its_first_question(client: Client) -> None:
    answer = _page(client, "/es/consulta/empezar/", go="yes")

    assert answer.request["PATH_INFO"] == "/es/consulta/quien/"
