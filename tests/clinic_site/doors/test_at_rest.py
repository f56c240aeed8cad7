"""Seeds of second factors are sealed with a key that the database does not hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from clinic_site.doors import at_rest
from clinic_site.local_setup import make_secrets
from intake.keys import index_key
from intake.sealing import SealingError

SEED = "JBSWY3DPEHPK3PXP"


def test_what_was_sealed_comes_back_and_looks_different_each_time() -> None:
    one, other = at_rest.seal(SEED), at_rest.seal(SEED)

    assert (at_rest.unseal(one), at_rest.unseal(other)) == (SEED, SEED)
    assert (one != other, SEED in one) == (True, False)


def test_one_altered_sign_is_noticed() -> None:
    sealed = at_rest.seal(SEED)
    altered = sealed[:30] + ("A" if sealed[30] != "A" else "B") + sealed[31:]

    with pytest.raises(at_rest.CannotBeOpened):
        at_rest.unseal(altered)


def test_another_index_key_opens_nothing(settings: Settings, tmp_path: Path) -> None:
    sealed = at_rest.seal(SEED)
    settings.INDEX_KEY_FILE = make_secrets(tmp_path)["INDEX_KEY_FILE"]

    with pytest.raises(at_rest.CannotBeOpened):
        at_rest.unseal(sealed)


def test_the_index_key_itself_is_not_the_key() -> None:
    import base64

    from cryptography.fernet import Fernet, InvalidToken

    with pytest.raises(InvalidToken):
        Fernet(base64.urlsafe_b64encode(index_key()[:32])).decrypt(at_rest.seal(SEED))


def test_a_process_without_the_key_seals_nothing(settings: Settings) -> None:
    settings.INDEX_KEY_FILE = None

    with pytest.raises(SealingError):
        at_rest.seal(SEED)
