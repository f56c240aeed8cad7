from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from intake.models import AuditEvent, FaqEntry
from intake.services import faq
from tests.intake.unavailable import unavailable


@pytest.mark.django_db
def test_the_first_questions_are_loaded_once() -> None:
    count = len(faq.read_shipped_entries())

    assert (faq.load_shipped_entries(), faq.load_shipped_entries()) == (count, 0)


@pytest.mark.django_db
def test_an_edited_answer_is_never_overwritten() -> None:
    faq.load_shipped_entries()
    FaqEntry.objects.update(answer="edited")
    faq.load_shipped_entries()

    assert set(FaqEntry.objects.values_list("answer", flat=True)) == {"edited"}


def _ship_older_words(monkeypatch: pytest.MonkeyPatch, **words: str) -> FaqEntry:
    """Load the questions, and give one the words of an earlier release. Return it."""
    faq.load_shipped_entries()
    entry = FaqEntry.objects.first()
    for name, value in ({"answer": "older"} | words).items():
        setattr(entry, name, value)
    entry.save()
    fingerprints = [faq.fingerprint(entry), "of today"]
    monkeypatch.setattr(faq, "shipped_fingerprints", lambda: {entry.slug: fingerprints})
    return entry


@pytest.mark.django_db
def test_an_answer_with_the_words_of_an_earlier_release_is_reworded(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = _ship_older_words(monkeypatch)
    FaqEntry.objects.filter(pk=entry.pk).update(published=False, order=7, yes_count=3)

    assert (faq.reword_shipped_entries(), faq.reword_shipped_entries()) == (1, 0)

    entry.refresh_from_db()
    shipped = next(each for each in faq.read_shipped_entries() if each.slug == entry.slug)
    assert entry.answer == shipped.answer
    assert (entry.published, entry.order, entry.yes_count) == (False, 7, 3)


@pytest.mark.django_db
def test_an_answer_that_the_admin_saved_unchanged_is_still_reworded(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = _ship_older_words(monkeypatch, answer="first\n\nsecond")
    FaqEntry.objects.filter(pk=entry.pk).update(answer="first\r\n\r\nsecond")

    assert faq.reword_shipped_entries() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"answer": "edited"},
        {"question": "Edited?"},
        {"references": "va2023"},
        {"learn_more": "/edited/"},
        {"reviewed": dt.date(2026, 11, 1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_entry_that_the_clinic_edited_or_reviewed_is_not_reworded(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, object]
) -> None:
    entry = _ship_older_words(monkeypatch)
    FaqEntry.objects.filter(pk=entry.pk).update(**change)

    assert faq.reword_shipped_entries() == 0


def test_each_shipped_version_of_an_answer_is_known() -> None:
    last = {slug: versions[-1] for slug, versions in faq.shipped_fingerprints().items()}
    entries = {entry.slug: faq.fingerprint(entry) for entry in faq.read_shipped_entries()}

    assert dict(entries.items() - last.items()) == {}, "append it to the list of the entry in shipped.json"
    assert last.keys() - entries.keys() == set(), "the entry is gone: remove its list from shipped.json"


@pytest.mark.django_db
def test_readers_see_published_questions_in_order(client: Client) -> None:
    FaqEntry.objects.create(slug="b", question="Second?", answer="*b*", topic="t", published=True, order=2)
    FaqEntry.objects.create(slug="a", question="First?", answer="a", topic="t", published=True, order=1)
    FaqEntry.objects.create(slug="c", question="Hidden?", answer="c", topic="t", published=False)

    page = client.get("/faq/").content.decode()
    assert page.index("First?") < page.index("Second?")
    assert "<em>b</em>" in page
    assert "Hidden?" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(("now", "is_shown"), [("2027-01-04T04:59Z", False), ("2027-01-04T05:00Z", True)])
def test_a_question_is_published_at_midnight_in_the_clinics_time_zone(
    client: Client, now: str, is_shown: bool
) -> None:
    day = dt.date(2027, 1, 4)
    FaqEntry.objects.create(
        slug="a", question="Later?", answer="a", topic="t", published=True, publish_on=day
    )

    with time_machine.travel(now, tick=False):
        page = client.get("/faq/").content.decode()
        answer = client.post("/faq/a/clear/", {"clear": "yes"})

    assert ("Later?" in page) == is_shown
    assert (answer.status_code == 303) == is_shown


@pytest.mark.django_db
def test_the_version_changes_at_midnight() -> None:
    with time_machine.travel("2027-01-04T04:59Z", tick=False):
        before = faq.version()
    with time_machine.travel("2027-01-04T05:00Z", tick=False):
        assert faq.version() != before


@pytest.mark.django_db
def test_html_in_an_answer_is_shown_as_text(client: Client) -> None:
    FaqEntry.objects.create(
        slug="x", question="<i>?</i>", answer="<script>alert(1)</script> [x](javascript:alert(1))", topic="t"
    )

    page = client.get("/faq/").content.decode()
    assert "<script>alert" not in page
    assert "<i>?" not in page
    assert 'href="javascript' not in page


def test_a_question_file_without_a_topic_is_named(tmp_path: Path) -> None:
    (tmp_path / "1-x.md").write_text("---\nquestion: X?\norder: 1\n---\nanswer")

    with pytest.raises(ValueError, match=r"1-x\.md: front matter lacks 'topic'"):
        faq.read_shipped_entries(tmp_path)


@pytest.mark.django_db
def test_the_command_says_which_file_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "1-x.md").write_text("---\norder: 1\n---\nanswer")
    monkeypatch.setattr(faq.read_shipped_entries, "__defaults__", (tmp_path,))

    with pytest.raises(CommandError, match=r"1-x\.md"):
        call_command("load_faq")


@pytest.mark.django_db
def test_loading_is_recorded_once() -> None:
    for _again in range(2):
        call_command("load_faq")

    event = AuditEvent.objects.get()
    assert (event.kind, event.actor, event.detail["by"]) == ("answer", None, "command_line")


@pytest.mark.django_db
def test_rewording_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    _ship_older_words(monkeypatch)

    call_command("load_faq")

    assert AuditEvent.objects.get().detail == {"did": "reworded", "count": 1, "by": "command_line"}


@pytest.mark.django_db
def test_a_page_without_its_questions_is_shown_and_not_cached(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faq, "published", unavailable)

    answer = client.get("/ptsd-medication-alternatives/")

    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert "We can’t show the questions right now." in answer.content.decode()
