"""@sd-jwt/sd-jwt-vc and @sd-jwt/jwt-status-list and we issue, present and verify for each other.

RFC 9901; SD-JWT VC; Token Status List. All keys are P-256, as phones have them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from credentials.encoding import encode_base64url
from credentials.keys.algorithm import Algorithm
from credentials.keys.jwk import render_public_jwk
from credentials.keys.private_key import PrivateKey
from credentials.sd_jwt.key_binding import KeyBinding
from credentials.sd_jwt_vc.extend_type import resolve_type
from credentials.sd_jwt_vc.issue import prepare_sd_jwt_vc
from credentials.sd_jwt_vc.present import prepare_presentation
from credentials.sd_jwt_vc.verify import read_received, read_sd_jwt_vc
from credentials.status.token_status_list import (
    TokenStatus,
    TokenStatusEntry,
    TokenStatusList,
    parse_list_token,
    prepare_list_token,
)
from tests.interop.conftest import RunNode

JsonObject = dict[str, Any]

NOW = 1_790_000_000
ISSUER_SEED, HOLDER_SEED = b"\x05" * 32, b"\x06" * 32
ISSUER, HOLDER = (PrivateKey.from_seed(seed, Algorithm.P256) for seed in (ISSUER_SEED, HOLDER_SEED))
ES256 = frozenset({"ES256"})
KEY_ID = "did:web:city.example:offices:library#key-1"
LIST = "https://city.example/offices/library/status/1"
VCT = "https://city.example/types/library-card"
CLAIMS: JsonObject = {
    "vct": VCT,
    "iss": "https://city.example/offices/library",
    "iat": NOW,
    "nbf": NOW,
    "exp": NOW + 86_400,
    "name": "Erika Mütze 🎩",
    "address": {"street": "Hauptstraße 1", "city": "Musterstadt"},
    "languages": ["de", "fr", "it"],
    "number": 4711,
}
STATUS = {"status": {"status_list": {"idx": 5, "uri": LIST}}}
PATHS = [("name",), ("address",), ("address", "street"), ("languages", None), ("number",)]
FRAME = {
    "_sd": ["name", "address", "number"],
    "address": {"_sd": ["street"]},
    "languages": {"_sd": [0, 1, 2]},
    "_sd_decoy": 3,
}
KB = {"iat": NOW, "aud": "x509_san_dns:library.example", "nonce": "n-0S6_WzA2Mj"}
CONFIRMED = {"cnf": {"jwk": render_public_jwk(HOLDER.public_key)}}


def private_jwk(key: PrivateKey, seed: bytes) -> JsonObject:
    return {**render_public_jwk(key.public_key), "d": encode_base64url(seed)}


def entropy() -> Callable[[int], bytes]:
    numbers = iter(range(1000))
    return lambda n: hashlib.shake_256(b"interop %d" % next(numbers)).digest(n)


def ours(**more: Any) -> str:
    prepared = prepare_sd_jwt_vc(
        {**CLAIMS, **more},
        disclosable=PATHS,
        holder_key=HOLDER.public_key,
        algorithm="ES256",
        key_id=KEY_ID,
        entropy=entropy(),
        decoys=3,
    )
    return prepared.attach(ISSUER.sign(prepared.signing_input))


def shown_by_us(credential: str, *paths: tuple[str | int | None, ...]) -> str:
    prepared = prepare_presentation(
        read_received(credential), paths, nonce=KB["nonce"], audience=KB["aud"], issued_at=NOW, algorithm="ES256"
    )
    return prepared.attach(HOLDER.sign(prepared.signing_input))


def claims_accepted_by_us(presentation: str) -> JsonObject:
    read = read_sd_jwt_vc(presentation)
    read.verify_issuer(ISSUER.public_key, algorithms=ES256)
    assert read.verify_holder(algorithms=ES256) == KeyBinding(KB["nonce"], KB["aud"], NOW)
    return read.credential.claims


def our_list(status: int) -> str:
    statuses = TokenStatusList.of_size(64, bits=2)
    statuses.set_status(5, status)
    prepared = prepare_list_token(
        statuses, list_url=LIST, issued_at=NOW, expires_at=NOW + 60, ttl=60, algorithm="ES256", key_id=KEY_ID
    )
    return prepared.attach(ISSUER.sign(prepared.signing_input))


@pytest.fixture
def they(run_node: RunNode) -> Callable[..., Any]:
    """Let the other side do some steps; each is answered, with an `error` where it has refused."""

    async def do(*steps: JsonObject, lists: JsonObject | None = None, types: JsonObject | None = None) -> Any:
        keys = {"issuer": private_jwk(ISSUER, ISSUER_SEED), "holder": private_jwk(HOLDER, HOLDER_SEED)}
        facts = {"keys": keys, "lists": lists or {}, "types": types, "now": NOW, "steps": steps}
        return await run_node("sd_jwt.mjs", facts)

    return do


async def test_we_read_present_and_verify_what_they_have_issued_and_they_verify_it(they: Callable[..., Any]) -> None:
    issue = {"op": "issue", "claims": CLAIMS | CONFIRMED, "frame": FRAME, "header": {"kid": KEY_ID}}
    [theirs] = await they(issue)
    read = read_received(theirs)
    read.verify_issuer(ISSUER.public_key, algorithms=ES256)
    assert (read.key_id, read.credential.claims) == (KEY_ID, CLAIMS | CONFIRMED)
    shown = shown_by_us(theirs, ("name",), ("address", "city"), ("languages", 1))
    expected = {**CLAIMS, **CONFIRMED, "address": {"city": "Musterstadt"}, "languages": ["fr"]}
    del expected["number"]
    assert claims_accepted_by_us(shown) == expected
    [verified] = await they({"op": "verify", "presentation": shown, "nonce": KB["nonce"]})
    assert verified["payload"] == expected
    assert verified["kb"]["payload"].items() >= KB.items()


async def test_they_present_what_we_have_issued_and_we_both_verify_it(they: Callable[..., Any]) -> None:
    frame = {"number": True, "address": {"street": True}, "languages": {"0": True, "2": True}}
    present = {"op": "present", "credential": ours(), "frame": frame, "kb": KB}
    [shown] = await they(present)
    expected = {**CLAIMS, **CONFIRMED, "languages": ["de", "it"]}
    del expected["name"]
    assert claims_accepted_by_us(shown) == expected
    verify = {"op": "verify", "presentation": shown, "nonce": KB["nonce"]}
    [verified, replayed] = await they(verify, {**verify, "nonce": "another"})
    assert verified["payload"] == expected
    assert "error" in replayed


async def test_both_sides_refuse_what_was_changed_after_signing(they: Callable[..., Any]) -> None:
    good = shown_by_us(ours(), ("name",), ("number",))
    jwt, first, second, key_binding = good.split("~")
    changed = ["~".join([jwt, first, key_binding]), "~".join([jwt, second, first, key_binding])]
    answers = await they(*({"op": "verify", "presentation": text, "nonce": KB["nonce"]} for text in [good, *changed]))
    assert ["error" in answer for answer in answers] == [False, True, True]


@pytest.mark.parametrize("status", list(TokenStatus))
async def test_they_read_the_status_of_our_cards_from_our_lists(they: Callable[..., Any], status: TokenStatus) -> None:
    token = our_list(status)
    verify = {"op": "verify", "presentation": shown_by_us(ours(**STATUS)), "nonce": KB["nonce"]}
    [verified, statuses] = await they(verify, {"op": "statuses", "token": token}, lists={LIST: token})
    assert ("error" in verified) is (status is not TokenStatus.VALID)
    assert statuses == [status if place == 5 else 0 for place in range(64)]


async def test_we_read_their_lists_of_every_size(they: Callable[..., Any]) -> None:
    claims = {"iss": CLAIMS["iss"], "sub": LIST, "iat": NOW, "exp": NOW + 60, "ttl": 60}
    make = {"op": "list", "claims": claims, "header": {"alg": "ES256", "kid": KEY_ID}}
    wanted = {bits: [place * 7 % (1 << bits) for place in range(64)] for bits in (1, 2, 4, 8)}
    tokens = await they(*({**make, "statuses": statuses, "bits": bits} for bits, statuses in wanted.items()))
    for token, statuses in zip(tokens, wanted.values(), strict=True):
        listed = parse_list_token(token)
        listed.verify(ISSUER.public_key, algorithms=ES256)
        assert listed.is_current(now=NOW, clock_skew=0)
        assert [listed.status_at(TokenStatusEntry(place, LIST)) for place in range(64)] == statuses


async def test_we_merge_types_that_extend_each_other_alike(they: Callable[..., Any]) -> None:
    base, middle = "https://state.example/types/card", "https://county.example/types/card"
    types: JsonObject = {
        VCT: {"vct": VCT, "extends": middle, "claims": [{"path": ["name"], "mandatory": True, "sd": "always"}]},
        middle: {"vct": middle, "extends": base, "claims": [{"path": ["languages", None], "sd": "allowed"}]},
        base: {
            "vct": base,
            "display": [{"locale": "de", "name": "Ausweis"}],
            "claims": [{"path": ["name"]}, {"path": ["number"], "sd": "always"}],
        },
    }
    verify = {"op": "verify", "presentation": shown_by_us(ours()), "nonce": KB["nonce"]}
    [verified] = await they(verify, types=types)
    theirs = verified["typeMetadata"]["mergedTypeMetadata"]
    merged = resolve_type(VCT, {vct: json.dumps(document).encode() for vct, document in types.items()})
    assert {(tuple(c["path"]), c.get("mandatory"), c.get("sd")) for c in theirs["claims"]} == {
        (claim.path, claim.mandatory, claim.sd) for claim in merged.claims
    }
    assert [display["name"] for display in theirs["display"]] == [display["name"] for display in merged.display]


async def test_neither_side_lets_a_base_type_be_loosened(they: Callable[..., Any]) -> None:
    base = "https://state.example/types/card"
    types: JsonObject = {
        VCT: {"vct": VCT, "extends": base, "claims": [{"path": ["number"], "sd": "allowed"}]},
        base: {"vct": base, "claims": [{"path": ["number"], "sd": "always"}]},
    }
    verify = {"op": "verify", "presentation": shown_by_us(ours()), "nonce": KB["nonce"]}
    [verified] = await they(verify, types=types)
    assert "error" in verified
