from __future__ import annotations

import io

import pytest

from clinic_site import vault
from clinic_site.vault import VaultError, read_vault, write_vault
from intake.keys import private_keys, public_keys
from intake.sealing import PrivateKeys, X25519PrivateKey, key_id


def _written(*pieces: bytes, purpose: str = "test") -> bytes:
    file = io.BytesIO()
    write_vault(file, pieces, purpose=purpose, keys=public_keys())
    return file.getvalue()


def _read(content: bytes, purpose: str = "test") -> bytes:
    return b"".join(read_vault(io.BytesIO(content), purpose=purpose, keys=private_keys()))


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "_CHUNK", 100)


@pytest.mark.parametrize("length", [0, 1, 99, 100, 101, 200, 1234])
def test_a_file_reads_as_it_was_written(length: int) -> None:
    assert _read(_written(b"x" * length)) == b"x" * length


def test_pieces_of_any_size_make_one_file() -> None:
    assert _read(_written(b"a" * 7, b"b" * 333, b"", b"c")) == b"a" * 7 + b"b" * 333 + b"c"


def test_a_file_shows_nothing_of_what_it_holds() -> None:
    assert b"canary" not in _written(b"canary" * 50)


@pytest.mark.parametrize("keep", [1, 60, -1, -116, -117])
def test_a_file_that_was_cut_off_is_refused(keep: int) -> None:
    with pytest.raises(VaultError):
        _read(_written(b"x" * 450)[:keep])


def test_a_file_with_a_chunk_left_out_is_refused() -> None:
    content = _written(b"x" * 450)
    body = len(content) - 4 * 116 - 66

    with pytest.raises(VaultError, match="altered"):
        _read(content[:body] + content[body + 116 :])


def test_a_changed_byte_anywhere_is_noticed() -> None:
    content = _written(b"x" * 150)
    for place in range(len(content)):
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        with pytest.raises(VaultError):
            _read(changed)


def test_a_file_opens_only_as_what_it_was_written_for() -> None:
    with pytest.raises(VaultError):
        _read(_written(b"x", purpose="backup"), purpose="test")


def test_a_file_does_not_open_with_another_key() -> None:
    other = X25519PrivateKey.generate()
    keys = PrivateKeys({key_id(other.public_key()): other})

    with pytest.raises(VaultError, match="does not open with the private keys here"):
        list(read_vault(io.BytesIO(_written(b"x")), purpose="test", keys=keys))
