"""A card is asked for and handed out beneath a second lock, in the one way that the metadata offer (STANDARDS 1.12)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from credentials.jose import jwe
from credentials.jose.agreement_key import PrivateAgreementKey, PublicAgreementKey, parse_agreement_jwk
from tests.support.issuing import LIBRARY, SWIMMING_POOLS, Holder, TestIssuer

ISSUER_METADATA = "/.well-known/openid-credential-issuer/offices/"
CREDENTIAL = f"/offices/{LIBRARY}/credential"
WALLET_KEY = PrivateAgreementKey.from_seed(b"w" * 32, kid="mine")
ENTROPY = bytes(range(jwe.ENTROPY_LENGTH))
WANTED = {"jwk": WALLET_KEY.public.jwk(), "enc": "A128GCM"}


async def key_of(issuer: TestIssuer, office: str = LIBRARY) -> PublicAgreementKey:
    metadata = await (await issuer.client.get(ISSUER_METADATA + office)).json()
    (jwk,) = metadata["credential_request_encryption"]["jwks"]["keys"]
    return parse_agreement_jwk(jwk)


async def post(issuer: TestIssuer, token: str, message: str) -> tuple[int, str, bytes]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/jwt"}
    async with issuer.client.post(CREDENTIAL, data=message.encode(), headers=headers) as reply:
        assert reply.headers["Cache-Control"] == "no-store"
        return reply.status, reply.content_type, await reply.read()


async def a_token(issuer: TestIssuer) -> str:
    return await issuer.token_of(await issuer.make_offer())


def close(body: Any, to: PublicAgreementKey, encryption: str = "A256GCM") -> str:
    return jwe.encrypt(json.dumps(body).encode(), to, encryption=encryption, entropy=ENTROPY)


@pytest.mark.parametrize("request_encryption", ["A128GCM", "A256GCM"])
@pytest.mark.parametrize("response_encryption", ["A128GCM", "A256GCM"])
async def test_request_and_response_are_encrypted(
    issuer: TestIssuer, request_encryption: str, response_encryption: str
) -> None:
    wanted = WANTED | {"enc": response_encryption}
    body = await issuer.request_body(Holder()) | {"credential_response_encryption": wanted}
    message = close(body, await key_of(issuer), request_encryption)
    status, content_type, answer = await post(issuer, await a_token(issuer), message)
    assert (status, content_type) == (200, "application/jwt")
    header = jwe.parse(answer.decode()).header
    assert (header["alg"], header["enc"], header["kid"]) == ("ECDH-ES", response_encryption, "mine")
    opened = jwe.decrypt(jwe.parse(answer.decode()), WALLET_KEY, encryptions=frozenset({response_encryption}))
    assert json.loads(opened)["credentials"][0]["credential"]["type"] == ["VerifiableCredential", "LibraryCard"]


async def test_only_the_request_may_be_encrypted(issuer: TestIssuer) -> None:
    message = close(await issuer.request_body(Holder()), await key_of(issuer))
    status, content_type, answer = await post(issuer, await a_token(issuer), message)
    assert (status, content_type) == (200, "application/json")
    assert len(json.loads(answer)["credentials"]) == 1


async def test_two_responses_share_no_ephemeral_key(issuer: TestIssuer) -> None:
    keys = []
    for _ in range(2):
        body = await issuer.request_body(Holder()) | {"credential_response_encryption": WANTED}
        _, _, answer = await post(issuer, await a_token(issuer), close(body, await key_of(issuer)))
        keys.append(jwe.parse(answer.decode()).header["epk"]["x"])
    assert keys[0] != keys[1]


async def refused(issuer: TestIssuer, message: str) -> dict[str, str]:
    """The refusal of a message, which uses nothing up and is never encrypted itself."""
    token = await a_token(issuer)
    before = await issuer.database.fetch_all("SELECT * FROM credentials")
    status, content_type, answer = await post(issuer, token, message)
    assert (status, content_type) == (400, "application/json")
    assert await issuer.database.fetch_all("SELECT * FROM credentials") == before
    assert (await issuer.ask_credential(token, await issuer.request_body(Holder())))[0] == 200
    return json.loads(answer)


async def test_a_response_is_encrypted_only_for_who_encrypts_the_request(issuer: TestIssuer) -> None:
    token = await a_token(issuer)
    body = await issuer.request_body(Holder())
    status, answer = await issuer.ask_credential(token, body | {"credential_response_encryption": WANTED})
    assert (status, answer["error"]) == (400, "invalid_encryption_parameters")
    assert (await issuer.ask_credential(token, body))[0] == 200


@pytest.mark.parametrize(
    "change",
    [
        {"jwk": None},
        {"jwk": []},
        {"jwk": {}},
        {"jwk": WANTED["jwk"] | {"alg": "ECDH-ES+A256KW"}},
        {"jwk": WANTED["jwk"] | {"use": "sig"}},
        {"jwk": WANTED["jwk"] | {"d": WANTED["jwk"]["x"]}},
        {"jwk": WANTED["jwk"] | {"y": WANTED["jwk"]["x"]}},
        {"enc": "A128CBC-HS256"},
        {"enc": None},
        {"enc": ["A128GCM"]},
        {"enc": {}},
        {"zip": "DEF"},
    ],
    ids=lambda change: json.dumps(change)[:50],
)
async def test_another_way_of_encryption_is_refused(issuer: TestIssuer, change: dict[str, Any]) -> None:
    body = await issuer.request_body(Holder()) | {"credential_response_encryption": WANTED | change}
    answer = await refused(issuer, close(body, await key_of(issuer)))
    assert answer["error"] == "invalid_encryption_parameters"


async def test_trap_alg_lives_in_the_jwk_and_no_longer_beside_it(issuer: TestIssuer) -> None:
    without = {name: value for name, value in WANTED["jwk"].items() if name != "alg"}
    body = await issuer.request_body(Holder())
    old = body | {"credential_response_encryption": {"jwk": without, "alg": "ECDH-ES", "enc": "A128GCM"}}
    answer = await refused(issuer, close(old, await key_of(issuer)))
    assert answer["error"] == "invalid_encryption_parameters"


async def test_what_was_not_encrypted_to_this_office_is_refused(issuer: TestIssuer) -> None:
    body = await issuer.request_body(Holder())
    good = close(body, await key_of(issuer))
    for message in (close(body, await key_of(issuer, SWIMMING_POOLS)), "", "a.b.c", "ä", good[:-1], good + "A"):
        assert (await refused(issuer, message))["error"] == "invalid_encryption_parameters"


@pytest.mark.parametrize("text", [b"", b"[]", b'{"a":1,"a":1}', b"{" * 100, b"\xff"])
async def test_what_is_inside_is_read_as_strictly_as_in_the_open(issuer: TestIssuer, text: bytes) -> None:
    message = jwe.encrypt(text, await key_of(issuer), encryption="A256GCM", entropy=ENTROPY)
    assert (await refused(issuer, message))["error"] == "invalid_credential_request"


async def test_a_key_of_one_office_is_not_that_of_another_and_stays_the_same(issuer: TestIssuer) -> None:
    library, again, pools = [await key_of(issuer, office) for office in (LIBRARY, LIBRARY, SWIMMING_POOLS)]
    assert library.jwk() == again.jwk() != pools.jwk()
