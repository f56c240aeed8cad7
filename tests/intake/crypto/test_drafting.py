from __future__ import annotations

import base64
import contextlib
import datetime as dt
import itertools
import os
import time
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from intake.crypto.draft_codes import new_code, open_draft
from intake.models import Draft
from intake.services.requests import drafting
from intake.services.requests.drafting import DraftGone
from tests.intake.consultation_answers import fill

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(hours=24)
TYPED = {"who": {"adult": ["yes"]}}


def test_a_new_draft_is_empty() -> None:
    assert drafting.load(drafting.start(NOW), NOW) == {}


def test_a_saved_draft_can_be_loaded() -> None:
    code = drafting.start(NOW)
    drafting.change(code, lambda _: TYPED, NOW)

    assert drafting.load(code, NOW) == TYPED


def test_a_draft_expires_24_hours_after_the_last_change() -> None:
    code = drafting.start(NOW - dt.timedelta(hours=20))
    drafting.change(code, lambda _: TYPED, NOW)

    assert drafting.load(code, NOW + DAY - dt.timedelta(seconds=1)) == TYPED
    with pytest.raises(DraftGone):
        drafting.load(code, NOW + DAY)
    assert Draft.objects.count() == 1


def test_an_expired_draft_cannot_be_changed() -> None:
    code = drafting.start(NOW)

    with pytest.raises(DraftGone):
        drafting.change(code, lambda kept: kept, NOW + DAY)


def test_the_displayed_time_is_the_time_of_expiry() -> None:
    assert drafting.until(drafting.start(NOW), NOW) == NOW + DAY


def test_sweeping_deletes_only_expired_drafts() -> None:
    drafting.start(NOW - DAY)
    young = drafting.start(NOW - DAY + dt.timedelta(seconds=1))

    assert (drafting.sweep(NOW), Draft.objects.count()) == (1, 1)
    assert drafting.load(young, NOW) == {}


def test_the_worker_deletes_expired_drafts() -> None:
    drafting.start(NOW - dt.timedelta(days=400))

    call_command("worker", once=True)

    assert Draft.objects.count() == 0


@pytest.mark.parametrize("code", ["", "nonsense", "4C9MZKMVR8SA6NKNVPEQMEEFW4"])
def test_a_wrong_code_opens_nothing(code: str) -> None:
    drafting.start(NOW)

    with pytest.raises(DraftGone):
        drafting.load(code, NOW)


def test_a_draft_moved_to_another_row_does_not_open() -> None:
    mine, other = drafting.start(NOW), drafting.start(NOW)
    rows = {code: Draft.objects.get(code_hash=drafting.code_hash(code)) for code in (mine, other)}
    Draft.objects.filter(pk=rows[other].pk).update(sealed=rows[mine].sealed)

    with pytest.raises(DraftGone):
        drafting.load(other, NOW)


def test_every_wrong_code_takes_the_same_time() -> None:
    wrong = [drafting.start(NOW - DAY), new_code(), ""]

    def seconds(code: str) -> float:
        started = time.perf_counter()
        with pytest.raises(DraftGone):
            drafting.load(code, NOW)
        return time.perf_counter() - started

    rounds = [[seconds(code) for code in wrong] for _ in range(60)]
    taken = [min(times) for times in zip(*rounds, strict=True)]
    assert max(taken) < 2 * min(taken)


def test_database_settings_and_key_files_together_do_not_open_a_draft(client: Client) -> None:
    fill(client)
    code = client.cookies["draft"].value.partition(".")[0]
    draft = Draft.objects.get()
    assert b"Rosalind" in open_draft(bytes(draft.sealed), code)  # the draft contains it
    assert _opens(draft, code)  # and the code would open it

    loot = [*_all_values_in_the_database(), *_all_key_material(), *_all_settings()]

    assert code not in {str(value) for value in loot}
    assert not any("Rosalind" in str(value) for value in loot)
    assert [value for value in loot if _opens(draft, value)] == []


def _opens(draft: Draft, value: object) -> bool:
    """Try a value as an attacker who knows the source would: as code and as key, in hex and base64."""
    raw = value if isinstance(value, bytes) else str(value).encode()
    keys = {HKDF(algorithm=SHA256(), length=32, salt=None, info=b"intake.draft.v1").derive(raw)}
    for decoded in (lambda: raw, lambda: bytes.fromhex(raw.decode()), lambda: base64.b64decode(raw)):
        with contextlib.suppress(ValueError):
            keys.add(decoded())
    return any(_decrypts(draft, key) for key in keys if len(key) in {16, 24, 32})


def _decrypts(draft: Draft, key: bytes) -> bool:
    sealed = bytes(draft.sealed)
    for bound in (draft.code_hash.encode(), None):
        with contextlib.suppress(InvalidTag):
            AESGCM(key).decrypt(sealed[:12], sealed[12:], bound)
            return True
    return False


def _all_values_in_the_database() -> list[object]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        rows = []
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            rows += cursor.fetchall()
    return [bytes(value) if isinstance(value, memoryview) else value for value in itertools.chain(*rows)]


def _all_key_material() -> list[str]:
    folder = Path(settings.SECRET_KEY_FILE).parent
    lines = [line for path in folder.iterdir() for line in path.read_text().splitlines()]
    return [*lines, *(part for line in lines for part in line.split())]


def _all_settings() -> list[object]:
    return [*(getattr(settings, name) for name in dir(settings) if name.isupper()), *os.environ.values()]
