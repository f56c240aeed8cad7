from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from intake.crypto.sealing import (
    SUITE,
    KeyFileError,
    PrivateKeys,
    PublicKeys,
    SealingError,
    key_id,
    load_private_keys,
    load_public_keys,
    load_secret,
    new_key_pair,
    open_sealed,
    seal,
)

# RFC 9180, A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode.
PRIVATE = "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"
PUBLIC = "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a"
INFO = "4f6465206f6e2061204772656369616e2055726e"
ENC = "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a"
PLAIN = "4265617574792069732074727574682c20747275746820626561757479"
CIPHERTEXTS = {
    "436f756e742d30": "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db"
    "21993c62ce81883d2dd1b51a28"
}


@pytest.fixture
def pair() -> tuple[PublicKeys, PrivateKeys]:
    private = X25519PrivateKey.generate()
    kid = key_id(private.public_key())
    return PublicKeys(kid, {kid: private.public_key()}), {kid: private}


def test_the_suite_decrypts_the_rfc_9180_test_vector() -> None:
    private = X25519PrivateKey.from_private_bytes(bytes.fromhex(PRIVATE))
    (aad, ciphertext), *_ = CIPHERTEXTS.items()

    opened = openssl.hpke._decrypt_with_aad(
        SUITE,
        bytes.fromhex(ENC + ciphertext),
        private,
        info=bytes.fromhex(INFO),
        aad=bytes.fromhex(aad),
    )

    assert opened == bytes.fromhex(PLAIN)


def test_the_test_vector_does_not_decrypt_with_other_info() -> None:
    private = X25519PrivateKey.from_private_bytes(bytes.fromhex(PRIVATE))
    (aad, ciphertext), *_ = CIPHERTEXTS.items()

    with pytest.raises(InvalidTag):
        openssl.hpke._decrypt_with_aad(
            SUITE, bytes.fromhex(ENC + ciphertext), private, info=b"other", aad=bytes.fromhex(aad)
        )


def test_the_test_vectors_keys_match() -> None:
    private = X25519PrivateKey.from_private_bytes(bytes.fromhex(PRIVATE))

    assert private.public_key().public_bytes_raw().hex() == PUBLIC


def test_a_sealed_text_opens_in_its_context(pair: tuple[PublicKeys, PrivateKeys]) -> None:
    public, private = pair

    token = seal("Grüße".encode(), bound_to="row 1", keys=public)

    assert open_sealed(token, bound_to="row 1", keys=private).decode() == "Grüße"


def test_sealing_the_same_text_twice_gives_different_tokens(pair: tuple[PublicKeys, PrivateKeys]) -> None:
    public, _ = pair

    assert seal(b"same", bound_to="row", keys=public) != seal(b"same", bound_to="row", keys=public)


def test_a_token_moved_to_another_row_does_not_open(pair: tuple[PublicKeys, PrivateKeys]) -> None:
    public, private = pair
    token = seal(b"secret", bound_to="row 1", keys=public)

    with pytest.raises(SealingError, match="altered, or moved"):
        open_sealed(token, bound_to="row 2", keys=private)


def test_any_flipped_bit_is_detected(pair: tuple[PublicKeys, PrivateKeys]) -> None:
    public, private = pair
    head, _, blob = seal(b"secret", bound_to="row", keys=public).rpartition(".")
    raw = base64.urlsafe_b64decode(blob + "=" * (-len(blob) % 4))

    for position in range(len(raw)):
        altered = bytearray(raw)
        altered[position] ^= 1
        token = f"{head}.{base64.urlsafe_b64encode(altered).decode().rstrip('=')}"
        with pytest.raises(SealingError):
            open_sealed(token, bound_to="row", keys=private)


@pytest.mark.parametrize("token", ["", "v1", "v1.", "v2.0000.AAAA", "plain text", "v1.00000000.AAAA"])
def test_an_invalid_token_is_rejected(token: str, pair: tuple[PublicKeys, PrivateKeys]) -> None:
    with pytest.raises(SealingError):
        open_sealed(token, bound_to="row", keys=pair[1])


def test_a_truncated_token_is_rejected(pair: tuple[PublicKeys, PrivateKeys]) -> None:
    public, private = pair
    token = seal(b"secret", bound_to="row", keys=public)

    for length in range(len("v1.00000000."), len(token)):
        with pytest.raises(SealingError):
            open_sealed(token[:length], bound_to="row", keys=private)


def test_the_error_names_the_unknown_key_and_not_the_content(pair: tuple[PublicKeys, PrivateKeys]) -> None:
    public, _ = pair
    token = seal(b"secret", bound_to="row", keys=public)

    with pytest.raises(SealingError, match=public.current) as error:
        open_sealed(token, bound_to="row", keys={})
    assert token.rpartition(".")[2] not in str(error.value)


def _key_files(folder: Path, pairs: int = 1) -> tuple[Path, Path]:
    lines = [new_key_pair() for _ in range(pairs)]
    public, private = folder / "public.keys", folder / "private.keys"
    public.write_text("".join(f"{line}\n" for line, _ in lines))
    private.touch(mode=0o600)
    private.write_text("".join(f"{line}\n" for _, line in lines))
    return public, private


def test_the_last_public_key_seals_and_every_private_key_opens(tmp_path: Path) -> None:
    public_file, private_file = _key_files(tmp_path, pairs=2)
    public, private = load_public_keys(public_file), load_private_keys(private_file)
    old, new = public.keys

    sealed_before = seal(b"before", bound_to="row", keys=PublicKeys(old, public.keys))

    assert public.current == new
    assert open_sealed(sealed_before, bound_to="row", keys=private) == b"before"


def test_a_private_key_file_readable_by_others_is_rejected(tmp_path: Path) -> None:
    _, private = _key_files(tmp_path)
    private.chmod(0o640)

    with pytest.raises(KeyFileError, match="chmod 600"):
        load_private_keys(private)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "contains no key"),
        ("nonsense\n", "line 1"),
        ("# comment\nabcdef01 AAAA\n", "line 2: not an X25519 key"),
        ("00000000 " + base64.b64encode(b"k" * 32).decode() + "\n", "does not match its key"),
    ],
)
def test_the_error_for_an_invalid_key_file_names_the_line(tmp_path: Path, content: str, message: str) -> None:
    broken = tmp_path / "public.keys"
    broken.write_text(content)

    with pytest.raises(KeyFileError, match=message):
        load_public_keys(broken)


def test_a_short_secret_is_rejected(tmp_path: Path) -> None:
    short = tmp_path / "index.key"
    short.touch(mode=0o600)
    short.write_text(base64.b64encode(b"short").decode())

    with pytest.raises(KeyFileError, match="has 5 bytes and needs 32"):
        load_secret(short)
