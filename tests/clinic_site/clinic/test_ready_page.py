"""The page "Get your site ready" lists what is missing and what each gap hides from patients."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import TextField
from django.test import Client, override_settings

from clinic_site import clinic
from clinic_site.clinic import store
from clinic_site.clinic.facts import Facts
from clinic_site.clinic.models import ClinicFacts, Person, StaffAddress
from clinic_site.clinic.readiness import ITEMS
from clinic_site.clinic_admin.facts_admin import ClinicFactsAdmin
from clinic_site.clinic_admin.ready_page import NOTIFIED, edit_url
from intake.models import AuditEvent
from intake.roles import Role
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db
READY = "/admin/clinic/ready/"


@pytest.fixture
def manager(client: Client, person: Callable[..., AbstractBaseUser]) -> Client:
    return sign_in(client, person("boss", Role.MANAGER))


@pytest.fixture
def facts() -> ClinicFacts:
    return ClinicFacts.objects.create(name="Example Clinic", town="Exampleton", state="New Jersey")


def _missing(client: Client) -> str:
    return html.unescape(client.get(READY).content.decode()).partition("Filled in")[0]


def test_gap_is_listed_with_what_it_hides_until_it_is_filled(manager: Client, facts: ClinicFacts) -> None:
    assert "The team page is empty." in _missing(manager)

    Person.objects.create(name="Sam", published=True)

    assert "The team page is empty." not in _missing(manager)


def test_person_who_is_not_published_fills_no_gap(manager: Client, facts: ClinicFacts) -> None:
    Person.objects.create(name="Sam")

    assert "The team page is empty." in _missing(manager)


def test_manager_lands_on_the_page_once_while_a_needed_fact_is_missing(
    manager: Client, facts: ClinicFacts
) -> None:
    clinic.clear_cache()

    assert manager.get("/admin/").headers["Location"] == READY
    assert manager.get("/admin/").headers["Location"] == "/admin/intake/submission/"


def test_manager_of_a_complete_clinic_lands_on_the_queue(manager: Client) -> None:
    assert manager.get("/admin/").headers["Location"] == "/admin/intake/submission/"


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: str(item.label))
def test_each_item_leads_to_a_page_where_it_is_filled_in(manager: Client, item: object) -> None:
    assert manager.get(edit_url(item), follow=True).status_code == 200


def test_every_fact_of_the_form_is_a_fact_of_the_file(facts: ClinicFacts) -> None:
    columns = {field.name for field in ClinicFacts._meta.fields}
    of_file = set(Facts.model_fields) - {"time_zone"}
    of_form = columns - {"id", "updated_at", "promise_hours", "map_picture"}

    assert of_form - of_file == set(), "add it to Facts in clinic_site/clinic/facts.py"
    assert of_file - of_form == set(), "add it to clinic_site/clinic/models/clinic_facts.py, and a migration"


def test_managers_can_enter_every_fact() -> None:
    asked = set(flatten_fieldsets(ClinicFactsAdmin.fieldsets))

    missing = {field.name for field in ClinicFacts._meta.fields if field.editable} - asked - {"id"}
    assert missing == set(), "add it to the fieldsets of clinic_site/clinic_admin/facts_admin.py"


def test_every_text_of_several_sentences_can_be_translated() -> None:
    texts = {field.name for field in ClinicFacts._meta.fields if isinstance(field, TextField)}

    assert texts - set(Facts.translated) == set(), "add it to Facts.translated in clinic_site/clinic/facts.py"


def test_every_fact_that_patients_see_is_on_the_list() -> None:
    elsewhere = {"name", "tagline", "price_range", "security_contact", "time_zone", "translations"}

    missing = set(Facts.model_fields) - elsewhere - {item.field for item in ITEMS}
    assert missing == set(), "say in clinic_site/clinic/readiness.py what patients miss without it"


@pytest.mark.parametrize("field", ["town", "state"])
def test_town_and_state_that_pages_name_cannot_be_emptied(
    manager: Client, facts: ClinicFacts, field: str
) -> None:
    typed = {"name": facts.name, "town": facts.town, "state": facts.state, "promise_hours": "4", field: ""}

    page = manager.post("/admin/clinic/clinicfacts/1/change/", typed)

    assert page.status_code == 200
    assert page.context["adminform"].form.errors.keys() == {field}


def test_saved_facts_show_at_once_and_are_recorded(manager: Client, facts: ClinicFacts) -> None:
    typed = {"name": facts.name, "town": facts.town, "state": facts.state}
    more = {"parking": "Behind the house.", "promise_hours": "4"}

    answer = manager.post("/admin/clinic/clinicfacts/1/change/", typed | more)

    assert answer.status_code == 302
    clinic.clear_cache()  # a commit does it, and this test never commits
    assert "Behind the house." in Client().get("/visit/").content.decode()
    [event] = AuditEvent.objects.filter(kind="settings")
    assert event.detail == {"of": "clinicfacts", "row": 1, "fields": ["parking", "promise_hours"]}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("email", "hello at clinic", "Give one email address, like front-desk@example.org."),
        ("postal_code", "7728", "Write a ZIP code of five digits"),
        ("phone", "555 0142", "Write the full number in digits"),
        ("booking_link", "http://example.org", "Give the address of a page"),
    ],
)
def test_invalid_fact_is_refused_with_an_example(
    manager: Client, facts: ClinicFacts, field: str, value: str, message: str
) -> None:
    typed = {"name": "Example Clinic", "promise_hours": "4", field: value}

    page = manager.post("/admin/clinic/clinicfacts/1/change/", typed).content.decode()

    assert message in html.unescape(page)


def test_managers_see_who_gets_mail_and_where_that_was_set(manager: Client) -> None:
    address = "/admin/clinic/staffaddress/"
    with override_settings(STAFF_EMAIL="front@clinic.test"):
        before = manager.get(address).content.decode()
        StaffAddress.objects.create(email="team@clinic.test")
        after = manager.get(address).content.decode()

    assert "goes to front@clinic.test, set by the server’s STAFF_EMAIL" in before
    assert "goes to team@clinic.test, as this list says" in after
    assert "STAFF_EMAIL also names front@clinic.test, which gets no mail" in after


def test_manager_is_asked_who_is_notified(
    manager: Client,
    facts: ClinicFacts,
    person: Callable[..., AbstractBaseUser],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "first_address", lambda: "")
    editor = sign_in(Client(), person("editor", Role.CONTENT_EDITOR))
    assert "No one gets an email when a patient asks for a call." in _missing(manager)
    assert manager.get(edit_url(NOTIFIED)).status_code == 200
    assert "Who is notified" not in editor.get(READY).content.decode(), "they can’t set it"

    StaffAddress.objects.create(email="team@clinic.test")

    assert "No one gets an email" not in _missing(manager)
    assert "Who is notified" in manager.get(READY).content.decode()


def test_address_is_notified_once_however_it_is_typed(manager: Client) -> None:
    StaffAddress.objects.create(email="team@clinic.test")
    typed = {"email": "Team@Clinic.test", "in_use": "on"}

    page = manager.post("/admin/clinic/staffaddress/add/", typed).content.decode()

    assert "This address is on the list already." in page
    address = StaffAddress.objects.get()
    assert manager.post(f"/admin/clinic/staffaddress/{address.pk}/change/", typed).status_code == 302


def test_likely_typo_in_an_address_is_pointed_out(manager: Client, facts: ClinicFacts) -> None:
    staff = {"email": "ana@gmial.com", "in_use": "on"}
    public = {"name": facts.name, "town": facts.town, "state": facts.state, "promise_hours": "4"}
    said = "Is {} right? Did you mean gmail.com?"

    page = manager.post("/admin/clinic/staffaddress/add/", staff, follow=True).content.decode()
    assert said.format("ana@gmial.com") in page
    change, public = "/admin/clinic/clinicfacts/1/change/", public | {"email": "us@gmal.com"}
    assert said.format("us@gmal.com") in manager.post(change, public, follow=True).content.decode()
    again = public | {"parking": "Behind."}
    assert "Did you mean" not in manager.post(change, again, follow=True).content.decode()


def test_administrator_without_a_role_is_shown_no_way_to_the_facts(
    client: Client, person: Callable[..., AbstractBaseUser]
) -> None:
    page = sign_in(client, person("root", is_superuser=True)).get("/admin/").content.decode()

    assert READY not in page
    assert '"/admin/clinic/"' not in page
