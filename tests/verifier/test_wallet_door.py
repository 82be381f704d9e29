"""The wallet's door of the verifier: requests that may be fetched twice, answers that count once (OpenID4VP 1.0)."""

from __future__ import annotations

import asyncio
import os
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from credentials.jose import jws
from credentials.strict_json import render
from wallet_sim import misbehave
from wallet_sim.refusals import ServiceRefused
from wallet_sim.response import encrypted_form

if TYPE_CHECKING:
    from plumbing.http.fetch import Reply
    from tests.verifier.conftest import Scene
    from wallet_sim.authorization_request import AuthorizationRequest

FORM = ("application/json", "application/problem+json", "application/oauth-authz-req+jwt")
MAX = 256 * 1024


async def post(scene: Scene, url: str, form: dict[str, str]) -> Reply:
    return await scene.city.fetcher.post_form(url, form, accept=FORM, max_bytes=MAX)


def written(request: AuthorizationRequest, vp_token: str) -> dict[str, str]:
    """The form of an answer whose `vp_token` is written by hand."""
    plaintext = f'{{"vp_token": {vp_token or None}, "state": "{request.state}"}}'
    return encrypted_form(request, plaintext.encode(), take_entropy=os.urandom)


async def code_of(scene: Scene, check: Any) -> str | None:
    return (await scene.city.lending.read(check)).problem_code


async def test_a_request_may_be_fetched_twice_and_each_time_gives_back_its_own_wallet_nonce(scene: Scene) -> None:
    check = await scene.city.lending.ask()
    first = await scene.wallet.present.open_request(check.link)
    second = await scene.wallet.present.open_request(check.link)
    assert first.nonce == second.nonce
    assert first.claims["wallet_nonce"] != second.claims["wallet_nonce"]
    assert (await scene.city.lending.read(check)).state == "opened"


async def test_get_and_post_of_the_request_uri_give_the_same_question(scene: Scene) -> None:
    check = await scene.city.lending.ask()
    by_get = await scene.wallet.present.open_request(check.link.replace("&request_uri_method=post", ""))
    by_post = await scene.wallet.present.open_request(check.link)
    assert by_get.claims["dcql_query"] == by_post.claims["dcql_query"]
    assert "wallet_nonce" not in by_get.claims


async def test_the_request_object_has_the_type_and_members_of_the_specification(scene: Scene) -> None:
    check = await scene.city.lending.ask()
    request = await scene.wallet.present.open_request(check.link)
    uri = request.response_uri.replace("/responses/", "/requests/")
    reply = await scene.city.fetcher.get(uri, accept=FORM, max_bytes=MAX)
    assert reply.content_type == "application/oauth-authz-req+jwt"
    assert reply.headers["Cache-Control"] == "no-store"
    token = jws.parse(reply.body.decode())
    assert token.header["typ"] == "oauth-authz-req+jwt"
    assert token.header["kid"].startswith(request.verifier + "#")
    claims = token.claims()
    assert claims["response_type"] == "vp_token"
    assert claims["response_mode"] == "direct_post.jwt"
    assert "redirect_uri" not in claims
    assert "presentation_definition" not in claims
    assert "client_id_scheme" not in claims  # T! of older drafts, as are the prefix `did:` and x509_san_uri
    assert claims["client_id"].startswith("decentralized_identifier:did:web:")
    assert set(claims["client_metadata"]) == {
        "vp_formats_supported",
        "jwks",
        "encrypted_response_enc_values_supported",
    }
    assert len(claims["nonce"]) >= 22
    assert claims["verifier_info"][0]["format"].startswith("urn:uuid:")


async def test_each_format_is_told_with_the_names_that_the_specification_gives_it(scene: Scene) -> None:
    request = await scene.wallet.present.open_request((await scene.city.lending.ask()).link)
    told = request.claims["client_metadata"]["vp_formats_supported"]
    assert {name: set(members) for name, members in told.items()} == {
        "dc+sd-jwt": {"sd-jwt_alg_values", "kb-jwt_alg_values"},  # T! not `alg`
        "ldp_vc": {"proof_type_values", "cryptosuite_values"},  # T! not `proof_type`
    }
    assert "ES256" in told["dc+sd-jwt"]["kb-jwt_alg_values"]
    assert [one["format"] for one in request.claims["dcql_query"]["credentials"]] == ["dc+sd-jwt", "ldp_vc"]


async def test_two_checks_never_share_a_nonce_or_a_state(scene: Scene) -> None:
    requests = [await scene.wallet.present.open_request((await scene.city.lending.ask()).link) for _ in range(3)]
    assert len({request.nonce for request in requests}) == 3
    assert len({request.state for request in requests}) == 3


@pytest.mark.parametrize(
    "metadata",
    [
        '{"vp_formats_supported": {"mso_mdoc": {}}}',
        '{"client_id_prefixes_supported": ["x509_hash"]}',
        '{"request_object_signing_alg_values_supported": ["ES256"]}',
    ],
)
async def test_a_wallet_that_cannot_answer_is_told_before_it_asks_its_holder(scene: Scene, metadata: str) -> None:
    check = await scene.city.lending.ask()
    request = await scene.wallet.present.open_request(check.link)
    uri = request.response_uri.replace("/responses/", "/requests/")
    reply = await post(scene, uri, {"wallet_metadata": metadata})
    assert reply.status == 400
    assert reply.json_object()["error"] == "vp_formats_not_supported"


@pytest.mark.parametrize("metadata", ["[", "[]", '{"a": 1, "a": 2}', '{"vp_formats_supported": 7}'])
async def test_malformed_wallet_metadata_is_an_invalid_request(scene: Scene, metadata: str) -> None:
    check = await scene.city.lending.ask()
    request = await scene.wallet.present.open_request(check.link)
    uri = request.response_uri.replace("/responses/", "/requests/")
    reply = await post(scene, uri, {"wallet_metadata": metadata})
    assert (reply.status, reply.json_object()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "vp_token",
    [
        "",
        "not json",
        "[]",
        "{}",
        '{"ldp_vc": {}}',
        '{"ldp_vc": []}',
        '{"ldp_vc": ["a string"]}',
        '{"ldp_vc": [{}, {}]}',
        '{"other": [{}]}',
        '{"ldp_vc": [{}], "other": [{}]}',
        '{"ldp_vc": [{}], "ldp_vc": [{}]}',
        '{"ldp_vc": [' + "[" * 5000 + "]" * 5000 + "]}",
    ],
)
async def test_a_malformed_answer_gets_400_and_leaves_the_check_open(scene: Scene, vp_token: str) -> None:
    check = await scene.city.lending.ask()
    request = await scene.wallet.present.open_request(check.link)
    reply = await post(scene, request.response_uri, written(request, vp_token))
    assert (reply.status, reply.json_object()["error"]) == (400, "invalid_request")
    assert (await scene.city.lending.read(check)).state == "opened"
    await scene.wallet.present(check.link)
    assert (await scene.city.lending.read(check)).state == "verified"


async def test_an_answer_with_the_state_of_another_check_is_refused(scene: Scene) -> None:
    one = await scene.wallet.present.open_request((await scene.city.lending.ask()).link)
    other = await scene.wallet.present.open_request((await scene.city.lending.ask()).link)
    presentation = await scene.wallet.present.presentation(one, scene.card.first)
    mixed = replace(one, state=other.state)
    reply = await post(scene, one.response_uri, written(mixed, render({"ldp_vc": [presentation]}).decode()))
    assert reply.status == 400


async def test_an_answer_to_an_unknown_check_is_refused_without_a_word_about_others(scene: Scene) -> None:
    request = await scene.wallet.present.open_request((await scene.city.lending.ask()).link)
    unknown = request.response_uri[:-4] + "AAAA"
    state = unknown.rpartition("/")[2]
    reply = await post(scene, unknown, written(replace(request, state=state), '{"ldp_vc": [{}]}'))
    assert (reply.status, reply.json_object()["error"]) == (404, "invalid_request")


@pytest.mark.parametrize("error", ["access_denied", "wallet_unavailable", "something_new", "<script>" * 50])
async def test_a_wallets_refusal_ends_the_check_as_declined(scene: Scene, error: str) -> None:
    check = await scene.city.lending.ask()
    request = await scene.wallet.present.open_request(check.link)
    reply = await post(scene, request.response_uri, {"error": error, "state": request.state or ""})
    assert (reply.status, reply.json_object()) == (200, {})
    assert (await scene.city.lending.read(check)).state == "declined"


async def test_of_many_answers_at_once_exactly_one_counts(scene: Scene) -> None:
    check = await scene.city.lending.ask()
    request = await scene.wallet.present.open_request(check.link)
    presentation = await scene.wallet.present.presentation(request, scene.card.first)
    form = written(request, render({"ldp_vc": [presentation]}).decode())
    replies = await asyncio.gather(*(post(scene, request.response_uri, form) for _ in range(8)))
    assert sorted(reply.status for reply in replies) == [200] + [400] * 7
    assert (await scene.city.lending.read(check)).state == "verified"


async def test_an_answer_after_the_end_of_its_time_is_refused(scene: Scene) -> None:
    check = await scene.city.lending.ask()
    request = await scene.wallet.present.open_request(check.link)
    scene.clock.move(300)
    with pytest.raises(ServiceRefused, match="400 invalid_request"):
        await scene.wallet.present.answer(
            request, {"ldp_vc": [await scene.wallet.present.presentation(request, scene.card.first)]}
        )
    assert (await scene.city.lending.read(check)).state == "expired"


async def test_a_bare_credential_without_a_presentation_is_unproven(scene: Scene) -> None:
    check = await scene.city.lending.ask()
    request = await scene.wallet.present.open_request(check.link)
    with pytest.raises(ServiceRefused, match="400"):
        await scene.wallet.present.answer(request, {"ldp_vc": [scene.card.document]})
    assert (await scene.city.lending.read(check)).state == "rejected"


@pytest.mark.parametrize("member", ["proof", "holder", "verifiableCredential"])
async def test_a_presentation_whose_parts_were_changed_after_signing_is_unproven(scene: Scene, member: str) -> None:
    check = await scene.city.lending.ask()
    request = await scene.wallet.present.open_request(check.link)
    changed = deepcopy(await scene.wallet.present.presentation(request, scene.card.first))
    if member == "proof":
        changed["proof"]["created"] = "2026-11-23T00:00:00Z"
    elif member == "holder":
        changed["holder"] = scene.city.new_wallet().holders.new().did
    else:
        changed["verifiableCredential"][0]["credentialSubject"]["category"] = "child"
    with pytest.raises(ServiceRefused, match="400"):
        await scene.wallet.present.answer(request, {"ldp_vc": [changed]})
    view = await scene.city.lending.read(check)
    assert view.state == "rejected"
    assert "claims" not in view.body or view.body["claims"] == {}


async def test_an_unproven_answer_hands_no_claims_to_the_service(scene: Scene) -> None:
    check = await scene.city.lending.ask()
    with pytest.raises(ServiceRefused):
        await misbehave.change_a_claim(
            scene.wallet.present, check.link, scene.card.first, claim="cardNumber", value="M-99999999"
        )
    view = await scene.city.lending.read(check)
    assert view.body["claims"] == {}
    assert view.body["verdict"]["valid"] is False
    assert await code_of(scene, check) == "credential-signature-wrong"


async def test_every_check_of_a_verdict_speaks_german_and_english(scene: Scene) -> None:
    check = await scene.city.lending.ask()
    await scene.wallet.present(check.link)
    verdict = (await scene.city.lending.read(check)).body["verdict"]
    names = [one["name"] for one in verdict["checks"]]
    assert len(names) == len(set(names)) >= 12
    for one in verdict["checks"]:
        assert one["outcome"] == "passed"
        assert one["message"]["de"]
        assert one["message"]["en"]
        assert one["message"]["de"] != one["message"]["en"]
