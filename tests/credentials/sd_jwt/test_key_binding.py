"""A Key Binding JWT counts when the holder's key made it, for this question, over exactly what is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials import strict_json
from credentials.errors import AlgorithmError, CredentialError, KeyBindingError, SignatureError, TokenTypeError
from credentials.jose import jws
from credentials.keys.private_key import PrivateKey
from credentials.sd_jwt.compact import SdJwt, parse_compact
from credentials.sd_jwt.disclosure import digest
from credentials.sd_jwt.key_binding import KeyBinding, prepare_key_binding, verify_key_binding

HOLDER = PrivateKey.from_seed(b"h" * 32)
ALGORITHMS = frozenset({"EdDSA"})
SHOWN = SdJwt("jwt", ("first", "second"))
NOW = 1_790_000_000


def bound(hash_name: str = "sha-256") -> SdJwt:
    prepared = prepare_key_binding(
        SHOWN, hash_name=hash_name, nonce="n-1", audience="x509_san_dns:v", issued_at=NOW, algorithm="EdDSA"
    )
    return parse_compact(prepared.attach(HOLDER.sign(prepared.signing_input)))


def bound_by_hand(typ: str = "kb+jwt", **changes: Any) -> SdJwt:
    """Claims of a good Key Binding JWT; `changes` replace them, or remove them where the value is `...`."""
    good = {"iat": NOW, "aud": "v", "nonce": "n", "sd_hash": digest(SHOWN.without_key_binding())}
    claims = {name: value for name, value in (good | changes).items() if value is not ...}
    prepared = jws.prepare({"alg": "EdDSA", "typ": typ}, strict_json.render(claims))
    return replace(SHOWN, key_binding_jwt=prepared.attach(HOLDER.sign(prepared.signing_input)))


def verified(sd_jwt: SdJwt, **arguments: Any) -> KeyBinding:
    return verify_key_binding(
        sd_jwt, HOLDER.public_key, **{"hash_name": "sha-256", "algorithms": ALGORITHMS, **arguments}
    )


def test_what_the_holder_has_signed_is_told() -> None:
    assert verified(bound()) == KeyBinding("n-1", "x509_san_dns:v", NOW)
    assert bound().disclosures == SHOWN.disclosures


def test_one_that_other_software_has_made_is_verified() -> None:
    assert verified(bound_by_hand()) == KeyBinding("n", "v", NOW)


def test_sd_hash_is_made_with_the_hash_of_the_digests() -> None:
    verified(bound("sha-512"), hash_name="sha-512")
    with pytest.raises(SignatureError):
        verified(bound("sha-512"))


def test_a_presentation_without_key_binding_is_refused_where_one_is_demanded() -> None:
    with pytest.raises(KeyBindingError):
        verified(SHOWN)


@pytest.mark.parametrize(
    "change", [{"disclosures": ("first",)}, {"disclosures": ("second", "first")}, {"issuer_jwt": "other"}]
)
def test_a_key_binding_over_something_else_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(SignatureError):
        verified(replace(bound(), **change))


def test_a_key_binding_by_another_key_is_refused() -> None:
    with pytest.raises(SignatureError):
        verify_key_binding(
            bound(), PrivateKey.from_seed(b"o" * 32).public_key, hash_name="sha-256", algorithms=ALGORITHMS
        )


@pytest.mark.parametrize("typ", ["JWT", "dc+sd-jwt", "kb-jwt", "KB+JWT", "openid4vci-proof+jwt"])
def test_a_token_of_another_type_is_no_key_binding(typ: str) -> None:
    with pytest.raises(TokenTypeError):
        verified(bound_by_hand(typ))


def test_an_algorithm_that_was_not_asked_for_is_refused() -> None:
    with pytest.raises(AlgorithmError):
        verified(bound(), algorithms=frozenset({"ES256"}))


@pytest.mark.parametrize("name", ["iat", "aud", "nonce", "sd_hash"])
@pytest.mark.parametrize("value", [..., None, True, [], {}, ["v"]])
def test_every_claim_of_a_key_binding_is_required(name: str, value: Any) -> None:
    with pytest.raises(CredentialError):
        verified(bound_by_hand(**{name: value}))


@given(st.integers(0), st.integers(1, 255))
def test_a_flipped_byte_anywhere_is_refused(place: int, flip: int) -> None:
    good = bound().render().encode()
    place %= len(good)
    forged = (good[:place] + bytes([good[place] ^ flip]) + good[place + 1 :]).decode("latin-1")
    with pytest.raises(CredentialError):
        verified(parse_compact(forged))
