"""The credential endpoint: one token, one proof, one good card; every refusal in the protocol's words."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import pytest

from credentials.data_integrity.verify import verify_proof
from credentials.did.document import find_key
from issuer.issuance.credential_document import demand_schema
from tests.support.issuing import (
    CLAIMS,
    CONFIGURATION,
    LIBRARY,
    PUBLIC_URL,
    SWIMMING_POOLS,
    USE_CASE,
    Holder,
    TestIssuer,
)

if TYPE_CHECKING:
    pass

CREDENTIAL = f"/offices/{LIBRARY}/credential"


async def verify(issuer: TestIssuer, credential: dict[str, Any], *, office: str = LIBRARY) -> None:
    """Verify a credential as a stranger would: with the office's DID document."""
    document = await (await issuer.client.get(f"/offices/{office}/did.json")).json(content_type=None)
    now = issuer.clock.now()
    key = find_key(document, credential["proof"]["verificationMethod"], "assertionMethod", now=now)
    verify_proof(
        credential,
        key,
        contexts=issuer.contexts(),
        suites=frozenset({"eddsa-rdfc-2022"}),
        purpose="assertionMethod",
        domain=None,
        challenge=None,
        now=now,
    )


@pytest.mark.parametrize("method", ["jwk", "key"])
async def test_a_card_is_issued_to_the_key_that_was_proven(issuer: TestIssuer, method: str) -> None:
    received = await issuer.issue(Holder(method=method))
    credential = received.credential
    await verify(issuer, credential)
    use_case = issuer.settings.use_cases[USE_CASE]
    office = issuer.settings.offices[LIBRARY]
    demand_schema(use_case, credential)
    assert credential["@context"] == list(use_case.contexts)
    assert credential["type"] == ["VerifiableCredential", "LibraryCard"]
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", credential["id"])
    assert credential["issuer"]["id"] == office.did
    assert {name["@language"] for name in credential["issuer"]["name"]} == {"de", "en"}
    assert credential["credentialSubject"] == {"id": received.holder.did} | CLAIMS
    assert credential["credentialSchema"] == {"id": use_case.schema_url, "type": "JsonSchema"}
    assert credential["validFrom"] == "2026-05-02T22:00:00Z"  # midnight in Berlin
    assert credential["validUntil"] == "2027-05-03T21:59:59Z"
    assert credential["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert credential["proof"]["verificationMethod"].startswith(f"{office.did}#")


async def test_both_status_places_lie_in_lists_of_this_office_and_differ(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    places = {purpose: received.place(purpose) for purpose in ("revocation", "suspension")}
    for url, index in places.values():
        assert url.startswith(f"{PUBLIC_URL}/offices/{LIBRARY}/status/")
        assert 0 <= index < 131_072
    assert places["revocation"][0] != places["suspension"][0]
    assert places["revocation"][1] != places["suspension"][1]


async def test_the_answer_is_never_kept_by_a_cache_and_has_the_final_shape(issuer: TestIssuer) -> None:
    token = await issuer.token_of(await issuer.make_offer())
    reply = await issuer.client.post(
        CREDENTIAL, json=await issuer.request_body(Holder()), headers={"Authorization": f"Bearer {token}"}
    )
    answer = await reply.json()
    assert reply.headers["Cache-Control"] == "no-store"
    assert answer.keys() == {"credentials", "notification_id"}
    assert [entry.keys() for entry in answer["credentials"]] == [{"credential"}]


async def test_what_is_kept_of_a_card_names_neither_claims_nor_holder(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    (row,) = await issuer.database.fetch_all("SELECT * FROM credentials")
    assert row["state"] == "issued"
    stored = repr(dict(row))
    for personal in (*map(str, CLAIMS.values()), received.holder.did, received.notification_id):
        assert personal not in stored


async def test_each_office_signs_with_its_own_key_as_itself(issuer: TestIssuer) -> None:
    received = await issuer.issue(office=SWIMMING_POOLS)
    await verify(issuer, received.credential, office=SWIMMING_POOLS)
    assert received.credential["issuer"]["id"] == issuer.settings.offices[SWIMMING_POOLS].did


@pytest.mark.parametrize(
    ("headers", "challenge"),
    [
        ({}, "Bearer"),
        ({"Authorization": "Bearer unknown"}, 'Bearer error="invalid_token"'),
        ({"Authorization": "Bearer"}, 'Bearer error="invalid_token"'),
        ({"Authorization": "Bearer a b"}, 'Bearer error="invalid_token"'),
        ({"Authorization": "DPoP abc"}, 'Bearer error="invalid_token"'),
        ({"Authorization": "Basic YTpi"}, 'Bearer error="invalid_token"'),
    ],
)
@pytest.mark.parametrize("path", ["credential", "notification"])
async def test_without_a_good_token_nothing_is_told(
    issuer: TestIssuer, headers: dict[str, str], challenge: str, path: str
) -> None:
    reply = await issuer.client.post(f"/offices/{LIBRARY}/{path}", json={}, headers=headers)
    assert reply.status == 401
    assert reply.headers["WWW-Authenticate"] == challenge
    assert reply.headers["Cache-Control"] == "no-store"
    assert (await reply.json())["error"] == "invalid_token"


async def test_a_token_is_no_token_elsewhere_later_or_in_the_query(issuer: TestIssuer) -> None:
    token = await issuer.token_of(await issuer.make_offer())
    body = await issuer.request_body(Holder())
    status, _ = await issuer.ask_credential(token, body, office=SWIMMING_POOLS)
    assert status == 401
    reply = await issuer.client.post(f"{CREDENTIAL}?access_token={token}", json=body)
    assert reply.status == 401
    reply = await issuer.client.post(
        f"{CREDENTIAL}?access_token={token}", json=body, headers={"Authorization": f"Bearer {token}"}
    )
    assert reply.status == 401
    issuer.clock.move(300)
    status, _ = await issuer.ask_credential(token, body)
    assert status == 401


PROOF = object()  # stands for a good proof in the tables below


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ([], "invalid_credential_request"),
        ({}, "invalid_credential_request"),
        ({"proofs": {"jwt": [PROOF]}}, "invalid_credential_request"),
        ({"format": "ldp_vc", "proofs": {"jwt": [PROOF]}}, "invalid_credential_request"),
        ({"credential_configuration_id": 1, "proofs": {"jwt": [PROOF]}}, "invalid_credential_request"),
        ({"credential_configuration_id": "", "proofs": {"jwt": [PROOF]}}, "invalid_credential_request"),
        (
            {"credential_configuration_id": CONFIGURATION, "credential_identifier": "x", "proofs": {"jwt": [PROOF]}},
            "invalid_credential_request",
        ),
        ({"credential_configuration_id": "other", "proofs": {"jwt": [PROOF]}}, "unknown_credential_configuration"),
        ({"credential_identifier": "x", "proofs": {"jwt": [PROOF]}}, "unknown_credential_identifier"),
        ({"credential_configuration_id": CONFIGURATION}, "invalid_proof"),
        ({"credential_configuration_id": CONFIGURATION, "proof": {"jwt": PROOF}}, "invalid_proof"),
        ({"credential_configuration_id": CONFIGURATION, "proofs": []}, "invalid_credential_request"),
        ({"credential_configuration_id": CONFIGURATION, "proofs": {}}, "invalid_credential_request"),
        ({"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": []}}, "invalid_credential_request"),
        ({"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": PROOF}}, "invalid_credential_request"),
        ({"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": [1]}}, "invalid_credential_request"),
        (
            {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": [PROOF, PROOF]}},
            "invalid_proof",
        ),
        (
            {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": [PROOF], "di_vp": []}},
            "invalid_credential_request",
        ),
        ({"credential_configuration_id": CONFIGURATION, "proofs": {"attestation": ["x"]}}, "invalid_proof"),
        ({"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": ["x"]}}, "invalid_proof"),
        (
            {
                "credential_configuration_id": CONFIGURATION,
                "proofs": {"jwt": [PROOF]},
                "credential_response_encryption": {"jwk": {"alg": "ECDH-ES"}, "enc": "A256GCM"},
            },
            "invalid_encryption_parameters",
        ),
    ],
)
async def test_a_request_that_does_not_fit_gets_the_word_for_it_and_uses_nothing_up(
    issuer: TestIssuer, body: Any, error: str
) -> None:
    token = await issuer.token_of(await issuer.make_offer())
    good = await issuer.request_body(Holder())
    (proof,) = good["proofs"]["jwt"]
    reply = await issuer.client.post(
        CREDENTIAL, json=_with_proof(body, proof), headers={"Authorization": f"Bearer {token}"}
    )
    assert (reply.status, (await reply.json())["error"]) == (400, error)
    assert reply.headers["Cache-Control"] == "no-store"
    assert await issuer.database.fetch_all("SELECT * FROM credentials") == []
    assert (await issuer.ask_credential(token, good | {"unknown": "ignored"}))[0] == 200


def _with_proof(value: Any, proof: str) -> Any:
    if value is PROOF:
        return proof
    if isinstance(value, dict):
        return {name: _with_proof(member, proof) for name, member in value.items()}
    return [_with_proof(member, proof) for member in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"a": 1, "a": 2}', "application/json", 400),
        (b"[" * 100 + b"]" * 100, "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"{}", "text/plain", 415),
        (b'{"a": "' + b"x" * 70_000 + b'"}', "application/json", 413),
    ],
)
async def test_a_body_that_cannot_be_read_is_an_invalid_credential_request(
    issuer: TestIssuer, body: bytes, content_type: str, status: int
) -> None:
    token = await issuer.token_of(await issuer.make_offer())
    headers = {"Authorization": f"Bearer {token}", "Content-Type": content_type}
    reply = await issuer.client.post(CREDENTIAL, data=body, headers=headers)
    assert (reply.status, (await reply.json())["error"]) == (status, "invalid_credential_request")


async def test_a_proof_for_another_issuer_is_refused(issuer: TestIssuer) -> None:
    token = await issuer.token_of(await issuer.make_offer())
    holder = Holder()
    proof = holder.prove(audience=issuer.identifier(SWIMMING_POOLS), nonce=await issuer.nonce(), now=issuer.clock.now())
    body = {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": [proof]}}
    status, answer = await issuer.ask_credential(token, body)
    assert (status, answer["error"]) == (400, "invalid_proof")


async def test_a_nonce_is_good_once_and_only_at_its_office_and_for_five_minutes(issuer: TestIssuer) -> None:
    holder = Holder()
    token = await issuer.token_of(await issuer.make_offer())

    async def ask(nonce: str, *, iat: int | None = None) -> tuple[int, str | None]:
        proof = holder.prove(audience=issuer.identifier(), nonce=nonce, now=iat or issuer.clock.now())
        status, answer = await issuer.ask_credential(
            token, {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": [proof]}}
        )
        return status, answer.get("error")

    refused = (400, "invalid_nonce")
    fresh = await issuer.nonce()
    assert await ask("made-up") == refused
    assert await ask("") == refused
    assert await ask(fresh + "A") == refused
    assert await ask(("A" if fresh[0] != "A" else "B") + fresh[1:]) == refused
    assert await ask(await issuer.nonce(office=SWIMMING_POOLS)) == refused
    assert (await ask(fresh))[0] == 200
    assert await ask(fresh) == refused
    old = await issuer.nonce()
    issuer.clock.move(301)
    token = await issuer.token_of(await issuer.make_offer())
    assert await ask(old) == refused


async def test_one_nonce_raced_by_ten_requests_is_spent_once(issuer: TestIssuer) -> None:
    token = await issuer.token_of(await issuer.make_offer())
    body = await issuer.request_body(Holder())
    answers = await asyncio.gather(*(issuer.ask_credential(token, body) for _ in range(10)))
    assert sorted(status for status, _ in answers) == [200] + [400] * 9
    assert {answer["error"] for status, answer in answers if status == 400} == {"invalid_nonce"}


async def test_the_nonce_endpoint_wants_post_and_no_cache(issuer: TestIssuer) -> None:
    reply = await issuer.client.post(f"/offices/{LIBRARY}/nonce")
    assert reply.headers["Cache-Control"] == "no-store"
    assert (await issuer.client.get(f"/offices/{LIBRARY}/nonce")).status == 405
    assert len({await issuer.nonce() for _ in range(50)}) == 50
    assert await issuer.database.fetch_all("SELECT * FROM spent_nonces") == []


async def test_the_client_named_at_the_token_endpoint_and_no_other_may_stand_in_the_proof(issuer: TestIssuer) -> None:
    holder = Holder()

    async def ask(token: str, iss: str | None) -> tuple[int, str | None]:
        nonce = await issuer.nonce()
        proof = holder.prove(audience=issuer.identifier(), nonce=nonce, now=issuer.clock.now(), claims={"iss": iss})
        body = {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": [proof]}}
        status, answer = await issuer.ask_credential(token, body)
        return status, answer.get("error")

    anonymous = await issuer.token_of(await issuer.make_offer())
    assert await ask(anonymous, "wallet") == (400, "invalid_proof")
    named = await issuer.token_of(await issuer.make_offer(), client_id="wallet")
    assert await ask(named, "other") == (400, "invalid_proof")
    assert (await ask(named, "wallet"))[0] == 200


async def test_a_repeated_request_after_a_lost_answer_gets_a_new_card_and_the_old_one_is_revoked(
    issuer: TestIssuer,
) -> None:
    received = await issuer.issue()
    status, answer = await issuer.ask_credential(received.token, await issuer.request_body(received.holder))
    assert status == 200
    second = answer["credentials"][0]["credential"]
    await verify(issuer, second)
    assert second["id"] != received.credential["id"]
    places = {
        (entry["statusListCredential"], entry["statusListIndex"])
        for credential in (second, received.credential)
        for entry in credential["credentialStatus"]
    }
    assert len(places) == 4
    _, first_record = await issuer.api("GET", f"/credentials/{received.credential_id}")
    assert first_record["state"] == "superseded"
    rows = await issuer.database.fetch_all("SELECT place FROM status_places WHERE value = 1")
    assert [row["place"] for row in rows] == [received.place("revocation")[1]]
    _, offer = await issuer.api("GET", f"/offers/{received.offer['offer_id']}")
    assert (offer["state"], offer["credential_id"]) == ("issued", second["id"].removeprefix("urn:uuid:"))


async def test_a_repeated_request_with_another_key_is_denied(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    thief = Holder(b"t" * 32)
    status, answer = await issuer.ask_credential(received.token, await issuer.request_body(thief))
    assert (status, answer["error"]) == (400, "credential_request_denied")
    _, record = await issuer.api("GET", f"/credentials/{received.credential_id}")
    assert record["state"] == "valid"


async def test_once_the_wallet_says_it_has_the_card_no_other_is_made(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    headers = {"Authorization": f"Bearer {received.token}"}
    body = {"notification_id": received.notification_id, "event": "credential_accepted"}
    assert (await issuer.client.post(f"/offices/{LIBRARY}/notification", json=body, headers=headers)).status == 204
    status, answer = await issuer.ask_credential(received.token, await issuer.request_body(received.holder))
    assert (status, answer["error"]) == (400, "credential_request_denied")


async def test_asking_again_and_again_comes_to_an_end(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    for _ in range(4):
        assert (await issuer.ask_credential(received.token, await issuer.request_body(received.holder)))[0] == 200
    status, answer = await issuer.ask_credential(received.token, await issuer.request_body(received.holder))
    assert (status, answer["error"]) == (400, "credential_request_denied")


async def test_of_parallel_requests_with_one_token_at_most_one_card_stays_good(issuer: TestIssuer) -> None:
    holder = Holder()
    token = await issuer.token_of(await issuer.make_offer())
    bodies = [await issuer.request_body(holder) for _ in range(4)]
    answers = await asyncio.gather(*(issuer.ask_credential(token, body) for body in bodies))
    assert {status for status, _ in answers} <= {200, 400}
    rows = await issuer.database.fetch_all("SELECT state, revoked FROM credentials")
    good = [row for row in rows if row["state"] == "issued" and not row["revoked"]]
    assert len(good) == 1
    places = await issuer.database.fetch_all("SELECT list_id, place FROM status_places")
    assert len(places) == 2 * len(rows)
