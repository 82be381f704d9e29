"""The W3C VC API of the issuer: a real card for a named holder, and nothing that the office has not decided itself."""

from __future__ import annotations

import asyncio
import copy
from typing import TYPE_CHECKING, Any

from credentials.data_integrity.verify import verify_proof
from issuer.audit_actions import IssuerAction
from tests.issuer.test_what_is_recorded import api as actor_of
from tests.issuer.test_what_is_recorded import told
from tests.support.issuing import CLAIMS, LIBRARY, NOW, SWIMMING_POOLS, USE_CASE, Holder, running_issuer

if TYPE_CHECKING:
    from tests.support.issuing import TestIssuer

HOLDER = Holder(method="key")
UNKNOWN_OPTION = "https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED"
MALFORMED = "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR"
CITIZENS_WORDS = (CLAIMS["familyName"], HOLDER.did)


async def call(
    issuer: TestIssuer, path: str, body: Any, *, office: str = LIBRARY, key: str | None = None, **headers: str
) -> tuple[int, Any]:
    named = {"Authorization": f"Bearer {issuer.api_keys[key or office]}", **headers}
    async with issuer.client.post(f"/vc-api/offices/{office}/credentials/{path}", json=body, headers=named) as reply:
        return reply.status, await reply.json(content_type=None)


def types_of(issuer: TestIssuer) -> list[str]:
    return list(issuer.settings.use_cases[USE_CASE].types)


def wish(issuer: TestIssuer, /, *, holder: str = HOLDER.did, **changes: Any) -> dict[str, Any]:
    credential = {"type": types_of(issuer), "credentialSubject": {"id": holder, **CLAIMS}, **changes}
    return {"credential": {name: value for name, value in credential.items() if value is not None}}


async def issued(issuer: TestIssuer, **how: Any) -> dict[str, Any]:
    status, answer = await call(issuer, "issue", wish(issuer), **how)
    assert status == 201, answer
    card: dict[str, Any] = answer["verifiableCredential"]
    return card


def id_of(card: dict[str, Any]) -> str:
    return str(card["id"]).removeprefix("urn:uuid:")


async def test_a_card_is_issued_as_by_every_other_way(issuer: TestIssuer) -> None:
    card = await issued(issuer)
    same_way = (await issuer.issue(HOLDER)).credential
    assert card.keys() == same_way.keys()
    assert card["credentialSubject"] == {"id": HOLDER.did, **CLAIMS}
    assert card["issuer"]["id"] == issuer.settings.offices[LIBRARY].did
    assert [entry["statusPurpose"] for entry in card["credentialStatus"]] == ["revocation", "suspension"]
    assert {entry["statusListIndex"] for entry in card["credentialStatus"]} != {
        entry["statusListIndex"] for entry in same_way["credentialStatus"]
    }
    [key] = [
        one
        for one in await issuer.keyring.keys(owner=LIBRARY)
        if card["proof"]["verificationMethod"].endswith(one.key_id)
    ]
    verify_proof(
        card,
        key.public_key,
        contexts=issuer.contexts(),
        suites=frozenset({card["proof"]["cryptosuite"]}),
        purpose="assertionMethod",
        domain=None,
        challenge=None,
        now=NOW,
    )
    status, record = await issuer.api("GET", f"/credentials/{id_of(card)}")
    assert (status, record["state"], record["use_case"]) == (200, "valid", USE_CASE)


async def test_it_is_told_in_the_audit_record_by_the_offices_key_and_without_a_word_about_the_citizen(
    issuer: TestIssuer,
) -> None:
    card = await issued(issuer)
    entries = [entry for entry in await told(issuer) if entry[0] == actor_of(issuer)]
    assert [entry[1] for entry in entries] == [
        IssuerAction.OFFER_MADE,
        IssuerAction.OFFER_REDEEMED,
        IssuerAction.CREDENTIAL_RECORDED,
        IssuerAction.CREDENTIAL_ISSUED,
    ]
    assert {entry[3] for entry in entries[2:]} == {id_of(card)}
    kept = [
        str(row)
        for table in await issuer.database.fetch_all("SELECT name FROM sqlite_master WHERE type = 'table'")
        for row in await issuer.database.fetch_all(f"SELECT * FROM {table['name']}")  # noqa: S608 - our tables
    ]
    assert not [word for word in CITIZENS_WORDS if any(word in row for row in kept)]


async def test_the_same_request_with_its_key_gives_a_new_card_and_supersedes_the_earlier_one(
    issuer: TestIssuer,
) -> None:
    headers = {"Idempotency-Key": "citizen-7"}
    first, second = await issued(issuer, **headers), await issued(issuer, **headers)
    assert first["id"] != second["id"]
    states = [(await issuer.api("GET", f"/credentials/{id_of(card)}"))[1]["state"] for card in (first, second)]
    assert states == ["superseded", "valid"]
    other = wish(issuer, holder=Holder(b"o" * 32).did)
    assert (await call(issuer, "issue", other, **headers))[0] == 409
    issuer.clock.move(301)
    assert (await call(issuer, "issue", wish(issuer), **headers))[0] == 409  # its time is over


async def test_of_many_equal_requests_at_once_at_most_one_card_is_good(issuer: TestIssuer) -> None:
    headers = {"Idempotency-Key": "citizen-7"}
    answers = await asyncio.gather(*(call(issuer, "issue", wish(issuer), **headers) for _ in range(4)))
    assert {status for status, _ in answers} <= {201, 409}
    rows = await issuer.database.fetch_all("SELECT state FROM credentials WHERE revoked = 0")
    assert len(rows) == 1


NOT_UNDERSTOOD: tuple[tuple[dict[str, Any], str], ...] = (
    ({"id": "urn:uuid:7"}, MALFORMED),
    ({"validFrom": "2026-01-01T00:00:00Z"}, MALFORMED),
    ({"validUntil": "2099-01-01T00:00:00Z"}, MALFORMED),
    ({"credentialStatus": {"type": "BitstringStatusListEntry"}}, MALFORMED),
    ({"proof": {}}, MALFORMED),
    ({"type": None}, MALFORMED),
    ({"type": "VerifiableCredential"}, MALFORMED),
    ({"type": ["VerifiableCredential", "PassportCredential"]}, MALFORMED),
    ({"type": [7]}, MALFORMED),
    ({"issuer": "did:web:other.example"}, MALFORMED),
    ({"issuer": {"name": "Example"}}, MALFORMED),
    ({"issuer": 7}, MALFORMED),
    ({"@context": ["https://www.w3.org/ns/credentials/v2"]}, MALFORMED),
    ({"credentialSubject": None}, MALFORMED),
    ({"credentialSubject": []}, MALFORMED),
    ({"credentialSubject": CLAIMS}, MALFORMED),
    ({"credentialSubject": {**CLAIMS, "id": 7}}, MALFORMED),
)


async def test_what_the_office_decides_itself_or_does_not_know_is_refused(issuer: TestIssuer) -> None:
    for changes, type_ in NOT_UNDERSTOOD:
        status, problem = await call(issuer, "issue", wish(issuer, **changes))
        assert (status, problem["type"]) == (400, type_), changes
    for body in ({}, {"credential": 7}, {"credential": {}}, {**wish(issuer), "options": []}):
        assert (await call(issuer, "issue", body))[0] == 400
    body = {**wish(issuer), "options": {"credentialId": "x"}}
    status, problem = await call(issuer, "issue", body)
    assert (status, problem["type"]) == (400, UNKNOWN_OPTION)
    assert await issuer.database.fetch_all("SELECT offer_id FROM offers") == []


async def test_claims_that_do_not_fit_and_holders_without_a_key_of_their_own_are_refused(issuer: TestIssuer) -> None:
    subject = {"id": HOLDER.did, **CLAIMS, "favouriteColour": "blue"}
    status, problem = await call(issuer, "issue", wish(issuer, credentialSubject=subject))
    assert status == 422
    assert problem["faults"]
    published = Holder(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"), method="key")
    for holder in ("did:web:holder.example", "did:key:z6Mk", "mailto:a@b.example", HOLDER.kid, published.did):
        status, problem = await call(issuer, "issue", wish(issuer, holder=holder))
        assert (status, problem["title"]) == (422, "Holder not accepted"), holder


async def test_an_office_that_the_registry_does_not_list_issues_nothing_by_this_door_either(
    issuer: TestIssuer,
) -> None:
    issuer.registry.listed.clear()
    assert (await call(issuer, "issue", wish(issuer)))[0] == 403
    issuer.registry.away = True
    assert (await call(issuer, "issue", wish(issuer)))[0] == 503
    assert await issuer.database.fetch_all("SELECT credential_id FROM credentials") == []


async def test_the_key_of_another_office_opens_nothing(issuer: TestIssuer) -> None:
    assert (await call(issuer, "issue", wish(issuer), key=SWIMMING_POOLS))[0] == 403
    card = await issued(issuer)
    change = status_change(card, "revocation", value=True)
    assert (await call(issuer, "status", change, key=SWIMMING_POOLS))[0] == 403
    assert (await call(issuer, "status", change, office=SWIMMING_POOLS))[0] == 404


def status_change(card: dict[str, Any], purpose: str, *, value: Any) -> dict[str, Any]:
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": purpose}
    return {"credentialId": card["id"], "credentialStatus": entry, "status": value}


async def test_a_status_is_changed_as_by_the_management_api_and_a_revocation_is_final(issuer: TestIssuer) -> None:
    card = await issued(issuer)

    async def change(purpose: str, *, value: bool) -> tuple[int, str]:
        status, _ = await call(issuer, "status", status_change(card, purpose, value=value))
        return status, (await issuer.api("GET", f"/credentials/{id_of(card)}"))[1]["state"]

    assert await change("suspension", value=True) == (200, "suspended")
    assert await change("suspension", value=True) == (200, "suspended")
    assert await change("suspension", value=False) == (200, "valid")
    assert await change("revocation", value=False) == (400, "valid")
    assert await change("revocation", value=True) == (200, "revoked")
    assert await change("suspension", value=False) == (409, "revoked")
    actions = [entry[1] for entry in await told(issuer) if entry[0] == actor_of(issuer)][4:]
    assert actions == [
        IssuerAction.CREDENTIAL_SUSPENDED,
        IssuerAction.CREDENTIAL_RESUMED,
        IssuerAction.CREDENTIAL_REVOKED,
    ]


async def test_a_change_of_status_that_is_not_understood_or_of_nobodys_card_is_refused(issuer: TestIssuer) -> None:
    good = status_change(await issued(issuer), "suspension", value=True)
    for member, value in (
        ("credentialId", 7),
        ("credentialStatus", {}),
        ("credentialStatus", {"type": "StatusList2021Entry", "statusPurpose": "suspension"}),
        ("credentialStatus", {"type": "BitstringStatusListEntry", "statusPurpose": "message"}),
        ("credentialStatus", {"type": "BitstringStatusListEntry", "more": 1}),
        ("status", "true"),
        ("status", None),
        ("reason", "device-lost"),
    ):
        changed = copy.deepcopy(good) | {member: value}
        assert (await call(issuer, "status", changed))[0] == 400, changed
    assert (await call(issuer, "status", good | {"credentialId": "urn:uuid:unknown"}))[0] == 404


async def test_a_change_of_status_that_names_the_place_of_another_card_changes_neither(issuer: TestIssuer) -> None:
    card, other = await issued(issuer), await issued(issuer)
    change = status_change(card, "revocation", value=True)
    (foreign,) = (entry for entry in other["credentialStatus"] if entry["statusPurpose"] == "revocation")
    for member in ("id", "statusListIndex"):
        mixed = {**change, "credentialStatus": change["credentialStatus"] | {member: foreign[member]}}
        assert (await call(issuer, "status", mixed))[1]["type"] == MALFORMED, member
    assert (await call(issuer, "status", {**change, "credentialStatus": foreign}))[0] == 400
    for one in (card, other):
        assert (await issuer.api("GET", f"/credentials/{id_of(one)}"))[1]["state"] == "valid"
    (own,) = (entry for entry in card["credentialStatus"] if entry["statusPurpose"] == "revocation")
    assert (await call(issuer, "status", {**change, "credentialStatus": own}))[0] == 200


async def test_a_card_of_two_workers_on_either_engine_is_issued_once(database_url: str) -> None:
    async with (
        running_issuer(database_url=database_url, seed=1) as first,
        running_issuer(database_url=database_url, seed=2, clock=first.clock) as second,
    ):
        headers, workers = {"Idempotency-Key": "citizen-7"}, (first, second)
        answers = await asyncio.gather(*(call(workers[n % 2], "issue", wish(first), **headers) for n in range(6)))
        assert {status for status, _ in answers} <= {201, 409}
        good = await first.database.fetch_all("SELECT credential_id FROM credentials WHERE revoked = 0")
        assert len(good) == 1
