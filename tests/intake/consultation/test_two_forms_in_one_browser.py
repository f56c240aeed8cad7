"""A page of one consultation changes no other that was opened in the same browser meanwhile."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from intake.services.requests import drafting
from tests.intake.consultation_answers import TYPED, code_of, fill, text, url
from tests.typed import hidden

pytestmark = pytest.mark.django_db
BEN = {"name": "Ben", "channel": "phone", "phone": "(609) 555-0199"}


def _hidden_in(html: str, form: str) -> dict[str, list[str]]:
    """Return the hidden fields of the first form whose tag contains `form`."""
    return hidden(html.partition(form)[2].partition("</form>")[0])


def test_step_of_one_form_is_not_saved_in_another(client: Client) -> None:
    fill(client)
    carried = _hidden_in(client.get(url("reach")).content.decode(), 'class="step ')
    client.post(url("later"))  # in another tab: "I have my code. Close the form."
    fill(client, reach=BEN)

    client.post(url("reach"), carried | TYPED["reach"])

    assert drafting.load(code_of(client), timezone.now())["reach"]["name"] == ["Ben"]


def test_leave_and_delete_deletes_the_form_of_its_page(client: Client) -> None:
    fill(client)
    first = code_of(client)
    carried = _hidden_in(client.get(url("now")).content.decode(), "data-draft")
    other = Client()
    fill(other, reach=BEN)
    client.post(url("resume"), {"code": code_of(other)})

    client.post(url("leave"), carried)

    with pytest.raises(drafting.DraftGone):
        drafting.load(first, timezone.now())
    assert drafting.load(code_of(client), timezone.now())["reach"]["name"] == ["Ben"]


def test_closing_a_form_with_its_code_forgets_no_other(client: Client) -> None:
    fill(client)
    carried = _hidden_in(client.get(url("later")).content.decode(), 'class="actions"')
    client.post(url("leave"))  # in another tab
    fill(client, reach=BEN)

    client.post(url("later"), carried)

    assert "(609) 555-0199" in text(client.get(url("check"), follow=True))


@pytest.mark.parametrize("path", [url("resume"), "/consultation/"])
def test_another_open_form_is_told_of_below_the_heading(client: Client, path: str) -> None:
    assert "Someone started a form in this browser" not in text(client.get(path))
    fill(client)

    page = text(client.get(path))
    assert page.index("<h1>") < page.index("Someone started a form in this browser")
    assert "Show my answers" in page
