"""Changing the index key: requests are found under both keys, and the old one can be removed later."""

from __future__ import annotations

import base64
import io
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from intake.crypto.blind_index import phone_index
from intake.crypto.keys import index_keys
from intake.enums import Kind
from intake.models import Submission
from intake.services.access.searching import found, search_key
from intake.services.jobs import indexing
from intake.services.jobs.indexing import index_new, left_on_old_index_keys, reindex
from intake.services.requests.amending import amend
from intake.services.requests.receive import receive

pytestmark = pytest.mark.django_db
NUMBER = {"typed": "732-555-0142", "e164": "+17325550142", "extension": ""}


@pytest.fixture
def use_index_keys(settings: Settings, tmp_path: Path) -> Callable[..., None]:
    """Return a function that writes keys to the key file, the current one first."""

    def use(*keys: bytes) -> None:
        settings.INDEX_KEY_FILE = tmp_path / f"{secrets.token_hex(4)}.key"
        settings.INDEX_KEY_FILE.touch(mode=0o600)
        settings.INDEX_KEY_FILE.write_text("\n".join(base64.b64encode(key).decode() for key in keys))

    return use


@pytest.fixture
def new_key(use_index_keys: Callable[..., None]) -> bytes:
    """Return the new current key; three requests are indexed with the previous one."""
    for name in ("Ann", "Ben", "Cay"):
        receive(Kind.CALLBACK, {"name": name, "phone": NUMBER, "email": f"{name}@example.com"})
    index_new(set())
    new = secrets.token_bytes(32)
    use_index_keys(new, *index_keys())
    return new


def _found(typed: str) -> int:
    return found(search_key(typed)).count()


def test_requests_are_found_before_during_and_after_reindexing(new_key: bytes) -> None:
    counts = [_found("732-555-0142")]
    for _ in reindex(set()):
        counts.append(_found("732-555-0142"))

    assert counts == [3, 3, 3, 3]
    assert _found("ben@example.com") == 1


def test_the_old_key_can_be_removed_afterwards(new_key: bytes, use_index_keys: Callable[..., None]) -> None:
    out = io.StringIO()
    call_command("reindex", stdout=out)

    use_index_keys(new_key)
    assert "3 requests indexed with the current key; 0 left" in out.getvalue()
    assert _found("732-555-0142") == 3


def test_the_old_key_is_needed_until_then(new_key: bytes, use_index_keys: Callable[..., None]) -> None:
    use_index_keys(new_key)

    assert _found("732-555-0142") == 0


def test_interrupted_reindexing_can_be_continued(new_key: bytes) -> None:
    work = reindex(set())
    next(work)
    work.close()

    assert left_on_old_index_keys() == 2
    assert list(reindex(set()))[-1] == 2


def test_a_request_that_cannot_be_opened_is_named_and_the_others_are_indexed(new_key: bytes) -> None:
    first = Submission.objects.order_by("pk").first()
    Submission.objects.filter(pk=first.pk).update(sealed="v1.00000000.AAAA", seal_mac=None)

    with pytest.raises(CommandError, match=first.reference):
        call_command("reindex", stdout=io.StringIO())
    assert left_on_old_index_keys() == 1


def test_a_concurrent_change_is_indexed_in_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers opened before the change must not be stored as the index of the new answers."""
    submission = receive(Kind.CALLBACK, {"name": "Ann", "phone": NUMBER})
    other = NUMBER | {"e164": "+12025550199"}

    def changed_first(*given: object) -> str:
        monkeypatch.undo()
        amend(submission, {"phone": other}, timezone.now())
        return phone_index(*given)

    monkeypatch.setattr(indexing, "phone_index", changed_first)
    index_new(set())
    index_new(set())

    assert (_found("732-555-0142"), _found("202-555-0199")) == (0, 1)
