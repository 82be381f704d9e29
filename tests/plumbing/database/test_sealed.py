"""Sealed columns."""

from __future__ import annotations

import pytest

from plumbing.database.sealed import Seal, SealBroken, derive_key
from plumbing.entropy import SeededEntropy
from plumbing.secret import Secret

KEY = Secret(bytes(range(32)))


@pytest.fixture
def seal() -> Seal:
    return Seal(KEY, SeededEntropy(1))


@pytest.mark.parametrize("plaintext", [b"", b"Erika", bytes(100_000)])
def test_what_is_sealed_opens_in_its_place(seal: Seal, plaintext: bytes) -> None:
    sealed = seal.seal(plaintext, context="offers 1")
    assert plaintext == b"" or plaintext not in sealed
    assert Seal(KEY, SeededEntropy(2)).open(sealed, context="offers 1") == plaintext


def test_the_same_bytes_are_never_sealed_the_same(seal: Seal) -> None:
    assert len({seal.seal(b"Erika", context="a") for _ in range(100)}) == 100


def test_it_does_not_open_in_another_place(seal: Seal) -> None:
    with pytest.raises(SealBroken):
        seal.open(seal.seal(b"Erika", context="offers 1"), context="offers 2")


def test_it_does_not_open_with_another_key(seal: Seal) -> None:
    with pytest.raises(SealBroken):
        Seal(Secret(b"x" * 32), SeededEntropy(1)).open(seal.seal(b"Erika", context="a"), context="a")


def test_it_does_not_open_when_any_byte_was_changed_or_cut(seal: Seal) -> None:
    sealed = seal.seal(b"Erika", context="a")
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(SealBroken):
            seal.open(bytes(changed), context="a")
        with pytest.raises(SealBroken):
            seal.open(sealed[:position], context="a")


def test_a_known_vector_of_the_construction() -> None:
    """draft-irtf-cfrg-xchacha-03, appendix A.3.1, opened by the library below the seal."""
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt  # noqa: PLC0415

    ciphertext = crypto_aead_xchacha20poly1305_ietf_encrypt(
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would "
        b"be it.",
        bytes.fromhex("50515253c0c1c2c3c4c5c6c7"),
        bytes(range(0x40, 0x58)),
        bytes(range(0x80, 0xA0)),
    )
    assert ciphertext.hex().startswith("bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb")
    assert ciphertext.hex().endswith("c0875924c1c7987947deafd8780acf49")


def test_a_key_of_the_wrong_length_is_refused_without_showing_it() -> None:
    with pytest.raises(ValueError, match="32 bytes") as refusal:
        Seal(Secret(b"swordfish"), SeededEntropy(1))
    assert "swordfish" not in str(refusal.value)


def test_every_purpose_has_its_own_key() -> None:
    keys = {derive_key(KEY, purpose).reveal() for purpose in ("a", "b", "ab", "")}
    assert len(keys) == 4
    assert all(len(key) == 32 for key in keys)
    assert derive_key(KEY, "a").reveal() == derive_key(KEY, "a").reveal()


def test_a_seal_shows_nothing(seal: Seal) -> None:
    assert repr(seal) == "Seal(***)"
