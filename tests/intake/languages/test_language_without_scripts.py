"""Without scripts, a button below each form shows it in another language with what was typed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.intake.coming_back import look_up, request_of_monday
from tests.intake.consultation_answers import fill, text, url

pytestmark = pytest.mark.django_db
BUTTON = re.compile(
    r'<noscript><p class="actions">'
    r'<button class="button button-quiet" name="in_language" value="es" lang="es">'
    r"([^<]+)</button></p></noscript>"
)


def _form(page: str) -> str:
    """Return the HTML of the form whose language can be changed."""
    [form] = re.findall(r"<form[^>]* data-in-language.*?</form>", page, re.DOTALL)
    return form


@pytest.mark.parametrize(
    "path",
    [
        *("/callback/", "/request/", reverse("intake:suitability"), "/consultation/resume/"),
        *("/questions-to-ask/", "/ptsd-medication-alternatives/"),
    ],
)
def test_each_form_has_the_button_behind_the_one_that_sends_it(client: Client, path: str) -> None:
    form = _form(client.get(path, follow=True).content.decode())

    [label] = BUTTON.findall(form)
    assert label == "Ver este formulario en español, con lo que escribió"
    assert form.index('type="submit"') < form.index("<noscript>")


def test_a_step_and_a_change_have_it_too(client: Client) -> None:
    with request_of_monday() as submission:
        change = client.get(f"{look_up(client, submission)['Location']}change/").content.decode()
    fill(client, up_to="reach")
    step = text(client.get(url("reach")))

    for page in (change, step):
        form = _form(page)
        assert BUTTON.search(form)
        assert form.index('type="submit"') < form.index("<noscript>")


def test_spanish_forms_lead_to_english(client: Client) -> None:
    page = client.get("/es/llamada/").content.decode()

    assert (
        'value="en" lang="en">Read this form in English, with what you typed</button></p></noscript>' in page
    )
    answer: Any = client.post("/es/llamada/", {"name": "Ana", "in_language": "en"})
    assert answer["Location"].startswith("/callback/again/")
    assert 'value="Ana"' in client.get(answer["Location"]).content.decode()
