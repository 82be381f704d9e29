"""The W3C VC API of the verifier: the engine's Verdict for documents that a service holds already."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from credentials.data_integrity.secure import prepare
from stadtsiegel.clients import Api
from wallet_sim.city import City as WalletCity
from wallet_sim.refusals import ServiceRefused

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from tests.verifier.conftest import Scene

V2 = "https://www.w3.org/ns/credentials/v2"
UNKNOWN_OPTION = "https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED"
MALFORMED = "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR"
FORGED = "https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR"
WRONG_CHALLENGE = "https://w3id.org/security#INVALID_CHALLENGE_ERROR"
WRONG_DOMAIN = "https://w3id.org/security#INVALID_DOMAIN_ERROR"


def door_of(scene: Scene, *, party: str = "library") -> Api:
    service = scene.city.lending if party == "library" else scene.city.museum
    base = f"{scene.city.verifier_url}/vc-api/relying-parties/{party}"
    return Api(base_url=base, api_key=service.api.api_key, fetcher=scene.city.fetcher)


async def verify(scene: Scene, document: Any, **options: Any) -> JsonObject:
    return await door_of(scene).post("/credentials/verify", {"verifiableCredential": document, "options": options}, 200)


async def verify_presentation(scene: Scene, document: Any, *, party: str = "library", **options: Any) -> JsonObject:
    body = {"verifiablePresentation": document, "options": options}
    return await door_of(scene, party=party).post("/presentations/verify", body, 200)


async def challenge_of(scene: Scene, *, party: str = "library") -> str:
    return str((await door_of(scene, party=party).post("/challenges", {}, 200))["challenge"])


async def presented(scene: Scene, *, challenge: str, domain: str | None = None) -> JsonObject:
    """The holder's answer to a challenge, made outside of OpenID4VP."""
    city = WalletCity(authority=scene.city.authority, fetcher=scene.city.fetcher, now=scene.clock.now)
    holder = scene.card.first.holder
    prepared = prepare(
        {
            "@context": [V2],
            "type": ["VerifiablePresentation"],
            "holder": holder.did,
            "verifiableCredential": [scene.card.document],
        },
        cryptosuite="eddsa-rdfc-2022",
        verification_method=holder.verification_method,
        proof_purpose="authentication",
        created=scene.clock.now(),
        contexts=await city.contexts(),
        domain=domain or scene.city.lending.did,
        challenge=challenge,
    )
    return prepared.attach(holder.sign(prepared.signing_input))


def types_of(answer: JsonObject) -> list[str]:
    return [problem["type"] for problem in answer["problemDetails"]]


async def test_a_good_card_is_verified_without_a_problem_and_without_being_sent_back(scene: Scene) -> None:
    assert await verify(scene, scene.card.document) == {"verified": True, "problemDetails": []}


async def test_what_was_asked_about_the_answer_is_in_it(scene: Scene) -> None:
    card = scene.card.document
    answer = await verify(scene, card, returnCredential=True, returnResults=True, returnProblemDetails=False)
    assert answer.keys() == {"verified", "credential", "results"}
    assert answer["credential"] == card
    assert answer["results"]["validUntil"] == {"verified": True, "input": card["validUntil"]}
    assert answer["results"]["proof"] == [{"verified": True, "input": card["proof"]}]
    assert [one["verified"] for one in answer["results"]["credentialStatus"]] == [True, True]


@pytest.mark.parametrize("change", ["suspend", "revoke"])
async def test_a_card_that_was_revoked_or_suspended_is_not_verified(scene: Scene, change: str) -> None:
    offers = scene.city.library
    offer = await offers.offer()
    card = await scene.wallet.receive(offer.link, tx_code=offer.tx_code)
    await offers.change_status(offer, change)
    scene.clock.move(600)
    answer = await verify(scene, card.document)
    word = {"suspend": "suspended", "revoke": "revoked"}[change]
    assert answer["verified"] is False
    [problem] = answer["problemDetails"]
    assert problem["type"] == f"urn:stadtsiegel:problem:{word}"
    assert problem["severity"] == "warning"
    assert problem["message"].keys() == {"de", "en"}


async def test_a_changed_card_is_a_cryptographic_error_and_says_so_in_the_words_of_the_w3c(scene: Scene) -> None:
    card = copy.deepcopy(scene.card.document)
    card["credentialSubject"]["category"] = "child"
    answer = await verify(scene, card)
    assert answer["verified"] is False
    assert types_of(answer) == [FORGED]


async def test_what_is_no_credential_is_answered_and_not_verified(scene: Scene) -> None:
    for document in ({"type": "x"}, {"@context": None}, {"@context": [V2], "type": 7}):
        answer = await verify(scene, document)
        assert answer["verified"] is False, document
        assert answer["problemDetails"], document


async def test_a_card_of_an_issuer_that_nobody_lists_makes_the_verifier_fetch_nothing(scene: Scene) -> None:
    card = copy.deepcopy(scene.card.document)
    card["issuer"] = "did:web:attacker.example"
    card["proof"]["verificationMethod"] = "did:web:attacker.example#key"
    card["credentialStatus"] = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": "https://attacker.example/list",
    }
    answer = await verify(scene, card)
    assert {problem["code"] for problem in answer["problemDetails"]} == {
        "issuer-not-authorized",
        "issuer-keys-not-asked-for",
    }


NOT_UNDERSTOOD = (
    ({}, MALFORMED),
    ({"verifiableCredential": None}, MALFORMED),
    ({"verifiableCredential": "eyJhbGciOiJub25lIn0.e30."}, MALFORMED),
    ({"verifiableCredential": {}}, MALFORMED),
    ({"verifiableCredential": [{}]}, MALFORMED),
    ({"verifiableCredential": {"a": 1}, "options": []}, MALFORMED),
    ({"verifiableCredential": {"a": 1}, "options": {"returnResults": "yes"}}, MALFORMED),
    ({"verifiableCredential": {"a": 1}, "options": {"checks": ["proof"]}}, UNKNOWN_OPTION),
    ({"verifiableCredential": {"a": 1}, "options": {"skipStatus": True}}, UNKNOWN_OPTION),
    ({"verifiableCredential": {"a": 1}, "challenge": "x"}, UNKNOWN_OPTION),
)


async def test_a_request_that_is_not_understood_is_refused_with_the_type_of_the_problem(scene: Scene) -> None:
    for body, type_ in NOT_UNDERSTOOD:
        assert (await door_of(scene).post("/credentials/verify", body, 400))["type"] == type_, body


async def test_a_presentation_that_answers_its_challenge_is_verified_once(scene: Scene) -> None:
    challenge = await challenge_of(scene)
    presentation = await presented(scene, challenge=challenge)
    first = await verify_presentation(scene, presentation, challenge=challenge, returnResults=True)
    assert first["verified"] is True
    assert first["problemDetails"] == []
    assert first["results"]["presentation"]["challenge"] == {"verified": True, "input": challenge}
    again = await verify_presentation(scene, presentation, challenge=challenge)
    assert again["verified"] is False
    assert types_of(again) == [WRONG_CHALLENGE]


async def test_a_challenge_of_another_relying_party_or_of_nobody_is_not_good(scene: Scene) -> None:
    challenge = await challenge_of(scene, party="museum")
    presentation = await presented(scene, challenge=challenge)
    for told in (challenge, "invented"):
        answer = await verify_presentation(scene, presentation, challenge=told)
        assert (answer["verified"], types_of(answer)) == (False, [WRONG_CHALLENGE])


async def test_a_challenge_is_not_good_for_ever(scene: Scene) -> None:
    challenge = await challenge_of(scene)
    scene.clock.move(301)
    answer = await verify_presentation(scene, await presented(scene, challenge=challenge), challenge=challenge)
    assert (answer["verified"], types_of(answer)) == (False, [WRONG_CHALLENGE])


async def test_a_presentation_that_answers_an_older_challenge_uses_up_the_new_one(scene: Scene) -> None:
    old, new = await challenge_of(scene), await challenge_of(scene)
    answer = await verify_presentation(scene, await presented(scene, challenge=old), challenge=new)
    assert (answer["verified"], types_of(answer)) == (False, [WRONG_CHALLENGE])
    answer = await verify_presentation(scene, await presented(scene, challenge=new), challenge=new)
    assert answer["verified"] is False


async def test_a_presentation_made_for_somebody_else_is_not_verified(scene: Scene) -> None:
    challenge = await challenge_of(scene)
    presentation = await presented(scene, challenge=challenge, domain="shop.example")
    answer = await verify_presentation(scene, presentation, challenge=challenge)
    assert (answer["verified"], types_of(answer)) == (False, [WRONG_DOMAIN])


async def test_the_domain_that_the_service_has_told_its_holder_is_the_one_that_counts(scene: Scene) -> None:
    challenge = await challenge_of(scene)
    presentation = await presented(scene, challenge=challenge, domain="buecherei.example")
    answer = await verify_presentation(scene, presentation, challenge=challenge, domain="buecherei.example")
    assert answer["verified"] is True


async def test_a_presentation_without_a_proof_proves_nothing(scene: Scene) -> None:
    challenge = await challenge_of(scene)
    presentation = await presented(scene, challenge=challenge)
    del presentation["proof"]
    answer = await verify_presentation(scene, presentation, challenge=challenge)
    assert answer["verified"] is False


async def test_a_presentation_without_a_challenge_in_the_options_is_not_looked_at(scene: Scene) -> None:
    body = {"verifiablePresentation": {"a": 1}}
    assert (await door_of(scene).post("/presentations/verify", body, 400))["type"] == MALFORMED


async def test_the_key_of_one_relying_party_does_not_open_the_door_of_another(scene: Scene) -> None:
    door = Api(
        base_url=f"{scene.city.verifier_url}/vc-api/relying-parties/museum",
        api_key=scene.city.lending.api.api_key,
        fetcher=scene.city.fetcher,
    )
    with pytest.raises(ServiceRefused, match="403"):
        await door.post("/challenges", {}, 200)
