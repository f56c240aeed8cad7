"""Search finds requests by reference, phone or email in any notation, and by nothing else."""

from __future__ import annotations

from urllib.parse import unquote_plus

import pytest
from django.core.management import call_command
from django.test import Client

from intake.models import AuditEvent, NamePart, Submission
from intake.services.jobs.retention import destroy
from tests.intake.workbench import LIST, desk, enter, references_in, request_of

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


@pytest.mark.parametrize("typed", ["Zoë O’Brien", "zoe", "OBRIEN zoë", "o'brien", "  Zoe   O’Brien "])
def test_name_is_found_by_its_parts_in_any_order_and_case(staff: Client, typed: str) -> None:
    wanted = request_of("Zoë O’Brien")
    request_of("Sam Brien")
    call_command("worker", once=True)

    assert _search(staff, typed) == [wanted.reference]


@pytest.mark.parametrize("typed", ["Zoë Smith", "Zo", "Brien", "fire"])
def test_name_is_not_found_by_other_or_partial_names(staff: Client, typed: str) -> None:
    request_of("Zoë O’Brien")
    call_command("worker", once=True)

    assert _search(staff, typed) == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [("Verónica Paz", "veronica"), ("Mary Jane Smith", "Mary Jane"), ("Ann-Marie", "Ann-Marie")],
)
def test_name_of_eight_letters_is_no_reference(staff: Client, name: str, typed: str) -> None:
    wanted = request_of(name)
    call_command("worker", once=True)

    assert _search(staff, typed) == [wanted.reference]


def test_reference_without_digits_is_found(staff: Client) -> None:
    wanted = request_of()
    Submission.objects.filter(pk=wanted.pk).update(reference="VER0-N1CA")

    assert _search(staff, "veronica") == ["VER0-N1CA"]


def test_name_stays_out_of_the_address_and_the_trail(staff: Client) -> None:
    request_of("Zoë O’Brien")
    call_command("worker", once=True)

    answer = staff.post(f"{LIST}search/", {"q": "Zoë"}, follow=True)

    [(address, _status)] = answer.redirect_chain
    assert "zo" not in address.casefold()
    [event] = AuditEvent.objects.filter(kind="searched")
    assert event.detail == {"by": "name", "count": 1}


def test_name_is_not_found_after_the_answers_are_destroyed(staff: Client) -> None:
    submission = request_of("Zoë O’Brien")
    call_command("worker", once=True)
    destroy(submission, submission.received_at)
    submission.save()

    assert not NamePart.objects.exists()
    assert _search(staff, "Zoë") == []


def test_changed_name_takes_the_place_of_the_first(staff: Client) -> None:
    submission = request_of("Zoë O’Brien")
    call_command("worker", once=True)
    before = set(NamePart.objects.values_list("value", flat=True))
    Submission.objects.filter(pk=submission.pk).update(indexed_at=None)
    call_command("worker", once=True)

    assert set(NamePart.objects.values_list("value", flat=True)) == before
    assert len(before) == 2


@pytest.mark.parametrize("typed", ["555", "", "S", "7 8 9"])
def test_other_terms_show_what_can_be_searched(staff: Client, typed: str) -> None:
    request_of()
    answer = staff.post(f"{LIST}search/", {"q": typed}, follow=True)

    assert (
        "Enter a reference, a complete phone number, an email address, or a name." in answer.content.decode()
    )


def test_url_does_not_contain_the_search_term(staff: Client) -> None:
    request_of()
    call_command("worker", once=True)

    location = staff.post(f"{LIST}search/", {"q": "732 555 0142"})["Location"]
    assert "732 555 0142" not in unquote_plus(location)
    assert "5550142" not in location


@pytest.mark.parametrize("back", ["", "?back=tab%3Dspam"])
def test_refused_search_stays_in_its_box_and_out_of_the_address(staff: Client, back: str) -> None:
    answer = staff.post(f"{LIST}search/{back}", {"q": "Person 03 <b>"})

    assert "Person" not in answer.url
    assert ("tab=spam" in answer.url) is bool(back)
    box = 'name="q" value="Person 03 &lt;b&gt;" aria-invalid="true"'
    assert box in staff.get(answer.url).content.decode()
    assert 'aria-invalid="true"' not in staff.get(LIST, {"refused": "x"}).content.decode()
    assert "Person 03" not in enter(Client(), desk()).get(answer.url).content.decode()
