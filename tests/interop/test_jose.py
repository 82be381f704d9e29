"""The npm package jose and we read each other's tokens: encrypted (RFC 7516) and signed (RFC 7515)."""

from __future__ import annotations

from credentials.jose import jwe
from credentials.jose.agreement_key import PrivateAgreementKey
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
