"""In a credential as SD-JWT everything may be withheld but that by which it is judged (VC-JOSE-COSE section 3.2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from credentials.dcql.claims_path import ClaimsPath
from credentials.errors import JwsError, ModelError, SdJwtError, TokenClaimError
from credentials.jose import jws
from credentials.keys.private_key import PrivateKey
from credentials.sd_jwt.compact import parse_compact
from credentials.sd_jwt.conceal import conceal
from credentials.sd_jwt.issue import prepare_sd_jwt
from credentials.strict_json import JsonObject
from credentials.vc_jose.sd_token import NEVER_DISCLOSABLE, parse, prepare

NOW = 1_800_000_000
KEY = PrivateKey.from_seed(b"\x07" * 32)
KEY_ID = "did:web:city.example#key-1"
DOCUMENT: JsonObject = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential"],
    "issuer": {"id": "did:web:city.example", "name": "Stadt"},
    "validFrom": "2026-01-01T00:00:00Z",
    "validUntil": "2028-01-01T00:00:00Z",
    "credentialStatus": {"type": "BitstringStatusListEntry"},
    "credentialSchema": {"id": "https://city.example/schema", "type": "JsonSchema"},
    "relatedResource": {"id": "https://city.example/logo", "digestSRI": "sha256-x"},
    "credentialSubject": {"id": "did:key:z6Mk", "category": "adult", "places": ["a", "b"]},
}
CATEGORY: ClaimsPath = ("credentialSubject", "category")


def entropy() -> Callable[[int], bytes]:
    drawn = iter(range(1, 1000))
    return lambda length: next(drawn).to_bytes(length, "big")


def issue(*disclosable: ClaimsPath) -> str:
    prepared = prepare(
        DOCUMENT,
        disclosable=disclosable,
        algorithm="EdDSA",
        key_id=KEY_ID,
        claims={"iat": NOW},
        entropy=entropy(),
        decoys=1,
    )
    return prepared.attach(KEY.sign(prepared.signing_input))


def issue_anything(claims: JsonObject, *disclosable: ClaimsPath, header: JsonObject | None = None) -> str:
    facts = {"alg": "EdDSA", "typ": "vc+sd-jwt", "kid": KEY_ID, **(header or {})}
    prepared = prepare_sd_jwt(facts, conceal(claims, disclosable, entropy=entropy()))
    return prepared.attach(KEY.sign(prepared.signing_input))


def test_what_is_shown_is_read_and_what_is_withheld_is_not_there() -> None:
    text = issue(CATEGORY, ("credentialSubject", "places", 0))
    secured = parse(text)
    secured.token.verify(KEY.public_key, algorithms=frozenset({"EdDSA"}), now=NOW, clock_skew=0)
    assert secured.token.document == DOCUMENT
    assert secured.token.header == {"alg": "EdDSA", "typ": "vc+sd-jwt", "cty": "vc", "kid": KEY_ID}
    token, category, _place, _ = text.split("~")
    assert "adult" not in token
    partly = parse(f"{token}~{category}~")
    assert partly.token.document["credentialSubject"] == {"id": "did:key:z6Mk", "category": "adult", "places": ["b"]}
    partly.token.verify(KEY.public_key, algorithms=frozenset({"EdDSA"}), now=NOW, clock_skew=0)


NEEDED = [
    "@context",
    "type",
    "issuer",
    "validFrom",
    "validUntil",
    "credentialStatus",
    "credentialSchema",
    "relatedResource",
]
OF_THE_TOKEN = {"iss": "did:web:city.example", "iat": NOW, "exp": NOW, "nbf": NOW, "cnf": {"jwk": {}}}


@pytest.mark.parametrize("name", [*NEEDED, *OF_THE_TOKEN])
def test_what_a_credential_is_judged_by_cannot_be_withheld(name: str) -> None:
    with pytest.raises(ModelError):
        issue((name,))
    text = issue_anything({**DOCUMENT, **OF_THE_TOKEN}, (name,))
    with pytest.raises(ModelError):
        parse(text)
    assert {*NEEDED, *OF_THE_TOKEN} == NEVER_DISCLOSABLE


def test_without_decoys_there_are_as_many_digests_as_claims() -> None:
    prepared = prepare(
        DOCUMENT, disclosable=[CATEGORY], algorithm="EdDSA", key_id=KEY_ID, claims={"iat": NOW}, entropy=entropy()
    )
    payload = jws.parse(parse_compact(prepared.attach(bytes(64))).issuer_jwt).claims()
    assert len(payload["credentialSubject"]["_sd"]) == 1


@pytest.mark.parametrize(
    "path", [("issuer", "id"), ("credentialStatus", "type"), ("type", 0), ("@context", 0), ("credentialSchema", "id")]
)
def test_nor_can_a_part_of_it(path: ClaimsPath) -> None:
    with pytest.raises(ModelError):
        issue(path)
    text = issue_anything(DOCUMENT, path)
    with pytest.raises(ModelError):
        parse(text)
    with pytest.raises(ModelError):
        parse(text.split("~")[0] + "~")  # withheld, too


@pytest.mark.parametrize("claims", [{"iss": "did:web:other.example"}, {"vc": {}}, {"iat": "now"}, {"sub": "did:key:x"}])
def test_what_is_disclosed_never_contradicts_the_token(claims: JsonObject) -> None:
    with pytest.raises(TokenClaimError):
        parse(issue_anything({**DOCUMENT, **claims}))
    with pytest.raises((TokenClaimError, ModelError)):
        parse(issue_anything({**DOCUMENT, **claims}, *[(name,) for name in claims]))


def test_what_is_no_sd_jwt_is_refused() -> None:
    for text in (None, "", "a.b.c", issue(CATEGORY) + "~", {}):
        with pytest.raises((SdJwtError, JwsError)):
            parse(text)
    with pytest.raises(JwsError, match="cty"):
        parse(issue_anything(DOCUMENT, header={"cty": "vp"}))
