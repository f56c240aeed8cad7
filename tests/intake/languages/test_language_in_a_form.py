"""Changing the language in the middle of a form: what was typed is shown again, and nothing is stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from intake.models import Draft, OutboxMessage, PatientAction, Submission
from tests.intake.consultation_answers import TYPED, fill, text, url
from tests.typed import SECRET, hidden, leave

Typed = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.django_db
UNFINISHED = {"name": "Rosalind", "phone": "73", "adult": "no", "consent": "", "message": "ya casi"}


def _stored() -> tuple[int, ...]:
    return tuple(each.objects.count() for each in (Submission, OutboxMessage, PatientAction))


def test_the_callback_form_goes_on_in_the_other_language(client: Client, typed: Typed) -> None:
    answer = client.post("/callback/", typed(in_language="es", **UNFINISHED))
    page = text(client.get(answer["Location"]))

    assert answer.status_code == 303
    assert re.fullmatch(r"/es/llamada/otra-vez/[\w-]+/", answer["Location"])
    assert all(f'value="{each}"' in page for each in ("Rosalind", "73"))
    assert re.search(r'name="adult" value="no"[^>]*checked', page)
    assert "ya casi</textarea>" in page
    assert "<title>Pedir una llamada</title>" in page
    assert not re.search('class="error|error-summary|aria-invalid', page)
    assert "in_language" not in hidden(page)
    assert _stored() == (0, 0, 0)


def test_a_complete_form_is_not_sent_by_changing_the_language(client: Client, typed: Typed) -> None:
    for wanted in ("es", "en", "xx", ""):
        answer = client.post("/callback/", typed(in_language=wanted))

        assert answer["Location"].startswith("/es/llamada/" if wanted == "es" else "/callback/again/")
        assert _stored() == (0, 0, 0)


def test_what_goes_on_in_the_other_language_is_sent_once(client: Client, typed: Typed) -> None:
    page = text(client.get(client.post("/callback/", typed(in_language="es"))["Location"]))

    for _ in range(2):
        answer = client.post("/es/llamada/", typed(nonce=re.search('name="nonce" value="(.*?)"', page)[1]))
        assert answer["Location"].startswith("/es/llamada/recibida/")
    assert Submission.objects.count() == 1


def test_another_site_cannot_change_the_language_in_a_form(client: Client, typed: Typed) -> None:
    posted = typed(in_language="es")

    assert client.post("/callback/", posted, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert _stored() == (0, 0, 0)


def test_after_leaving_the_form_in_the_other_language_shows_nothing(client: Client, typed: Typed) -> None:
    address = client.post("/callback/", typed(in_language="es"))["Location"]
    leave(client, text(client.get(address)))

    assert client.get(address)["Location"] == "/es/llamada/"


def test_a_text_too_long_for_an_address_is_shown_at_once_and_not_sent(client: Client, typed: Typed) -> None:
    message = "".join(chr(0x4E00 + number * 7 % 20_000) for number in range(6000))
    answer = client.post("/callback/", typed(in_language="es", message=message))

    assert message in text(answer)
    assert "error-summary" not in text(answer)
    assert _stored() == (0, 0, 0)


def test_a_step_goes_on_in_the_other_language_and_is_not_saved(client: Client) -> None:
    fill(client, up_to="reach")
    before = Draft.objects.get().sealed
    draft = hidden(text(client.get(url("reach"))))["draft"]

    answer = client.post(url("reach"), TYPED["reach"] | {"phone": "73", "draft": draft, "in_language": "es"})
    page = text(client.get(answer["Location"]))

    assert answer["Location"].startswith("/es/consulta/contacto/")
    assert 'value="73"' in page
    assert "<title>Página 2 de 9</title>" in page
    assert "error-summary" not in page
    assert Draft.objects.get().sealed == before
    assert client.get(url("now"))["Location"] == url("reach")
    client.post("/es/consulta/contacto/", TYPED["reach"])
    assert client.get(answer["Location"])["Location"] == "/es/consulta/contacto/"


def test_a_step_whose_draft_is_gone_still_shows_what_was_typed(client: Client) -> None:
    fill(client, up_to="now")
    Draft.objects.all().delete()

    answer = client.post(url("now"), {"note": "still here", "in_language": "es"}, follow=True)

    assert (answer.status_code, "still here" in text(answer)) == (410, True)


@pytest.mark.parametrize(
    ("path", "field", "there"),
    [
        ("/request/", "reference", "/es/solicitud/otra-vez/"),
        ("/consultation/resume/", "code", "/es/consulta/continuar/"),
    ],
)
def test_a_code_is_not_looked_up_by_changing_the_language(
    client: Client, path: str, field: str, there: str
) -> None:
    answer = client.post(path, {field: "7K4M-2QXD", "in_language": "es"})
    page = text(client.get(answer["Location"]))

    assert answer["Location"].startswith(there)
    assert 'value="7K4M-2QXD"' in page
    assert "error-summary" not in page
    assert "<title>Error" not in page


def test_the_short_check_goes_on_in_the_other_language_and_says_no_result(client: Client) -> None:
    answer = client.post("/consultation/is-this-for-me/", {"travel": "no", "in_language": "es"})
    page = text(client.get(answer["Location"]))

    assert answer["Location"].startswith("/es/consulta/es-para-mi/")
    assert re.search(r'name="travel" value="no"[^>]*checked', page)
    assert "error-summary" not in page


def test_a_change_goes_on_in_the_other_language_and_is_not_saved(client: Client, typed: Typed) -> None:
    client.post("/callback/", typed())
    request = Submission.objects.get()
    page = client.post("/request/", {"reference": request.reference, "secret": SECRET})["Location"]
    before = _stored()

    answer = client.post(f"{page}change/", {"phone": "73", "channel": "text", "in_language": "es"})
    shown = text(client.get(answer["Location"]))

    assert re.fullmatch(r"/es/solicitud/[\w-]+/cambiar/[\w-]+/", answer["Location"])
    assert 'value="73"' in shown
    assert "error-summary" not in shown
    assert _stored() == before
