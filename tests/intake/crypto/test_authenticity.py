"""A row that was resealed by someone with write access to the database is detected when it is opened."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from clinic_site.ops.log_format import JsonFormatter
from intake.crypto.keys import public_keys, row_mac_keys
from intake.crypto.row_mac import time_text
from intake.crypto.sealing import seal
from intake.enums import AuditKind, ExportFormat, ExportReason, Kind
from intake.models import Amendment, AuditEvent, Submission
from intake.models.answers import ChangedSinceArrival, current_answers
from intake.services import exporting
from intake.services.exporting import Export, Selection
from intake.services.jobs.indexing import index_new
from intake.services.requests.amending import amend
from intake.services.requests.receive import receive
from intake.services.triage.linking import link

pytestmark = pytest.mark.django_db
OTHER_NUMBER = "202-555-0199"


@pytest.fixture
def arrived(typed: Callable[..., dict[str, Any]]) -> Submission:
    """Return a request that the worker has indexed."""
    from intake.forms.callback import CallbackForm

    form = CallbackForm(typed())
    assert form.is_valid(), form.errors
    submission = receive(Kind.CALLBACK, form.answers())
    assert index_new(set()) == 1
    submission.refresh_from_db()
    return submission


def _reseal(row: Submission | Amendment, **changes: Any) -> None:
    """Reseal a row, which requires only the public key and write access to the table."""
    if isinstance(row, Submission):
        answers = current_answers(row)
        answers["phone"] = {"typed": OTHER_NUMBER, "e164": "+12025550199", "extension": ""}
    else:
        answers = {"voicemail": True}
    sealed = seal(json.dumps(answers).encode(), bound_to=row.sealed_context, keys=public_keys())
    type(row)._base_manager.filter(pk=row.pk).update(sealed=sealed, **changes)
    row.refresh_from_db()


def _recorded() -> list[tuple[Any, Any]]:
    events = AuditEvent.objects.filter(kind=AuditKind.ALTERED)
    return list(events.values_list("submission_id", "actor_id"))


def test_a_resealed_row_does_not_open(arrived: Submission) -> None:
    _reseal(arrived)

    with pytest.raises(ChangedSinceArrival):
        current_answers(arrived)


@pytest.mark.parametrize(
    "change",
    [
        {"received_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"kind": Kind.CONSULTATION},
        {"canary": True},
        {"reference": "9999-9999"},
        {"seal_mac": ""},
        {"seal_mac": "é"},
    ],
)
def test_immutable_columns_are_authenticated(arrived: Submission, change: dict[str, Any]) -> None:
    Submission._base_manager.filter(pk=arrived.pk).update(**change)

    with pytest.raises(ChangedSinceArrival):
        current_answers(Submission._base_manager.get(pk=arrived.pk))


def test_the_authenticated_time_is_in_utc_and_truncated_to_milliseconds() -> None:
    eastern = dt.timezone(-5 * dt.timedelta(hours=1))
    at = dt.datetime(2026, 11, 23, 10, 0, 59, 999_999, tzinfo=eastern)

    assert time_text(at) == "2026-11-23T15:00:59.999+00:00"


def test_staff_see_a_warning_and_no_phone_number(
    arrived: Submission, nurse: AbstractBaseUser, signed_in: Callable, client: Client
) -> None:
    _reseal(arrived)

    page = signed_in(client, nurse).get(f"/admin/intake/submission/{arrived.pk}/change/").content.decode()

    assert "This request was changed after it arrived." in page
    assert OTHER_NUMBER not in page
    assert "tel:" not in page
    assert _recorded() == [(arrived.pk, nurse.pk)]


def test_the_printed_card_shows_the_warning(
    arrived: Submission, nurse: AbstractBaseUser, signed_in: Callable, client: Client
) -> None:
    _reseal(arrived)

    page = signed_in(client, nurse).get(f"/admin/intake/submission/{arrived.pk}/print/").content.decode()

    assert "This request was changed after it arrived." in page
    assert OTHER_NUMBER not in page


def test_an_altered_linked_request_also_prevents_the_call(
    arrived: Submission, nurse: AbstractBaseUser, signed_in: Callable, client: Client
) -> None:
    other = receive(Kind.CALLBACK, current_answers(arrived) | {"message": "Another one."})
    index_new(set())
    link(arrived, other, actor=nurse, now=timezone.now())
    _reseal(Submission.objects.get(pk=other.pk))

    page = signed_in(client, nurse).get(f"/admin/intake/submission/{arrived.pk}/change/").content.decode()

    assert "A request linked to this one was changed after it arrived." in page
    assert "tel:" not in page
    assert _recorded() == [(other.pk, nurse.pk)]


@pytest.mark.parametrize("moved", [True, False])
def test_a_replaced_or_moved_amendment_is_detected(arrived: Submission, *, moved: bool) -> None:
    amendment = amend(arrived, {"voicemail": False}, timezone.now())
    index_new(set())
    amendment.refresh_from_db()
    if moved:
        other = receive(Kind.CALLBACK, {"name": "Sam"})
        Amendment.objects.update(submission=other)
    else:
        other = arrived
        _reseal(amendment)

    with pytest.raises(ChangedSinceArrival) as caught:
        current_answers(Submission.objects.get(pk=other.pk))
    assert caught.value.submission_id == other.pk


def test_an_export_flags_an_altered_request_and_omits_its_answers(
    arrived: Submission, nurse: AbstractBaseUser
) -> None:
    _reseal(arrived)
    export = Export(Selection(), ExportFormat.JSON, ExportReason.OWN_WORK, ("phone",), opened=True)

    [row] = exporting.rows(exporting.begin(export, nurse), export, nurse)

    assert (row.state, row.answers) == ("altered", {})
    assert _recorded() == [(arrived.pk, nurse.pk)]


def test_a_request_that_is_not_indexed_yet_opens() -> None:
    submission = receive(Kind.CALLBACK, {"name": "Rosalind"})

    assert current_answers(submission) == {"name": "Rosalind"}


def test_the_worker_adds_the_mac_to_rows_of_an_earlier_release(arrived: Submission) -> None:
    amend(arrived, {"voicemail": True}, timezone.now())
    index_new(set())
    Submission.objects.update(seal_mac=None)
    Amendment.objects.update(seal_mac=None)

    assert index_new(set()) == 1
    assert index_new(set()) == 0
    assert not Submission.objects.filter(seal_mac=None).exists()
    assert not Amendment.objects.filter(seal_mac=None).exists()


def test_an_amendment_without_a_mac_gets_one(arrived: Submission) -> None:
    amend(arrived, {"voicemail": True}, timezone.now())
    index_new(set())
    Amendment.objects.update(seal_mac=None)

    assert index_new(set()) == 1
    assert not Amendment.objects.filter(seal_mac=None).exists()


def test_the_worker_records_an_altered_row_and_continues(arrived: Submission) -> None:
    _reseal(arrived, indexed_at=None)
    receive(Kind.CALLBACK, {"name": "Rosalind"})
    skipped: set[object] = set()

    assert index_new(skipped) == 1
    assert index_new(skipped) == 0
    assert _recorded() == [(arrived.pk, None)]


def test_the_log_of_the_worker_has_the_reference_of_an_altered_row_and_no_answer(
    arrived: Submission, caplog: pytest.LogCaptureFixture
) -> None:
    _reseal(arrived, indexed_at=None)

    index_new(set())

    (line,) = [JsonFormatter().format(record) for record in caplog.records]
    logged = json.loads(line)
    assert logged["event"] == "request was changed after it arrived"
    assert logged["reference"] == arrived.reference
    assert OTHER_NUMBER not in line


def test_rekey_leaves_an_altered_row_unchanged_and_names_it(
    arrived: Submission, use_row_mac_keys: Callable[..., None]
) -> None:
    _reseal(arrived)
    use_row_mac_keys(secrets.token_bytes(32), row_mac_keys()[0])

    with pytest.raises(CommandError, match=arrived.reference):
        call_command("rekey", stdout=io.StringIO())
    with pytest.raises(ChangedSinceArrival):
        current_answers(Submission.objects.get())
    assert _recorded() == [(arrived.pk, None)]


@pytest.fixture
def use_row_mac_keys(settings: Settings, tmp_path: Path) -> Callable[..., None]:
    """Return a function that writes keys to the key file, the current one first."""

    def use(*keys: bytes) -> None:
        settings.ROW_MAC_KEY_FILE = tmp_path / f"{secrets.token_hex(4)}.key"
        settings.ROW_MAC_KEY_FILE.touch(mode=0o600)
        settings.ROW_MAC_KEY_FILE.write_text("\n".join(base64.b64encode(key).decode() for key in keys))

    return use


def test_the_old_mac_key_can_be_removed_after_rekeying(
    arrived: Submission, use_row_mac_keys: Callable[..., None]
) -> None:
    amend(arrived, {"voicemail": True}, timezone.now())
    index_new(set())
    before = current_answers(Submission.objects.get())
    new = secrets.token_bytes(32)
    use_row_mac_keys(new, row_mac_keys()[0])
    call_command("rekey", stdout=io.StringIO())

    use_row_mac_keys(new)
    assert current_answers(Submission.objects.get()) == before
