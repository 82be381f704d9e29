"""The npm package jose and we read each other's tokens: encrypted (RFC 7516) and signed (RFC 7515)."""

from __future__ import annotations

from credentials.encoding import encode_base64url
from credentials.jose import jwe, jws
from credentials.jose.agreement_key import PrivateAgreementKey
from credentials.keys.jwk import render_public_jwk
from credentials.keys.private_key import PrivateKey
from tests.interop.conftest import RunNode

KEY = PrivateAgreementKey.from_seed(b"k" * 32, kid="of-this-request")
ENCRYPTIONS = sorted(jwe.ENCRYPTIONS)


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


SEED = bytes(range(32))
SIGNER = PrivateKey.from_seed(SEED)
PUBLIC_JWK = render_public_jwk(SIGNER.public_key)


async def test_jose_and_we_verify_what_the_other_has_signed(run_node: RunNode) -> None:
    kind = {"alg": "EdDSA", "typ": "vc+jwt"}
    prepared = jws.prepare(kind, b'{"name":"\xc3\xa4"}')
    ours = prepared.attach(SIGNER.sign(prepared.signing_input))
    answer = await run_node(
        "jose.mjs",
        {
            "sign": [{"jwk": {**PUBLIC_JWK, "d": encode_base64url(SEED)}, **kind, "claims": {"name": "ö"}}],
            "verify": [{"jwk": PUBLIC_JWK, **kind, "token": ours}],
        },
    )
    assert answer["verify"] == [{"name": "ä"}]
    theirs = jws.parse(answer["sign"][0])
    jws.verify(theirs, SIGNER.public_key, algorithms=frozenset({"EdDSA"}), typ="vc+jwt")
    assert theirs.claims() == {"name": "ö"}
