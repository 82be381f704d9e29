"""The npm package jose and we read each other's tokens: encrypted (RFC 7516) and signed (RFC 7515)."""

from __future__ import annotations

from credentials.encoding import encode_base64url
from credentials.jose import jwe
from credentials.jose.agreement_key import PrivateAgreementKey
from credentials.keys.algorithm import Algorithm
from credentials.keys.jwk import render_public_jwk
from credentials.keys.private_key import PrivateKey
from credentials.vc_jose import secured_token
from credentials.vc_jose.secured_token import VC_JWT
from tests.interop.conftest import RunNode

KEY = PrivateAgreementKey.from_seed(b"k" * 32, kid="of-this-request")
ENCRYPTIONS = sorted(jwe.ENCRYPTIONS)
CARD = {"@context": ["https://www.w3.org/ns/credentials/v2"], "name": "Büchereiausweis"}


def seed_of(algorithm: Algorithm) -> bytes:
    return b"\x05" * algorithm.seed_length


def kind_of(algorithm: Algorithm) -> dict[str, str]:
    return {"alg": algorithm.jose_name, "typ": VC_JWT}


async def test_jose_and_we_read_what_the_other_has_encrypted(run_node: RunNode) -> None:
    text = '{"vp_token":{"card":["ä"]},"state":"s"}'
    ours = [
        jwe.encrypt(text.encode(), KEY.public, encryption=encryption, entropy=bytes(range(44)), apu=b"u", apv=b"v")
        for encryption in ENCRYPTIONS
    ]
    answer = await run_node(
        "jose.mjs",
        {
            "encrypt": [{"jwk": KEY.public.jwk(), "enc": encryption, "text": text} for encryption in ENCRYPTIONS],
            "decrypt": [{"jwk": KEY.for_joserfc().as_dict(private=True), "token": token} for token in ours],
        },
    )
    assert answer["decrypt"] == [text, text]
    for encryption, token in zip(ENCRYPTIONS, answer["encrypt"], strict=True):
        assert jwe.decrypt(jwe.parse(token), KEY, encryptions=frozenset({encryption})).decode() == text


async def test_jose_and_we_verify_what_the_other_has_signed(run_node: RunNode) -> None:
    keys = {algorithm: PrivateKey.from_seed(seed_of(algorithm), algorithm) for algorithm in Algorithm}
    public = {algorithm: render_public_jwk(key.public_key) for algorithm, key in keys.items()}
    ours = {}
    for algorithm, key in keys.items():
        prepared = secured_token.prepare(
            CARD, typ=VC_JWT, algorithm=algorithm.jose_name, key_id="did:web:a#k", claims={"iat": 1}
        )
        ours[algorithm] = prepared.attach(key.sign(prepared.signing_input))
    answer = await run_node(
        "jose.mjs",
        {
            "sign": [
                {"jwk": {**public[one], "d": encode_base64url(seed_of(one))}, **kind_of(one), "claims": CARD}
                for one in Algorithm
            ],
            "verify": [{"jwk": public[one], **kind_of(one), "token": ours[one]} for one in Algorithm],
        },
    )
    assert answer["verify"] == [{**CARD, "iat": 1}] * len(Algorithm)
    for algorithm, token in zip(Algorithm, answer["sign"], strict=True):
        read = secured_token.parse(token, typ=VC_JWT)
        read.verify(keys[algorithm].public_key, algorithms=frozenset({algorithm.jose_name}), now=1, clock_skew=0)
        assert read.document == CARD
