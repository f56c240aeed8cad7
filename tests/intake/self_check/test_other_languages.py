"""The self-check exists in English only: another language says so, kindly, and leads on."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.translation import override

from intake.forms.self_check import ItemsForm
from tests.intake.self_check.test_self_check import GATE, ITEMS

pytestmark = pytest.mark.usefixtures("two_languages")


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_spanish_page_asks_none_of_the_questions(client: Client, method: str) -> None:
    answer = getattr(client, method)("/es/autoevaluacion/", {"event": "yes"})

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "<fieldset" not in html
    assert not any(question in html for question in (GATE, *ITEMS))


def test_the_spanish_page_offers_a_call_the_english_check_and_crisis_lines(client: Client) -> None:
    html = client.get("/es/autoevaluacion/").content.decode()

    assert 'href="/es/llamada/"' in html
    assert 'href="/es/consulta/"' in html
    assert '<a href="/self-check/" lang="en" hreflang="en">' in html
    assert 'href="tel:988"' in html


@pytest.mark.django_db
def test_a_result_has_no_spanish_page(client: Client) -> None:
    sent = client.post("/self-check/", {"event": "yes"})

    moved = client.get(sent["Location"].replace("/self-check/", "/es/autoevaluacion/"))
    assert (moved.status_code, moved["Location"]) == (303, "/es/autoevaluacion/")


def test_the_questions_are_never_translated() -> None:
    with override("es"):
        labels = [str(field.label) for name, field in ItemsForm().fields.items() if name.startswith("item")]

    assert labels == [f"{number}. {item}" for number, item in enumerate(ITEMS, start=1)]
