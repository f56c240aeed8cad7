"""Questions in the admin, before and after saving."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.models import FaqEntry
from tests.second_factor import sign_in

LIST = "/admin/intake/faqentry/"


@pytest.fixture
def staff(client: Client, nurse: AbstractBaseUser) -> Client:
    sign_in(client, nurse)
    return client


@pytest.fixture
def entry(db: None) -> FaqEntry:
    return FaqEntry.objects.create(
        slug="ride",
        question="A ride?",
        answer="**Yes.** <script>alert(1)</script>",
        topic="t",
        references="spravato2021, smith1999",
        learn_more="/not-written-yet/",
        yes_count=4711,
        no_count=12,
    )


def shown(staff: Client, entry: FaqEntry) -> str:
    return staff.get(f"{LIST}{entry.pk}/change/").content.decode()


def test_staff_see_the_answer_as_readers_do(staff: Client, entry: FaqEntry) -> None:
    preview = shown(staff, entry).partition('class="faq-preview"')[2].partition("field-yes_count")[0]

    assert "<strong>Yes.</strong>" in preview
    assert "<script>" not in preview
    assert "style=" not in preview


def test_staff_are_warned_of_an_unknown_source(staff: Client, entry: FaqEntry) -> None:
    assert "Not in the list of sources: smith1999" in shown(staff, entry)


def test_staff_are_warned_of_a_page_that_does_not_exist(staff: Client, entry: FaqEntry) -> None:
    assert "No such page: /not-written-yet/" in shown(staff, entry)


def test_staff_see_how_many_readers_found_it_clear(staff: Client, entry: FaqEntry) -> None:
    html = staff.get(LIST).content.decode()

    assert 'class="field-yes_count">4711</td>' in html
    assert 'class="field-no_count">12</td>' in html


def test_the_list_is_filtered_by_the_names_of_languages(staff: Client, entry: FaqEntry) -> None:
    filters = staff.get(f"{LIST}?language=en").content.decode().partition('id="changelist-filter"')[2]

    assert re.search(r'<a href="\?language=en"[^>]*>\s*English\s*</a>', filters)
    assert "A ride?" in staff.get(f"{LIST}?language=en").content.decode()


def test_the_counts_cannot_be_edited(staff: Client, entry: FaqEntry) -> None:
    assert 'name="yes_count"' not in shown(staff, entry)


def test_the_form_for_a_new_question_opens(staff: Client, db: None) -> None:
    html = staff.get(f"{LIST}add/").content.decode()

    assert "Save to see a preview." in html


def values(entry: FaqEntry | None = None, **changed: str) -> dict[str, str]:
    """Return the form data of a valid question, with `changed` fields."""
    sent = {"language": "en", "question": "A ride?", "slug": "ride", "topic": "t", "order": "1"}
    sent |= {"answer": "Yes.", "references": "", "learn_more": "", "reviewed": "", "publish_on": ""}
    return sent | {"updated_at": entry.updated_at.isoformat() if entry else ""} | changed


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("answer", "one\n\n[988](tel:+19005550100)", "Line 3: The number in"),
        ("answer", "[988](sms:+19005550100)", "Line 1: The number in"),
        ("answer", "call \u202e889", "Line 1: Remove the invisible character"),
        ("answer", "[here](//evil.test)", "Write the link"),
        ("answer", "[988](http://988lifeline.org@evil.test)", "Write the link"),
        ("answer", "[988](https://988lifeline.org@evil.test)", "has a name before its host"),
        ("answer", "[here](https://evil.test)", "on the list of sites we link to"),
        ("answer", "[here](/not-here/)", "There is no page"),
        ("answer", "[here](/crisis/#nowhere)", "has no such heading"),
        ("answer", '"' * 120_000, "at most 4000 characters"),
        ("references", "smith1999", "There is no source"),
        ("learn_more", "/not-written-yet/", "There is no page"),
        ("question", "call \u202e889", "Remove the invisible character"),
        ("topic", "\u2066t", "Remove the invisible character"),
    ],
)
def test_misleading_content_is_not_saved_and_stays_in_the_form(
    staff: Client, field: str, value: str, message: str
) -> None:
    answer = staff.post(f"{LIST}add/", values(**{field: value}))

    html = unescape(answer.content.decode())
    assert message in html
    assert value.strip() in html
    assert not FaqEntry.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("answer", "[988](tel:988), [text](sms:988), [more](https://988lifeline.org), [crisis](/crisis/)"),
        ("answer", "[part](/crisis/#danger-now-call-911), [ask](/callback/), [questions](/faq/)"),
        ("references", "va2023, feder2021"),
        ("learn_more", "/crisis/#danger-now-call-911"),
        ("answer", "[preguntas](/es/que-preguntar/), [ayuda](/es/ayuda-ahora-mismo/)"),
    ],
)
def test_valid_links_and_sources_are_saved(staff: Client, field: str, value: str) -> None:
    assert staff.post(f"{LIST}add/", values(**{field: value})).status_code == 302

    assert getattr(FaqEntry.objects.get(), field) == value


def test_day_of_the_review_goes_when_other_words_are_saved(staff: Client, entry: FaqEntry) -> None:
    FaqEntry.objects.update(reviewed="2026-11-01", answer="Yes.\nSoon.", references="", learn_more="")
    address = f"{LIST}{entry.pk}/change/"

    def save(**changed: str) -> str:
        saved = FaqEntry.objects.get()
        kept = {"question": saved.question, "slug": saved.slug, "answer": "Yes.\r\nSoon."}
        answer = staff.post(
            address, values(saved, **kept | {"reviewed": "2026-11-01"} | changed), follow=True
        )
        return unescape(answer.content.decode())

    said = "its date was removed"
    assert said not in save(order="7")
    assert str(FaqEntry.objects.get().reviewed) == "2026-11-01"

    assert said in save(answer="No.")
    assert FaqEntry.objects.get().reviewed is None

    assert said not in save(answer="No.", reviewed="2026-11-28")
    assert str(FaqEntry.objects.get().reviewed) == "2026-11-28"

    assert said not in save(answer="Never.", reviewed="2026-11-29")
    assert str(FaqEntry.objects.get().reviewed) == "2026-11-29"


def test_a_new_question_is_not_published_until_an_editor_publishes_it(staff: Client) -> None:
    html = staff.get(f"{LIST}add/").content.decode()

    assert not re.search(r'<input[^>]*name="published"[^>]*checked', html)
    assert FaqEntry(slug="a").published is False


def test_a_form_opened_before_a_newer_save_does_not_overwrite_it(staff: Client, entry: FaqEntry) -> None:
    opened = values(entry, answer="Mine.")
    FaqEntry.objects.get().save()
    address = f"{LIST}{entry.pk}/change/"

    html = staff.post(address, opened).content.decode()

    assert "after you opened it" in html
    assert "Mine." in html
    assert FaqEntry.objects.get().answer == entry.answer

    newest = FaqEntry.objects.get()
    assert f'value="{newest.updated_at.isoformat()}"' in html
    assert staff.post(address, values(newest, answer="Mine.")).status_code == 302
    assert FaqEntry.objects.get().answer == "Mine."


def test_a_form_without_a_version_overwrites_nothing(staff: Client, entry: FaqEntry) -> None:
    staff.post(f"{LIST}{entry.pk}/change/", values(answer="Mine."))

    assert FaqEntry.objects.get().answer == entry.answer


def row(entry: FaqEntry, **changed: str) -> dict[str, str]:
    sent = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": str(entry.pk), "_save": "Save"}
    sent |= {"form-0-order": "7", "form-0-updated_at": entry.updated_at.isoformat()}
    return sent | changed


def test_the_list_includes_the_version_of_each_row(staff: Client, entry: FaqEntry) -> None:
    html = staff.get(LIST).content.decode()

    assert re.search(rf'name="form-0-updated_at" value="{re.escape(entry.updated_at.isoformat())}"', html)


def test_a_current_list_is_saved(staff: Client, entry: FaqEntry) -> None:
    assert staff.post(LIST, row(entry)).status_code == 302

    assert FaqEntry.objects.get().order == 7


def test_a_list_opened_before_a_newer_save_does_not_overwrite_it(staff: Client, entry: FaqEntry) -> None:
    opened = row(entry)
    newer = FaqEntry.objects.get()
    newer.published = True
    newer.save()

    html = staff.post(LIST, opened).content.decode()

    assert "after you opened it" in html
    found = FaqEntry.objects.get()
    assert (found.published, found.order) == (True, entry.order)
