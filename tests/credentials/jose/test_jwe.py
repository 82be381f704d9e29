"""An encrypted message is read when it was made for this key, in the one way that is offered; all else is refused."""

from __future__ import annotations

import json
import pickle
import zlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwe as joserfc_jwe
from joserfc.jwk import ECKey, OctKey

from credentials.encoding import encode_base64url
from credentials.errors import AlgorithmError, CredentialError, DecryptionError, JweError, KeyMaterialError
from credentials.jose import jwe
from credentials.jose.agreement_key import PrivateAgreementKey, parse_agreement_jwk

KEY = PrivateAgreementKey.from_seed(bytes(range(32)), kid="of-this-request")
OTHER_KEY = PrivateAgreementKey.from_seed(bytes(32), kid="of-this-request")
ENTROPY = bytes(range(100, 100 + jwe.ENTROPY_LENGTH))
SECRET = b'{"vp_token":{}}'
GOOD = jwe.encrypt(SECRET, KEY.public, encryption="A256GCM", entropy=ENTROPY)
PARTS = GOOD.split(".")

# RFC 7518 appendix C
ALICE_EPHEMERAL = {
    "kty": "EC",
    "crv": "P-256",
    "x": "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
    "y": "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps",
}
BOB = {
    "kty": "EC",
    "crv": "P-256",
    "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
    "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
    "d": "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw",
}
AGREED_KEY = bytes([86, 170, 141, 234, 248, 35, 109, 32, 92, 34, 40, 205, 113, 167, 16, 26])


def read(token: str, *, key: PrivateAgreementKey = KEY, encryptions: frozenset[str] = jwe.ENCRYPTIONS) -> bytes:
    return jwe.decrypt(jwe.parse(token), key, encryptions=encryptions)


def theirs(header: dict[str, Any], plaintext: bytes = SECRET, key: Any = KEY.public.key) -> str:
    """A message made by joserfc with whatever it can do."""
    registry = joserfc_jwe.JWERegistry(algorithms=[header["alg"], header["enc"], "DEF"], strict_check_header=False)
    registry.max_ciphertext_length = registry.max_protected_header_length = 10**7
    return joserfc_jwe.encrypt_compact(header, plaintext, key, registry=registry)


def with_header(**changes: Any) -> str:
    """The good message under a changed header, which its tag then no longer covers."""
    header = {**jwe.parse(GOOD).header, **changes}
    text = json.dumps({name: value for name, value in header.items() if value is not ...}).encode()
    return ".".join([encode_base64url(text), *PARTS[1:]])


@pytest.mark.parametrize("encryption", ["A128GCM", "A256GCM"])
@pytest.mark.parametrize("parties", [{}, {"apu": b"mdoc nonce"}, {"apu": b"", "apv": b"nonce"}])
def test_a_message_reaches_the_holder_of_the_key(encryption: str, parties: dict[str, bytes]) -> None:
    recipient = parse_agreement_jwk(KEY.public.jwk())
    token = jwe.encrypt(SECRET, recipient, encryption=encryption, entropy=ENTROPY, **parties)
    message = jwe.parse(token)
    assert read(token) == SECRET
    assert {name: message.header[name] for name in ("alg", "enc", "kid")} == {
        "alg": "ECDH-ES",
        "enc": encryption,
        "kid": "of-this-request",
    }


def test_the_agreed_key_is_that_of_rfc_7518() -> None:
    header = {"alg": "ECDH-ES", "enc": "A128GCM", "apu": "QWxpY2U", "apv": "Qm9i", "epk": ALICE_EPHEMERAL}
    protected = encode_base64url(json.dumps(header).encode())
    sealed = AESGCM(AGREED_KEY).encrypt(bytes(12), b"of Alice", protected.encode())
    parts = [protected, "", encode_base64url(bytes(12)), encode_base64url(sealed[:-16]), encode_base64url(sealed[-16:])]
    assert read(".".join(parts), key=PrivateAgreementKey(ECKey.import_key(BOB), None)) == b"of Alice"


def test_the_same_entropy_makes_the_same_message_and_other_entropy_another() -> None:
    assert jwe.encrypt(SECRET, KEY.public, encryption="A256GCM", entropy=ENTROPY) == GOOD
    other = jwe.encrypt(SECRET, KEY.public, encryption="A256GCM", entropy=ENTROPY[::-1])
    assert {"epk", "iv", "text"} == {
        what
        for what, ours, others in (
            ("epk", jwe.parse(GOOD).header["epk"], jwe.parse(other).header["epk"]),
            ("iv", PARTS[2], other.split(".")[2]),
            ("text", PARTS[3], other.split(".")[3]),
        )
        if ours != others
    }


@pytest.mark.parametrize("length", [0, jwe.ENTROPY_LENGTH - 1, jwe.ENTROPY_LENGTH + 1])
def test_too_little_entropy_encrypts_nothing(length: int) -> None:
    with pytest.raises(JweError):
        jwe.encrypt(SECRET, KEY.public, encryption="A256GCM", entropy=bytes(length))


@pytest.mark.parametrize("encryption", ["A192GCM", "A128CBC-HS256", "A256CBC-HS512", "", "none"])
def test_nothing_is_encrypted_in_a_way_that_is_not_offered(encryption: str) -> None:
    with pytest.raises(AlgorithmError):
        jwe.encrypt(SECRET, KEY.public, encryption=encryption, entropy=ENTROPY)


@pytest.mark.parametrize("accepted", [frozenset({"A128GCM"}), frozenset[str](), frozenset({"", "A256gcm"})])
def test_an_encryption_that_the_caller_did_not_list_is_refused(accepted: frozenset[str]) -> None:
    with pytest.raises(AlgorithmError):
        read(GOOD, encryptions=accepted)


@pytest.mark.parametrize("encryption", ["A192GCM", "A128CBC-HS256", "A256CBC-HS512"])
def test_an_encryption_that_is_not_ours_is_refused_even_if_the_caller_lists_it(encryption: str) -> None:
    token = theirs({"alg": "ECDH-ES", "enc": encryption, "kid": "of-this-request"})
    with pytest.raises(AlgorithmError):
        read(token, encryptions=frozenset({encryption}))


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("ECDH-ES+A256KW", KEY.public.key),
        ("ECDH-ES+A128KW", KEY.public.key),
        ("dir", OctKey.import_key(bytes(32))),
        ("A256KW", OctKey.import_key(bytes(32))),
        ("A256GCMKW", OctKey.import_key(bytes(32))),
        ("PBES2-HS256+A128KW", OctKey.import_key(bytes(32))),
    ],
)
def test_a_key_given_in_any_other_way_is_refused(algorithm: str, key: Any) -> None:
    with pytest.raises(AlgorithmError):
        jwe.parse(theirs({"alg": algorithm, "enc": "A256GCM", "kid": "of-this-request"}, key=key))


def test_a_compression_bomb_is_refused_before_anything_is_decrypted() -> None:
    bomb = theirs({"alg": "ECDH-ES", "enc": "A256GCM", "kid": "of-this-request", "zip": "DEF"}, bytes(10_000_000))
    assert len(bomb) < 20_000
    with pytest.raises(JweError, match="zip"):
        jwe.parse(bomb)


def test_a_message_compressed_without_saying_so_stays_compressed() -> None:
    packed = zlib.compress(bytes(1000))
    assert read(jwe.encrypt(packed, KEY.public, encryption="A128GCM", entropy=ENTROPY)) == packed


@pytest.mark.parametrize(
    "member",
    [
        {"crit": ["exp"]},
        {"crit": []},
        {"b64": True},
        {"zip": "DEF"},
        {"zip": None},
        {"jku": "https://attacker.example/keys"},
        {"x5u": "https://attacker.example/chain"},
        {"enc": ...},
        {"enc": ["A256GCM"]},
        {"alg": None},
        {"kid": 1},
        {"typ": {}},
        {"apu": 7},
        {"apu": "QQ=="},
        {"apv": " "},
    ],
)
def test_a_header_that_changes_the_meaning_or_is_malformed_is_refused(member: dict[str, Any]) -> None:
    with pytest.raises(JweError):
        jwe.parse(with_header(**member))


P_384 = ECKey.generate_key("P-384").as_dict(private=False)


@pytest.mark.parametrize(
    "epk",
    [
        ...,
        None,
        "P-256",
        [],
        {},
        {**ALICE_EPHEMERAL, "crv": "P-384"},
        {**ALICE_EPHEMERAL, "kty": "OKP"},
        {**ALICE_EPHEMERAL, "d": BOB["d"]},
        {**ALICE_EPHEMERAL, "y": BOB["y"]},  # off the curve: the invalid-curve attack
        {**ALICE_EPHEMERAL, "x": encode_base64url(bytes(32)), "y": encode_base64url(bytes(32))},
        {**ALICE_EPHEMERAL, "y": ALICE_EPHEMERAL["y"] + "="},
        {**ALICE_EPHEMERAL, "y": encode_base64url(bytes(31))},
        {**ALICE_EPHEMERAL, "y": encode_base64url(bytes(33))},
        {**ALICE_EPHEMERAL, "y": 5},
        {name: value for name, value in ALICE_EPHEMERAL.items() if name != "y"},
        P_384,
        {"kty": "OKP", "crv": "X25519", "x": "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"},
    ],
)
def test_a_wrong_curve_or_a_point_off_the_curve_is_refused(epk: Any) -> None:
    with pytest.raises(KeyMaterialError):
        jwe.parse(with_header(epk=epk))


def test_a_changed_header_does_not_fit_its_tag() -> None:
    for change in ({"apv": "Q-_R"}, {"typ": "JWT"}, {"epk": ALICE_EPHEMERAL}):
        with pytest.raises(DecryptionError):
            read(with_header(**change))


def test_a_message_for_another_key_is_refused() -> None:
    with pytest.raises(DecryptionError):
        read(GOOD, key=OTHER_KEY)


@pytest.mark.parametrize(
    ("named", "ours"), [("other", "ours"), ("", "ours"), (None, "ours"), ("ours", None), ("../ours", "ours")]
)
def test_a_message_that_names_another_key_is_refused(named: str | None, ours: str | None) -> None:
    seed = bytes(range(32))
    token = jwe.encrypt(
        SECRET, PrivateAgreementKey.from_seed(seed, kid=named).public, encryption="A256GCM", entropy=ENTROPY
    )
    with pytest.raises(KeyMaterialError):
        read(token, key=PrivateAgreementKey.from_seed(seed, kid=ours))


@pytest.mark.parametrize("length", [0, 4, 8, 12, 15, 17, 32])
def test_a_truncated_tag_is_refused(length: int) -> None:
    tag = encode_base64url((bytes(16) * 2)[:length])
    with pytest.raises(JweError):
        jwe.parse(".".join([*PARTS[:4], tag]))


@pytest.mark.parametrize("length", [0, 11, 13, 16])
def test_an_initialization_vector_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(JweError):
        jwe.parse(".".join([PARTS[0], "", encode_base64url(bytes(length)), *PARTS[3:]]))


@pytest.mark.parametrize(
    "token",
    [
        "",
        "....",
        ".....",
        GOOD + ".",
        GOOD[:-1],
        GOOD + "=",
        " " + GOOD,
        GOOD + "\n",
        ".".join(PARTS[:4]),
        ".".join([PARTS[0], encode_base64url(bytes(40)), *PARTS[2:]]),
        ".".join([PARTS[0] + "=", *PARTS[1:]]),
        ".".join([encode_base64url(b"[]"), *PARTS[1:]]),
        ".".join([encode_base64url(b'{"alg":"dir","alg":"ECDH-ES","enc":"A256GCM"}'), *PARTS[1:]]),
        ".".join([encode_base64url(b'{"a":' * 200), *PARTS[1:]]),
        ".".join([encode_base64url(json.dumps({"alg": "ECDH-ES", "x": "x" * 5000}).encode()), *PARTS[1:]]),
        "A" * 300_000,
        "ü" + GOOD,
    ],
)
def test_a_message_in_another_spelling_is_refused(token: str) -> None:
    with pytest.raises(JweError):
        jwe.parse(token)


@given(st.integers(0, len(GOOD) - 1), st.sampled_from("AQgw.~ ="))
def test_one_changed_letter_never_gives_another_message(position: int, letter: str) -> None:
    changed = GOOD[:position] + letter + GOOD[position + 1 :]
    if changed != GOOD:
        with pytest.raises(CredentialError):
            read(changed)


@given(st.text(max_size=80) | st.lists(st.text("AQgw-_.", max_size=20), min_size=5, max_size=5).map(".".join))
def test_whatever_is_sent_is_refused_in_our_own_words(token: str) -> None:
    with pytest.raises(CredentialError):
        read(token)


@pytest.mark.parametrize(
    "change",
    [
        {"alg": "ECDH-ES+A256KW"},
        {"alg": "ES256"},
        {"alg": None},
        {"use": "sig"},
        {"kid": 7},
        {"d": BOB["d"]},
        {"kty": "OKP"},
        {"crv": "P-384"},
        {"x": BOB["y"]},
    ],
)
def test_a_key_not_meant_for_this_is_not_encrypted_to(change: dict[str, Any]) -> None:
    with pytest.raises(KeyMaterialError):
        parse_agreement_jwk({**KEY.public.jwk(), **change})


@pytest.mark.parametrize("member", ["d", "k", "p", "q", "dp", "dq", "qi", "oth", "priv"])
def test_a_key_that_shows_anything_private_is_not_encrypted_to(member: str) -> None:
    with pytest.raises(KeyMaterialError, match="private"):
        parse_agreement_jwk({**KEY.public.jwk(), member: "AA"})


def test_a_key_says_what_it_is_for() -> None:
    jwk = KEY.public.jwk()
    assert {name: jwk[name] for name in ("kty", "crv", "use", "alg", "kid")} == {
        "kty": "EC",
        "crv": "P-256",
        "use": "enc",
        "alg": "ECDH-ES",
        "kid": "of-this-request",
    }


def test_the_parties_stand_in_the_header() -> None:
    token = jwe.encrypt(SECRET, KEY.public, encryption="A256GCM", entropy=ENTROPY, apu=b"U", apv=b"V")
    header = jwe.parse(token).header
    assert (header["apu"], header["apv"]) == ("VQ", "Vg")
    assert not {"apu", "apv"} & jwe.parse(GOOD).header.keys()


def test_the_largest_message_is_read_and_one_letter_more_is_not() -> None:
    assert jwe.parse(GOOD, max_bytes=len(GOOD)).token == GOOD
    with pytest.raises(JweError, match="more than"):
        jwe.parse(GOOD, max_bytes=len(GOOD) - 1)
    assert jwe.MAX_BYTES == 262_144


def test_a_private_key_cannot_be_printed_or_pickled() -> None:
    assert repr(KEY) == "PrivateAgreementKey(hidden)"
    with pytest.raises(TypeError):
        pickle.dumps(KEY)
    with pytest.raises(KeyMaterialError):
        PrivateAgreementKey.from_seed(bytes(31))


def test_joserfc_reads_what_we_write_and_we_read_what_it_writes() -> None:
    header = {"alg": "ECDH-ES", "enc": "A128GCM", "kid": "of-this-request", "x-unknown": 1}
    assert read(theirs(header)) == SECRET
    opened = joserfc_jwe.decrypt_compact(GOOD, KEY.for_joserfc(), algorithms=["ECDH-ES", "A256GCM"])
    assert opened.plaintext == SECRET
