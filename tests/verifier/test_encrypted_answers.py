"""Answers are encrypted to a key of this check alone; whatever cannot be read is a 400 and leaves the check open."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from credentials.encoding import decode_base64url, encode_base64url
from credentials.jose import jwe
from credentials.jose.agreement_key import PrivateAgreementKey
from tests.support.verifying import PARTY, running_verifier
from verifier.presentation.refusals import UnprovenAnswer
from wallet_sim.refusals import ServiceRefused
from wallet_sim.response import answer_form, encrypted_form, error_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from plumbing.http.fetch import Reply
    from tests.verifier.conftest import Scene
    from wallet_sim.authorization_request import AuthorizationRequest

JSON = ("application/json",)


async def opened(scene: Scene) -> tuple[AuthorizationRequest, str]:
    check = await scene.city.lending.ask()
    return await scene.wallet.present.open_request(check.link), check.link


async def post(scene: Scene, request: AuthorizationRequest, form: dict[str, str]) -> Reply:
    return await scene.city.fetcher.post_form(request.response_uri, form, accept=JSON, max_bytes=65_536)


async def test_every_request_has_a_key_of_its_own_and_tells_how_to_use_it(scene: Scene) -> None:
    (one, _), (other, _) = await opened(scene), await opened(scene)
    for request in (one, other):
        metadata = request.claims["client_metadata"]
        assert request.claims["response_mode"] == "direct_post.jwt"
        assert metadata["encrypted_response_enc_values_supported"] == ["A128GCM", "A256GCM"]
        (jwk,) = metadata["jwks"]["keys"]
        assert (jwk["kty"], jwk["crv"], jwk["alg"], jwk["use"]) == ("EC", "P-256", "ECDH-ES", "enc")
        assert jwk["kid"]
        assert "d" not in jwk
    keys = [request.claims["client_metadata"]["jwks"]["keys"][0] for request in (one, other)]
    assert keys[0]["x"] != keys[1]["x"]


async def test_a_request_that_is_fetched_twice_names_the_same_key(scene: Scene) -> None:
    request, link = await opened(scene)
    again = await scene.wallet.present.open_request(link)
    assert request.claims["client_metadata"] == again.claims["client_metadata"]


@pytest.mark.parametrize("encryption", ["A128GCM", "A256GCM"])
async def test_an_answer_in_either_encryption_is_judged(scene: Scene, encryption: str) -> None:
    check = await scene.city.lending.ask()
    request = replace(await scene.wallet.present.open_request(check.link), encryption=encryption)
    vp_token = {"ldp_vc": [await scene.wallet.present.presentation(request, scene.card.first)]}
    assert (await post(scene, request, answer_form(request, vp_token, take_entropy=os.urandom))).status == 200
    assert (await scene.city.lending.read(check)).state == "verified"


async def test_a_plain_answer_is_refused_where_encryption_was_asked(scene: Scene) -> None:
    check = await scene.city.lending.ask()
    request = await scene.wallet.present.open_request(check.link)
    vp_token = {"ldp_vc": [await scene.wallet.present.presentation(request, scene.card.first)]}
    plain = replace(request, encrypt_to=None)
    reply = await post(scene, request, answer_form(plain, vp_token, take_entropy=os.urandom))
    assert (reply.status, reply.json_object()["error"]) == (400, "invalid_request")
    assert (await scene.city.lending.read(check)).state == "opened"


@pytest.mark.parametrize("encrypted", [False, True])
async def test_a_refusal_may_be_plain_or_encrypted(scene: Scene, encrypted: bool) -> None:
    check = await scene.city.lending.ask()
    request = await scene.wallet.present.open_request(check.link)
    form = error_form(request, "access_denied")
    if encrypted:
        form = encrypted_form(request, json.dumps(form).encode(), take_entropy=os.urandom)
    reply = await post(scene, request, form)
    assert (reply.status, reply.json_object()) == (200, {})
    assert (await scene.city.lending.read(check)).state == "declined"


def _with_header(**members: object) -> Callable[[str], str]:
    def change(token: str) -> str:
        header, *rest = token.split(".")
        changed = json.loads(decode_base64url(header)) | members
        return ".".join([encode_base64url(json.dumps(changed).encode()), *rest])

    return change


FORGED = {
    "nothing": lambda _: "",
    "words": lambda _: "a.b.c.d.e",
    "four parts": lambda token: token.rpartition(".")[0],
    "a changed tag": lambda token: token[:-6] + "AAAAAA",
    "a cut ciphertext": lambda token: ".".join([*token.split(".")[:3], "", token.split(".")[4]]),
    "direct encryption": _with_header(alg="dir"),
    "RSA": _with_header(alg="RSA1_5"),
    "a password": _with_header(alg="PBES2-HS256+A128KW", p2c=2_000_000_000),
    "another enc": _with_header(enc="A128CBC-HS256"),
    "compression": _with_header(zip="DEF"),
    "another key": _with_header(kid="another"),
    "a point off the curve": _with_header(epk={"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43}),
    "a critical header": _with_header(crit=["exp"], exp=1),
    "far too much": lambda token: token + "A" * 300_000,
}


async def test_whatever_cannot_be_decrypted_gets_400_and_leaves_the_check_open(scene: Scene) -> None:
    check = await scene.city.lending.ask()
    request = await scene.wallet.present.open_request(check.link)
    (token,) = encrypted_form(request, b'{"vp_token": {}}', take_entropy=os.urandom).values()
    for name, forge in FORGED.items():
        reply = await post(scene, request, {"response": forge(token)})
        assert (name, reply.status, reply.json_object()["error"]) == (name, 400, "invalid_request")
    assert (await scene.city.lending.read(check)).state == "opened"
    await scene.wallet.present(check.link)
    assert (await scene.city.lending.read(check)).state == "verified"


WRONG = [
    b"",
    b"[]",
    b"\xff",
    b'{"vp_token": {}}',
    b'{"vp_token": "{}", "state": "$state"}',
    b'{"vp_token": {}, "state": "$state"}',
    b'{"vp_token": {"ldp_vc": "x"}, "state": "$state"}',
    b'{"vp_token": {"ldp_vc": [{}]}, "state": "other"}',
    b'{"vp_token": {"ldp_vc": [{}]}, "state": ["$state"]}',
    b'{"state": "$state"}',
    b'{"error": "access_denied"}',
]


async def test_what_is_decrypted_must_be_an_answer_to_this_request(scene: Scene) -> None:
    request, _ = await opened(scene)
    for plaintext in WRONG:
        said = plaintext.replace(b"$state", str(request.state).encode())
        reply = await post(scene, request, encrypted_form(request, said, take_entropy=os.urandom))
        assert (plaintext, reply.status, reply.json_object()["error"]) == (plaintext, 400, "invalid_request")


async def test_an_answer_is_either_encrypted_or_plain(scene: Scene) -> None:
    request, _ = await opened(scene)
    form = encrypted_form(request, b"{}", take_entropy=os.urandom)
    for more in ({"vp_token": "{}", "state": str(request.state)}, error_form(request, "access_denied")):
        assert (await post(scene, request, form | more)).status == 400


async def test_an_answer_encrypted_to_the_key_of_another_check_is_not_read(scene: Scene) -> None:
    (one, _), (other, _) = await opened(scene), await opened(scene)
    assert other.encrypt_to is not None
    vp_token = {"ldp_vc": [await scene.wallet.present.presentation(one, scene.card.first)]}
    wrong = replace(one, encrypt_to=other.encrypt_to)
    with pytest.raises(ServiceRefused, match="400 invalid_request"):
        await scene.wallet.present.answer(wrong, vp_token)


async def test_the_key_is_kept_sealed_while_it_is_needed_and_gone_with_the_answer() -> None:
    async with running_verifier() as verifier:

        async def answer(check: str) -> None:
            with pytest.raises(UnprovenAnswer):
                await verifier.hall.receive_answer(
                    verifier.relying_party,
                    request_id=await verifier.request_id(check),
                    vp_token={"ldp_vc": [{}]},
                    encrypted=True,
                )

        async def decline(check: str) -> None:
            await verifier.hall.receive_answer.declined(
                verifier.relying_party, request_id=await verifier.request_id(check)
            )

        async def expire(_: str) -> None:
            verifier.clock.move(300)
            await verifier.forget()

        async def cancel(check: str) -> None:
            await verifier.api("DELETE", f"/checks/{check}")

        for end in (answer, decline, cancel, expire):
            check = await verifier.ask()
            record = f"checks/{PARTY}/{check}/answer"
            assert await kept(check, record, verifier) == (True, True), end.__name__
            await end(check)
            assert await kept(check, record, verifier) == (False, False), end.__name__


async def kept(check: str, record: str, verifier: object) -> tuple[bool, bool]:
    database = verifier.database  # type: ignore[attr-defined]
    row = await database.fetch_one("SELECT answer_key_sealed FROM checks WHERE check_id = :check", check=check)
    key = await database.fetch_one("SELECT 1 AS found FROM data_keys WHERE record = :record", record=record)
    return row["answer_key_sealed"] is not None, key is not None


async def test_a_relying_party_may_take_plain_answers_of_old_wallets() -> None:
    async with running_verifier(encrypted_answers=False) as verifier:
        check = await verifier.ask()
        request_id = await verifier.request_id(check)
        assert await kept(check, f"checks/{PARTY}/{check}/answer", verifier) == (False, False)
        url = f"/relying-parties/{PARTY}/responses/{request_id}"
        stranger = PrivateAgreementKey.from_seed(b"s" * 32, kid=request_id).public
        token = jwe.encrypt(b"{}", stranger, encryption="A128GCM", entropy=b"e" * jwe.ENTROPY_LENGTH)
        async with verifier.client.post(url, data={"response": token}) as reply:
            assert (reply.status, (await reply.json())["error"]) == (400, "invalid_request")
        async with verifier.client.post(url, data={"error": "access_denied", "state": request_id}) as reply:
            assert reply.status == 200
