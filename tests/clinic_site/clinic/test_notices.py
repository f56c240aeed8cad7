"""Legal notices: what may be saved, and what an upgrade takes over from release 0.1's page."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client, override_settings

from clinic_site import clinic
from clinic_site.clinic import first_values
from clinic_site.clinic.models import ClinicFacts, Notice
from clinic_site.clinic.notices_file import notices_of_file
from clinic_site.core.trusted_files import UntrustedFileError
from intake.roles import Role
from tests.second_factor import sign_in

# As in release 0.1, with one box replaced, one left and one section deleted.
PAGE = """---
title: "Notices and your rights"
---

## Notice of privacy practices

**{{name}}** keeps your records safe. [@hipaanotice2026]

:::note Ask us
Write to our privacy officer.
:::

What the software of this site stores is told under [your privacy on this site](/privacy/).

## Substance use records

Federal rules called 42 CFR Part 2 give extra protection to records of care. [@part2rule2026]

We are a Part 2 program.

## Equal treatment

A federal rule, known as Section 1557, asks clinics to post a notice. [@rule1557]

:::warning The clinic's own notice must stand here
We have not been told whether the rule covers us.
:::
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "notices.md"
    path.write_text(PAGE, encoding="utf-8")
    path.chmod(0o644)
    return path


def test_own_words_are_taken_over_without_boxes_and_shipped_paragraphs(page: Path) -> None:
    assert notices_of_file(page, "Cedar Hollow") == {
        "privacy": (
            "**Cedar Hollow** keeps your records safe.\n\nAsk us\nWrite to our privacy officer.\n\n"
            "### Substance use records\n\nWe are a Part 2 program."
        )
    }


def test_page_that_another_user_could_write_is_rejected(page: Path) -> None:
    page.chmod(0o666)

    with pytest.raises(UntrustedFileError, match="others may write to it"):
        notices_of_file(page, "Cedar Hollow")


@pytest.mark.django_db
def test_upgrade_stores_the_notices_of_the_old_page_once(page: Path) -> None:
    Notice.objects.all().delete()
    with override_settings(NOTICES_FILE=page):
        first_values.load_once()
        first_values.load_once()

    assert [(each.kind, each.version) for each in Notice.objects.all()] == [("privacy", 1)]


@pytest.mark.django_db
def test_upgrade_without_the_old_page_goes_on(tmp_path: Path) -> None:
    with override_settings(NOTICES_FILE=tmp_path / "gone.md"):
        assert first_values.load_once()


@pytest.mark.parametrize(
    "text", ["[Call](tel:+16095550100) or [write](https://nj.gov/)", "### Heading\n\n[Email](mailto:a@b.org)"]
)
def test_notice_may_link_to_any_number_site_and_address(text: str) -> None:
    Notice(kind="privacy", text=text).clean_fields(exclude=["version"])


@pytest.mark.parametrize("text", ["[here](https://nj.gov@evil.test/)", "a\u202eb"])
def test_notice_with_a_link_that_hides_its_target_is_not_saved(text: str) -> None:
    with pytest.raises(ValidationError, match="Line 1:"):
        Notice(kind="privacy", text=text).clean_fields(exclude=["version"])


@pytest.mark.django_db
def test_manager_replaces_a_notice_and_takes_it_off_the_site(client: Client, person: Callable) -> None:
    ClinicFacts.objects.create(name="Example", town="Freehold", state="New Jersey")
    old = Notice(kind="complaints", text="Write to us.", translations={"es": {"text": "Escríbanos."}})
    old.save()
    manager = sign_in(client, person("boss", Role.MANAGER))
    new = "/admin/clinic/notice/add/?kind=complaints"

    page = manager.get(new)
    assert "Write to us." in page.content.decode()
    opened = page.context["adminform"].form["as_opened"].value()
    clinic.clear_cache()
    assert "Write to us." in client.get("/notices/").content.decode()

    by_mistake = manager.post("/admin/clinic/notice/add/", {"kind": "complaints", "text": ""})
    assert "Fill in “Text”." in by_mistake.content.decode()
    emptied = {"kind": "complaints", "text": "", "as_opened": opened}
    assert manager.post(new, emptied).status_code == 302
    clinic.clear_cache()
    assert "Write to us." not in client.get("/notices/").content.decode()
    assert "Escríbanos." not in client.get("/es/avisos-y-sus-derechos/").content.decode()


@pytest.mark.django_db
def test_a_hidden_field_that_no_page_sent_is_no_error_of_the_server(client: Client, person: Callable) -> None:
    manager = sign_in(client, person("boss", Role.MANAGER))
    typed = {"kind": "complaints", "text": "Write to us.", "as_opened": "[" * 100_000}

    assert manager.post("/admin/clinic/notice/add/", typed).status_code == 302


@pytest.mark.django_db
def test_notice_that_is_saved_in_the_evening_is_in_effect_since_that_day(client: Client) -> None:
    ClinicFacts.objects.create(name="Example", town="Freehold", state="New Jersey")
    with time_machine.travel("2026-12-01T01:00:00Z", tick=False):  # eight in the evening in New Jersey
        Notice(kind="privacy", text="Ours.").save()
        clinic.clear_cache()

        assert "in effect since November 30, 2026" in client.get("/notices/").content.decode()


@pytest.mark.django_db
def test_version_that_a_colleague_saved_meanwhile_is_not_replaced_unseen(
    client: Client, person: Callable
) -> None:
    Notice(kind="privacy", text="First.").save()
    manager = sign_in(client, person("boss", Role.MANAGER))
    add = "/admin/clinic/notice/add/?kind=privacy"
    opened = manager.get(add).context["adminform"].form["as_opened"].value()
    Notice(kind="privacy", text="A colleague's.").save()
    typed = {"kind": "privacy", "text": "Mine.", "as_opened": opened}

    page = manager.post(add, typed)
    assert "A colleague saved version 2" in page.content.decode()
    assert Notice.objects.count() == 2

    again = page.context["adminform"].form["as_opened"].value()
    assert manager.post(add, typed | {"as_opened": again}).status_code == 302
    assert Notice.objects.order_by("-version").first().text == "Mine."


@pytest.mark.django_db
def test_first_version_of_a_colleague_is_not_replaced_unseen(client: Client, person: Callable) -> None:
    manager = sign_in(client, person("boss", Role.MANAGER))
    add = "/admin/clinic/notice/add/?kind=privacy"
    opened = manager.get(add).context["adminform"].form["as_opened"].value()
    Notice(kind="privacy", text="A colleague's.").save()

    page = manager.post(add, {"kind": "privacy", "text": "Mine.", "as_opened": opened})

    assert "A colleague saved version 1" in page.content.decode()
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_version_on_the_site_is_not_replaced_unseen_from_the_empty_page(
    client: Client, person: Callable
) -> None:
    Notice(kind="privacy", text="On the site.").save()
    manager = sign_in(client, person("boss", Role.MANAGER))
    add = "/admin/clinic/notice/add/"
    typed = {"kind": "privacy", "text": "Mine.", "as_opened": ""}

    page = manager.post(add, typed)
    said = "Version 1 is on the site; this would replace it. Save again to replace it."
    assert said in page.content.decode()
    assert "Mine." in page.content.decode()
    assert Notice.objects.count() == 1

    again = page.context["adminform"].form["as_opened"].value()
    other = manager.post(add, typed | {"kind": "estimate", "as_opened": again})
    assert other.status_code == 302, "nothing of this kind is on the site"
    assert manager.post(add, typed | {"as_opened": again}).status_code == 302
    assert Notice.objects.filter(kind="privacy").count() == 2


@pytest.mark.django_db
def test_page_that_was_opened_for_another_notice_replaces_none_unseen(
    client: Client, person: Callable
) -> None:
    Notice(kind="privacy", text="On the site.").save()
    Notice(kind="estimate", text="On the site, too.").save()
    manager = sign_in(client, person("boss", Role.MANAGER))
    add = "/admin/clinic/notice/add/?kind=privacy"
    opened = manager.get(add).context["adminform"].form["as_opened"].value()

    page = manager.post(add, {"kind": "estimate", "text": "Mine.", "as_opened": opened})

    assert "Version 1 is on the site" in page.content.decode()


@pytest.mark.django_db
def test_new_version_begins_with_the_one_that_was_read(client: Client, person: Callable) -> None:
    read = Notice(kind="privacy", text="The first.", translations={"es": {"text": "El primero."}})
    read.save()
    Notice(kind="privacy", text="The second.").save()
    manager = sign_in(client, person("boss", Role.MANAGER))
    link = f"/admin/clinic/notice/add/?kind=privacy&from={read.pk}"

    assert link in html.unescape(manager.get(f"/admin/clinic/notice/{read.pk}/change/").content.decode())
    form = manager.get(link).context["adminform"].form
    assert (form["text"].value(), form["text_es"].value()) == ("The first.", "El primero.")
    typed = {"kind": "privacy", "text": "The first.", "as_opened": form["as_opened"].value()}
    assert "Version 2 is on the site" in manager.post(link, typed).content.decode()


@pytest.mark.django_db
def test_notice_that_was_taken_off_the_site_returns_without_a_question(
    client: Client, person: Callable
) -> None:
    Notice(kind="privacy", text="").save()
    manager = sign_in(client, person("boss", Role.MANAGER))

    answer = manager.post("/admin/clinic/notice/add/", {"kind": "privacy", "text": "Again.", "as_opened": ""})

    assert answer.status_code == 302
