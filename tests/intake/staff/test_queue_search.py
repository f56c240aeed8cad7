"""Search finds requests by reference, phone or email in any notation, and by nothing else."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from tests.intake.workbench import LIST, references_in, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def _search(client: Client, typed: str) -> list[str]:
    answer = client.post(f"{LIST}search/", {"q": typed}, follow=True)
    return references_in(answer.content.decode())


@pytest.mark.parametrize(
    "typed", ["(732) 555-0142", "7325550142", "732.555.0142", "+1 732 555 0142", " 1-732-555-0142 "]
)
def test_number_is_found_in_any_notation(staff: Client, typed: str) -> None:
    wanted = request_of()
    request_of("Kim", phone={"typed": "1", "e164": "+17325550199", "extension": ""})
    call_command("worker", once=True)

    assert _search(staff, typed) == [wanted.reference]


@pytest.mark.parametrize("typed", ["sam@example.com", " SAM@Example.com"])
def test_address_is_found_in_any_case(staff: Client, typed: str) -> None:
    wanted = request_of(email="Sam@example.com")
    call_command("worker", once=True)

    assert _search(staff, typed) == [wanted.reference]


@pytest.mark.parametrize("write", [str, str.lower, lambda reference: reference.replace("-", " ")])
def test_reference_is_found_in_any_notation(staff: Client, write: object) -> None:
    wanted, _other = request_of("A"), request_of("B")

    assert _search(staff, write(wanted.reference)) == [wanted.reference]


@pytest.mark.parametrize("typed", ["Sam", "fire", "555", ""])
def test_other_terms_show_what_can_be_searched(staff: Client, typed: str) -> None:
    request_of()
    answer = staff.post(f"{LIST}search/", {"q": typed}, follow=True)

    assert "Enter a reference, a complete phone number or an email address." in answer.content.decode()


def test_url_does_not_contain_the_search_term(staff: Client) -> None:
    request_of()
    call_command("worker", once=True)

    location = staff.post(f"{LIST}search/", {"q": "732 555 0142"})["Location"]
    assert "555" not in location
    assert "0142" not in location
