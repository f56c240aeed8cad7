"""Codes cannot be guessed, and responses reveal nothing about a guess."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clinic_site.core.crockford import ALPHABET, grouped
from intake.crypto import receipts
from intake.crypto.receipts import ReceiptUnknown, read_receipt_code, read_status_page_code, status_page_code
from intake.models import Draft, Submission
from intake.services.requests import drafting
from tests.intake.consultation_answers import fill
from tests.intake.workbench import request_of
from tests.typed import SECRET

pytestmark = pytest.mark.django_db
GUESSES = 10_000

# The address of a receipt in each language: the language link repeats what was asked for.
_ADDRESS = re.compile(rb"/callback/received/[^\"]*|/llamada/recibida/[^\"]*")


def _near(code: str) -> Iterator[str]:
    """Yield codes that differ from a real one in one character, then random ones of its length."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for position in range(len(code)):
        for char in alphabet[:: max(1, len(alphabet) * len(code) // (GUESSES // 2))]:
            if char != code[position]:
                yield code[:position] + char + code[position + 1 :]
    while True:
        yield secrets.token_urlsafe(len(code) * 3 // 4)


def _bytes(code: str) -> bytes:
    return base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))


@pytest.mark.parametrize("purpose", ["receipt", "status"])
def test_ten_thousand_similar_codes_are_invalid(typed: Callable[..., dict[str, Any]], purpose: str) -> None:
    sent = Client().post("/callback/", typed())["Location"].split("/")[-2]
    code = (
        sent
        if purpose == "receipt"
        else status_page_code(Submission.objects.get().pk, SECRET, timezone.now())
    )
    read, other = (read_receipt_code, read_status_page_code)[:: 1 if purpose == "receipt" else -1]
    now, opened = timezone.now(), []
    for _, guess in zip(range(GUESSES), _near(code), strict=False):
        try:
            read(guess, now)
            opened.append(guess)
        except ReceiptUnknown:
            pass

    # The last character of unpadded base64 has unused bits, so several spellings are the same code.
    assert {_bytes(guess) for guess in opened} <= {_bytes(code)}
    with pytest.raises(ReceiptUnknown):
        other(code, now)


def test_every_invalid_url_has_the_same_response(typed: Callable[..., dict[str, Any]]) -> None:
    client = Client()
    code = client.post("/callback/", typed())["Location"].split("/")[-2]
    pages = set()
    for guess in (
        "x",
        "0",
        code[:-4],
        code[4:] + "abcd",
        code[::-1],
        "%00",
        "a" * 500,
        "é",
        "=" * 40,
        "." * 30,
    ):
        answer = client.get(f"/callback/received/{guess}/")
        pages.add((answer.status_code, _ADDRESS.sub(b"", answer.content)))

    assert len(pages) == 1
    assert next(iter(pages))[0] == 404


def test_ten_thousand_similar_secrets_do_not_match() -> None:
    asked = request_of()
    true = receipts.crockford.normalize(SECRET)
    near = (
        true[:position] + char + true[position + 1 :] for position in range(len(true)) for char in ALPHABET
    )
    made_up = ("".join(secrets.choice(ALPHABET) for _ in true) for _ in range(GUESSES))

    fitting = {
        guess
        for guess in [*near, *made_up]
        if receipts.secret_fits(asked.pk, asked.secret_hash, grouped(guess))
    }

    assert fitting == {true}
    assert not receipts.secret_fits(None, "", SECRET)


def test_only_wrong_pairs_are_throttled() -> None:
    asked = request_of()
    true = {"reference": asked.reference, "secret": SECRET}
    statuses = []
    for number in range(31):
        client = Client(REMOTE_ADDR="203.0.113.9", headers={"x-forwarded-for": f"198.51.{number}.1"})
        statuses.append(client.post("/request/", true | {"secret": f"{number}" * 4}).status_code)

    assert statuses == [303] * 30 + [429]
    neighbor = Client(REMOTE_ADDR="203.0.113.9")
    assert neighbor.post("/request/", true | {"secret": "0" * 20}).status_code == 429
    assert neighbor.post("/request/", true).status_code == 303


def test_unknown_reference_looks_like_a_wrong_secret() -> None:
    asked = request_of()
    pages = [
        re.sub(
            # Random, whatever was typed: a nonce, and the address, which the other language and leaving name.
            rb'name="nonce" value="[^"]*"|class="(language-link|leave-link|leave-button)" href="[^"]*"',
            b"",
            Client()
            .post("/request/", {"reference": reference, "secret": "0" * 20}, follow=True)
            .content.replace(reference.encode(), b""),
        )
        for reference in (asked.reference, "0000-0000")
    ]

    assert pages[0] == pages[1]


def test_ten_thousand_similar_codes_open_no_draft(client: Client) -> None:
    fill(client)
    true = client.cookies["draft"].value
    near = [
        true[:position] + char + true[position + 1 :] for position in range(len(true)) for char in ALPHABET
    ]
    hashes = {drafting.code_hash(guess) for guess in near if guess != true}
    hashes |= {drafting.code_hash("".join(secrets.choice(ALPHABET) for _ in true)) for _ in range(GUESSES)}

    assert len(hashes) > GUESSES
    found = Draft.objects.filter(code_hash__in=list(hashes)[:500]).count() + sum(
        row in hashes for row in Draft.objects.values_list("code_hash", flat=True)
    )
    assert found == 0
