"""The card in each of its forms: secured as it says, bound to its key, its status told by the list that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from credentials.data_integrity.verify import verify_proof
from credentials.did.document import find_key
from credentials.encoding import decode_base64url
from credentials.jose import jws
from credentials.keys.algorithm import Algorithm
from credentials.keys.jwk import parse_public_jwk
from credentials.keys.multikey import parse_multikey
from credentials.sd_jwt_vc.judge_claims import first_fault
from credentials.sd_jwt_vc.type_metadata import parse_type_metadata
from credentials.sd_jwt_vc.verify import ReadSdJwtVc, read_received
from credentials.status.token_status_list import parse_list_token, parse_status_claim
from issuer.hall import HALL
from issuer.published.resources import TYPE_METADATA_NAME
from plumbing.keyring.port import KeyDamaged
from tests.support.issuing import (
    CLAIMS,
    LIBRARY,
    NOW,
    PUBLIC_URL,
    SWIMMING_POOLS,
    USE_CASE,
    Holder,
    TestIssuer,
    running_issuer,
)
from use_cases.load import load_catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

SD_JWT = "library_card_v1_dc_sd-jwt"
ECDSA = "library_card_v1_ldp_vc_ecdsa-rdfc-2019"
EDDSA = "library_card_v1_ldp_vc"
IN_PART = "library_card_v1_ldp_vc_ecdsa-sd-2023"
PHONES = [Holder(bytes([n]) * 32, algorithm=Algorithm.P256) for n in range(1, 4)]
METADATA = f"/.well-known/jwt-vc-issuer/offices/{LIBRARY}"


async def ask(
    issuer: TestIssuer, token: str, configuration: str, holders: Sequence[Holder], **named: Any
) -> tuple[int, Any]:
    nonce = await issuer.nonce()
    proofs = [holder.prove(audience=issuer.identifier(), nonce=nonce, now=issuer.clock.now()) for holder in holders]
    named = named or {"credential_configuration_id": configuration}
    return await issuer.ask_credential(token, {**named, "proofs": {"jwt": proofs}})


async def issue(
    issuer: TestIssuer,
    configuration: str,
    holders: Sequence[Holder] = PHONES[:1],
    *,
    claims: dict[str, Any] | None = None,
) -> list[Any]:
    token = await issuer.token_of(await issuer.make_offer(claims=claims))
    status, answer = await ask(issuer, token, configuration, holders)
    assert status == 200, answer
    return [entry["credential"] for entry in answer["credentials"]]


async def read(issuer: TestIssuer, copy: str) -> ReadSdJwtVc:
    """Read a copy as a wallet does that knows the office by its metadata alone."""
    received = read_received(copy)
    metadata = await (await issuer.client.get(METADATA)).json()
    assert metadata["issuer"] == received.credential.issuer
    (jwk,) = [jwk for jwk in metadata["jwks"]["keys"] if jwk["kid"] == received.key_id]
    received.verify_issuer(parse_public_jwk(jwk), algorithms=frozenset({"ES256"}))
    return received


async def told(issuer: TestIssuer, copy: str) -> int:
    """What the status list says of a copy, fetched and verified as a verifier does."""
    received = read_received(copy)
    entry = parse_status_claim(received.credential.claims["status"])
    assert entry.list_url.startswith(f"{issuer.identifier()}/status/")
    reply = await issuer.client.get(
        entry.list_url.removeprefix(PUBLIC_URL), headers={"Accept": "application/statuslist+jwt"}
    )
    assert reply.content_type == "application/statuslist+jwt"
    token = parse_list_token(await reply.text())
    document = await (await issuer.client.get(f"/offices/{LIBRARY}/did.json")).json(content_type=None)
    token.verify(
        find_key(document, str(token.key_id), "assertionMethod", now=issuer.clock.now()),
        algorithms=frozenset({"ES256"}),
    )
    assert token.is_current(now=issuer.clock.now(), clock_skew=0)
    return token.status_at(entry)


async def record_of(issuer: TestIssuer) -> str:
    (row,) = await issuer.database.fetch_all("SELECT credential_id FROM credentials")
    return str(row["credential_id"])


async def act(issuer: TestIssuer, credential_id: str, action: str) -> int:
    status, _ = await issuer.api("POST", f"/credentials/{credential_id}/{action}", json={"reason": "under-review"})
    await issuer.publish()
    return status


async def test_the_offer_names_every_form_and_the_metadata_describe_each(issuer: TestIssuer) -> None:
    offer = await (await issuer.client.get(issuer.path_of((await issuer.make_offer())["link"]))).json()
    metadata = await (await issuer.client.get(f"/.well-known/openid-credential-issuer/offices/{LIBRARY}")).json()
    assert offer["credential_configuration_ids"] == [EDDSA, ECDSA, IN_PART, SD_JWT]
    assert list(metadata["credential_configurations_supported"]) == [EDDSA, ECDSA, IN_PART, SD_JWT]


async def test_a_card_in_ldp_vc_is_secured_by_the_suite_that_was_asked_for(issuer: TestIssuer) -> None:
    document = await (await issuer.client.get(f"/offices/{LIBRARY}/did.json")).json(content_type=None)
    for configuration, suite, algorithm in (
        (EDDSA, "eddsa-rdfc-2022", Algorithm.ED25519),
        (ECDSA, "ecdsa-rdfc-2019", Algorithm.P256),
    ):
        (card,) = await issue(issuer, configuration)
        key = find_key(document, card["proof"]["verificationMethod"], "assertionMethod", now=NOW)
        assert key.algorithm is algorithm
        verify_proof(
            card,
            key,
            contexts=issuer.contexts(),
            suites=frozenset({suite}),
            purpose="assertionMethod",
            domain=None,
            challenge=None,
            now=NOW,
        )
        assert card["credentialSubject"] == {"id": PHONES[0].did} | CLAIMS


async def test_an_sd_jwt_says_flat_what_the_card_says_and_withholds_every_claim_of_it(issuer: TestIssuer) -> None:
    (copy,) = await issue(issuer, SD_JWT)
    received = await read(issuer, copy)
    office, kind = issuer.settings.offices[LIBRARY], load_catalogue()[USE_CASE]
    claims = received.credential.claims
    assert {name: claims[name] for name in CLAIMS} == CLAIMS
    assert claims.keys() - CLAIMS.keys() == {"iss", "vct", "iat", "nbf", "exp", "status", "cnf"}
    assert (claims["iss"], claims["vct"]) == (office.identifier, kind.credential_type_iri)
    assert (claims["nbf"], claims["exp"]) == (1_777_759_200, 1_809_381_600)  # midnights in Berlin
    assert received.credential.holder_key == PHONES[0].private_key.public_key
    signed = jws.parse(copy.partition("~")[0])
    assert (signed.header["typ"], signed.header["kid"].partition("#")[0]) == ("dc+sd-jwt", office.did)
    assert not signed.claims().keys() & CLAIMS.keys()


async def test_how_many_claims_a_card_has_is_not_told_by_its_digests(issuer: TestIssuer) -> None:
    without = {name: value for name, value in CLAIMS.items() if name != "memberSince"}
    copies = [*await issue(issuer, SD_JWT), *await issue(issuer, SD_JWT, claims=without)]
    digests = [jws.parse(copy.partition("~")[0]).claims()["_sd"] for copy in copies]
    assert [len(each) for each in digests] == [len(CLAIMS)] * 2
    assert [len(read_received(copy).sd_jwt.disclosures) for copy in copies] == [5, 4]


async def test_copies_of_an_sd_jwt_share_no_salt_digest_place_or_key(issuer: TestIssuer) -> None:
    copies = await issue(issuer, SD_JWT, PHONES)
    received = [await read(issuer, copy) for copy in copies]
    assert len({text for one in received for text in one.sd_jwt.disclosures}) == 3 * 5
    assert len({digest for copy in copies for digest in jws.parse(copy.partition("~")[0]).claims()["_sd"]}) == 3 * 5
    assert len({one.credential.claims["status"]["status_list"]["idx"] for one in received}) == 3
    assert len({str(one.credential.claims["cnf"]) for one in received}) == 3
    assert {tuple(one.credential.claims[name] for name in ("iat", "nbf", "exp")) for one in received} == {
        (NOW, 1_777_759_200, 1_809_381_600)
    }


async def test_the_type_metadata_that_are_served_find_no_fault_in_a_card(issuer: TestIssuer) -> None:
    reply = await issuer.client.get(f"/use-cases/{USE_CASE}/v1/{TYPE_METADATA_NAME}")
    assert reply.content_type == "application/json"
    metadata = parse_type_metadata(await reply.read())
    (copy,) = await issue(issuer, SD_JWT)
    received = await read(issuer, copy)
    assert metadata.vct == received.credential.vct
    assert first_fault(metadata, received.credential.revealed) is None


async def test_an_sd_jwt_is_suspended_resumed_and_revoked_for_good_in_one_place(database_url: str) -> None:
    async with running_issuer(database_url=database_url) as issuer:
        copies = await issue(issuer, SD_JWT, PHONES)
        card = await record_of(issuer)
        assert [await told(issuer, copy) for copy in copies] == [0, 0, 0]
        for action, value in (("suspend", 2), ("resume", 0), ("suspend", 2), ("revoke", 1)):
            assert await act(issuer, card, action) == 200
            assert [await told(issuer, copy) for copy in copies] == [value] * 3
        assert await act(issuer, card, "resume") == 409
        assert await act(issuer, card, "suspend") == 409
        assert [await told(issuer, copy) for copy in copies] == [1, 1, 1]


async def test_a_token_list_is_served_like_every_other_list(issuer: TestIssuer) -> None:
    (copy,) = await issue(issuer, SD_JWT)
    path = parse_status_claim(read_received(copy).credential.claims["status"]).list_url.removeprefix(PUBLIC_URL)
    reply = await issuer.client.get(path, headers={"Origin": "https://wallet.example"})
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert reply.headers["Cache-Control"] == "public, max-age=60"
    again = await issuer.client.get(path, headers={"If-None-Match": reply.headers["ETag"]})
    assert again.status == 304
    claims = jws.parse(await reply.text(), max_bytes=100_000).claims()
    assert (claims["sub"], claims["ttl"], claims["exp"] - claims["iat"]) == (PUBLIC_URL + path, 180, 86_400)
    assert claims["status_list"]["bits"] == 2
    assert len(decode_base64url(claims["status_list"]["lst"])) < 1_000


async def test_a_place_without_record_in_a_token_list_never_comes_back_from_revoked(database_url: str) -> None:
    async with running_issuer(database_url=database_url) as issuer:
        await never_comes_back(issuer)


async def never_comes_back(issuer: TestIssuer) -> None:
    (copy,) = await issue(issuer, SD_JWT)
    for table in ("credentials", "copies", "status_places"):
        await issuer.database.execute(f"DELETE FROM {table}")  # noqa: S608 - as after a restore
    entry = parse_status_claim(read_received(copy).credential.claims["status"])
    path = f"/status-lists/{entry.list_url.rpartition('/')[2]}/places/{entry.index}"

    async def change(action: str) -> tuple[int, bool | None]:
        status, answer = await issuer.api("POST", f"{path}/{action}", json={"reason": "misuse"})
        await issuer.publish()
        return status, answer.get("set")

    assert await change("suspend") == (200, True)
    assert await told(issuer, copy) == 2
    assert await change("resume") == (200, False)
    assert await change("suspend") == (200, True)
    assert await change("revoke") == (200, True)
    assert await told(issuer, copy) == 1
    for action in ("resume", "suspend"):
        assert (await change(action))[0] == 409
    assert await change("revoke") == (200, True)
    assert await told(issuer, copy) == 1


async def test_the_metadata_of_the_issuer_and_its_did_document_show_the_same_keys(issuer: TestIssuer) -> None:
    metadata = await (await issuer.client.get(METADATA)).json()
    document = await (await issuer.client.get(f"/offices/{LIBRARY}/did.json")).json(content_type=None)
    in_metadata = {jwk["kid"]: parse_public_jwk(jwk) for jwk in metadata["jwks"]["keys"]}
    in_document = {one["id"]: parse_multikey(one["publicKeyMultibase"]) for one in document["verificationMethod"]}
    assert metadata["issuer"] == issuer.identifier()
    assert in_metadata == in_document
    assert {jwk["alg"] for jwk in metadata["jwks"]["keys"]} == {"EdDSA", "ES256"}
    assert (await issuer.client.get("/.well-known/jwt-vc-issuer/offices/rathaus")).status == 404
    other = await (await issuer.client.get(f"/.well-known/jwt-vc-issuer/offices/{SWIMMING_POOLS}")).json()
    assert not {jwk["kid"] for jwk in other["jwks"]["keys"]} & in_metadata.keys()


async def test_a_compromised_key_is_shown_nowhere(issuer: TestIssuer) -> None:
    (key,) = [one for one in await issuer.keyring.keys(owner=LIBRARY) if one.public_key.algorithm is Algorithm.P256]
    await issuer.keyring.mark_compromised(owner=LIBRARY, key_id=key.key_id)
    metadata = await (await issuer.client.get(METADATA)).json()
    assert [jwk["alg"] for jwk in metadata["jwks"]["keys"]] == ["EdDSA"]


async def test_a_wallet_that_asks_for_every_form_of_an_offer_keeps_the_first(issuer: TestIssuer) -> None:
    token = await issuer.token_of(await issuer.make_offer())
    _, first = await ask(issuer, token, SD_JWT, PHONES)
    for other in (EDDSA, ECDSA):
        status, answer = await ask(issuer, token, other, PHONES)
        assert (status, answer["error"]) == (400, "credential_request_denied")
    await issuer.publish()
    assert [await told(issuer, entry["credential"]) for entry in first["credentials"]] == [0, 0, 0]
    assert (await issuer.api("GET", f"/credentials/{await record_of(issuer)}"))[1]["state"] == "valid"


async def test_a_lost_answer_is_repeated_in_the_form_that_it_had(issuer: TestIssuer) -> None:
    token = await issuer.token_of(await issuer.make_offer())
    _, first = await ask(issuer, token, SD_JWT, PHONES)
    status, second = await ask(issuer, token, SD_JWT, PHONES)
    assert status == 200
    await issuer.publish()
    assert [await told(issuer, entry["credential"]) for entry in first["credentials"]] == [1, 1, 1]
    assert [await told(issuer, entry["credential"]) for entry in second["credentials"]] == [0, 0, 0]


async def test_a_form_that_could_not_be_signed_does_not_hold_up_another(issuer: TestIssuer) -> None:
    token, keys = await issuer.token_of(await issuer.make_offer()), issuer.app[HALL].keys
    sign = keys.sign

    async def fail(*_: Any) -> Any:
        raise KeyDamaged("the device is gone")

    keys.sign = fail
    assert (await ask(issuer, token, SD_JWT, PHONES))[0] == 503
    keys.sign = sign
    assert (await ask(issuer, token, EDDSA, PHONES))[0] == 200


async def test_a_bitstring_list_and_a_token_list_of_one_office_differ_in_all_that_they_must(issuer: TestIssuer) -> None:
    """T! of Bitstring Status List: compression, order of bits, multibase, kind of index, unit of ttl."""
    (document,), (token,) = await issue(issuer, EDDSA), await issue(issuer, SD_JWT)
    entry = document["credentialStatus"][0]
    reference = read_received(token).credential.claims["status"]["status_list"]
    assert (type(entry["statusListIndex"]), type(reference["idx"])) == (str, int)
    bits = await (await issuer.client.get(entry["statusListCredential"].removeprefix(PUBLIC_URL))).json(
        content_type=None
    )
    statuses = jws.parse(
        await (await issuer.client.get(reference["uri"].removeprefix(PUBLIC_URL))).text(), max_bytes=100_000
    ).claims()
    encoded, packed = bits["credentialSubject"]["encodedList"], statuses["status_list"]["lst"]
    assert encoded[0] == "u"
    assert decode_base64url(encoded[1:])[:2] == b"\x1f\x8b"  # gzip
    assert decode_base64url(packed)[:1] == b"\x78"  # zlib
    assert (bits["credentialSubject"]["ttl"], statuses["ttl"]) == (180_000, 180)


async def test_display_and_claims_stand_in_the_metadata_of_the_credential_and_no_path_twice(issuer: TestIssuer) -> None:
    """T! of OpenID4VCI: older drafts had both beside the format."""
    metadata = await (await issuer.client.get(f"/.well-known/openid-credential-issuer/offices/{LIBRARY}")).json()
    for configuration in metadata["credential_configurations_supported"].values():
        assert not {"display", "claims"} & configuration.keys()
        paths = [tuple(claim["path"]) for claim in configuration["credential_metadata"]["claims"]]
        assert len(set(paths)) == len(paths) == len(CLAIMS)
        locales = [display["locale"] for display in configuration["credential_metadata"]["display"]]
        assert sorted(locales) == ["de-DE", "en"]


async def test_authorization_details_give_an_identifier_for_each_form_that_they_name(issuer: TestIssuer) -> None:
    def details(*configurations: str) -> str:
        named = ",".join(
            f'{{"type": "openid_credential", "credential_configuration_id": "{one}"}}' for one in configurations
        )
        return f"[{named}]"

    offer = await issuer.make_offer()
    code = await issuer.code_of(offer)
    status, answer = await issuer.ask_token(
        code=code, tx_code=offer["tx_code"], authorization_details=details(ECDSA, "other")
    )
    assert (status, answer["error"]) == (400, "invalid_authorization_details")
    status, answer = await issuer.ask_token(
        code=code, tx_code=offer["tx_code"], authorization_details=details(ECDSA, SD_JWT)
    )
    assert status == 200
    identifiers = {
        one["credential_configuration_id"]: one["credential_identifiers"][0] for one in answer["authorization_details"]
    }
    assert identifiers.keys() == {ECDSA, SD_JWT}
    token = answer["access_token"]
    status, refused = await ask(issuer, token, EDDSA, PHONES)
    assert (status, refused["error"]) == (400, "invalid_credential_request")
    status, refused = await ask(issuer, token, "", PHONES, credential_identifier=identifiers[SD_JWT] + "x")
    assert (status, refused["error"]) == (400, "unknown_credential_identifier")
    status, answer = await ask(issuer, token, "", PHONES, credential_identifier=identifiers[SD_JWT])
    assert (status, answer["credentials"][0]["credential"].count("~")) == (200, 6)


@pytest.mark.parametrize("configuration", [EDDSA, ECDSA, IN_PART, SD_JWT])
async def test_a_copy_that_its_key_did_not_sign_is_not_handed_out(issuer: TestIssuer, configuration: str) -> None:
    """The keyring signs with another key than the one that the copy names."""
    keys, stranger = issuer.app[HALL].keys, {}
    for algorithm in (Algorithm.ED25519, Algorithm.P256):
        stranger[algorithm] = Holder(b"z" * 32, algorithm=algorithm).private_key

    async def sign(_office: Any, key: Any, prepared: Any) -> Any:
        return prepared.attach(stranger[key.public_key.algorithm].sign(prepared.signing_input))

    token = await issuer.token_of(await issuer.make_offer())
    keys.sign = sign
    assert (await ask(issuer, token, configuration, PHONES[:1]))[0] == 503
    (row,) = await issuer.database.fetch_all("SELECT state FROM credentials")
    assert row["state"] == "recorded"
