"""The database and everything the public process has do not reveal what patients wrote."""

from __future__ import annotations

import base64
import contextlib
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV, ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.test import Client
from django.utils import timezone

from intake.crypto.blind_index import phone_index
from intake.crypto.keys import index_keys, private_keys
from intake.crypto.sealing import SUITE
from intake.enums import Kind
from intake.models import Draft, Note, Submission
from intake.services.requests.amending import amend
from intake.services.requests.receive import receive
from intake.services.triage.notes import write_note
from tests.intake.consultation_answers import fill
from tests.intake.workbench import ANSWERS

pytestmark = pytest.mark.django_db
WRITTEN = ("Quillonax", "zephyrtangle", "brindlemoor", "vintrosk", "Rosalind", "7325550142", "555-0142")


@pytest.fixture
def dump(nurse: AbstractBaseUser, client: Client) -> list[object]:
    """Return every value of every table after a request, a change, a note and an open draft."""
    written = {"name": "Quillonax", "message": "zephyrtangle", "email": "brindlemoor@example.com"}
    asked = receive(Kind.CALLBACK, ANSWERS | written)
    amend(asked, {"wording": "change-1", "code_word": "vintrosk"}, timezone.now())
    write_note(asked, "zephyrtangle again", author=nurse, now=timezone.now())
    fill(client)  # of Rosalind
    with connection.cursor() as cursor:
        names, rows = connection.introspection.table_names(cursor), []
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            rows += cursor.fetchall()
    return [bytes(value) if isinstance(value, memoryview) else value for value in itertools.chain(*rows)]


def _public_process() -> list[str]:
    """Return the contents of every file and setting of a process with ROLE=public."""
    files = [Path(settings.SECRET_KEY_FILE), Path(settings.SEALING_PUBLIC_KEYS_FILE)]
    return [*(path.read_text() for path in files), settings.SECRET_KEY, settings.SITE_URL]


def _decoded(word: str) -> Iterator[bytes]:
    """Yield the decoded bytes of a word in both base64 alphabets, if it is valid."""
    for altchars in (b"+/", b"-_"):
        with contextlib.suppress(ValueError):
            yield base64.b64decode(word + "=" * (-len(word) % 4), altchars=altchars)


def _texts(value: object) -> Iterator[str]:
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    yield text
    for word in re.findall(r"[A-Za-z0-9+/_=-]{16,}", text):
        yield from (raw.decode("latin-1") for raw in _decoded(word))


def test_dump_contains_no_plain_or_encoded_answers(dump: list[object]) -> None:
    assert [w for value in dump for text in _texts(value) for w in WRITTEN if w.lower() in text.lower()] == []


def _keys(loot: list[object]) -> set[bytes]:
    """Return the 32-byte keys that an attacker with our code could derive from `loot`."""
    found = set()
    for raw in {part for value in loot for part in _raws(value)}:
        found.add(raw[:32].ljust(32, b"\0"))
        for info in (b"", b"intake.draft.v1", b"intake", b"v1"):
            found.add(HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(raw))
    return found


def _raws(value: object) -> Iterator[bytes]:
    raw = value if isinstance(value, bytes) else str(value).encode()
    for part in {raw, *raw.split()}:
        yield part
        if re.fullmatch(rb"[A-Za-z0-9+/=_-]{20,90}", part):
            yield from _decoded(part.decode())


def test_no_derivable_key_opens_anything(dump: list[object]) -> None:
    rows = [row.sealed for row in Submission.objects.all()] + [note.sealed for note in Note.objects.all()]
    blobs = [list(_decoded(token.split(".")[2]))[-1] for token in rows]
    contexts = [row.sealed_context for row in Submission.objects.all()] + [
        n.sealed_context for n in Note.objects.all()
    ]
    drafts = [(bytes(draft.sealed), draft.code_hash.encode()) for draft in Draft.objects.all()]
    assert blobs
    assert drafts
    small = [value for value in dump if len(str(value)) < 400]

    opened = []
    for key in _keys([*_public_process(), *small]):
        private = X25519PrivateKey.from_private_bytes(key)
        for blob, context in zip(blobs, contexts, strict=True):
            with contextlib.suppress(InvalidTag):
                opened.append(SUITE.decrypt(blob, private, info=str(context).encode()))
        for sealed, bound in drafts:
            opened += _symmetric(key, sealed, bound)

    assert opened == []
    for blob, context in zip(blobs, contexts, strict=True):  # the right key does open it
        key = next(iter(private_keys().values()))
        assert SUITE.decrypt(blob, key, info=str(context).encode())


def _symmetric(key: bytes, sealed: bytes, bound: bytes) -> Iterator[bytes]:
    for cipher, data in itertools.product((AESGCM, ChaCha20Poly1305), (bound, None)):
        with contextlib.suppress(InvalidTag):
            yield cipher(key).decrypt(sealed[:12], sealed[12:], data)
    with contextlib.suppress(InvalidTag):
        yield AESSIV(key).decrypt(sealed, [bound])


def test_public_process_has_no_private_or_index_key() -> None:
    private = Path(settings.SEALING_PRIVATE_KEYS_FILE).read_text().split()
    index = Path(settings.INDEX_KEY_FILE).read_text().strip()
    loot = " ".join(_public_process())

    assert [word for word in [*private[1::2], index] if word in loot] == []


def test_phone_index_cannot_be_computed_without_its_key(dump: list[object]) -> None:
    true = phone_index("+17325550142", index_keys()[0])
    assert len(true) == 16
    guesses = {phone_index("+17325550142", key) for key in _keys(_public_process())}

    assert true not in guesses
    assert not guesses & {str(value) for value in dump}
