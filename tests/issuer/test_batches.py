"""Several copies of one card, each for a key of its own: nobody can link them, and to the office they are one card."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from credentials.model.instant import parse_instant
from issuer.hall import HALL
from issuer.issuance.dating import HOUR, date_card
from plumbing.keyring.port import KeyDamaged
from tests.support.issuing import CLAIMS, CONFIGURATION, LIBRARY, NOW, USE_CASE, Holder, TestIssuer, running_issuer

if TYPE_CHECKING:
    from collections.abc import Sequence

HOLDERS = [Holder(bytes([n]) * 32) for n in range(1, 11)]


async def ask(issuer: TestIssuer, token: str, holders: Sequence[Holder], **changes: Any) -> tuple[int, Any]:
    nonce = await issuer.nonce()
    proofs = [holder.prove(audience=issuer.identifier(), nonce=nonce, now=issuer.clock.now()) for holder in holders]
    body = {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": proofs}} | changes
    return await issuer.ask_credential(token, body)


async def issue(issuer: TestIssuer, holders: Sequence[Holder] = HOLDERS) -> tuple[str, list[dict[str, Any]]]:
    """The token and the copies of one card."""
    token = await issuer.token_of(await issuer.make_offer())
    status, answer = await ask(issuer, token, holders)
    assert status == 200, answer
    return token, [entry["credential"] for entry in answer["credentials"]]


def id_of(copy: dict[str, Any]) -> str:
    return str(copy["id"]).removeprefix("urn:uuid:")


def places_of(copy: dict[str, Any]) -> list[tuple[str, str]]:
    return [(entry["statusListCredential"], entry["statusListIndex"]) for entry in copy["credentialStatus"]]


async def marks(issuer: TestIssuer) -> dict[tuple[str, str], int]:
    rows = await issuer.database.fetch_all("SELECT list_id, place, value FROM status_places")
    return {(f"{issuer.identifier()}/status/{row['list_id']}", str(row["place"])): row["value"] for row in rows}


async def test_ten_keys_get_ten_copies_that_share_nothing_but_claims_and_dates(issuer: TestIssuer) -> None:
    _, copies = await issue(issuer)
    assert [copy["credentialSubject"]["id"] for copy in copies] == [holder.did for holder in HOLDERS]
    assert len({copy["id"] for copy in copies}) == 10
    assert len({place for copy in copies for place in places_of(copy)}) == 20
    assert len({copy["proof"]["proofValue"] for copy in copies}) == 10
    for copy in copies:
        copy["credentialSubject"].pop("id")
        for unlike in ("id", "credentialStatus"):
            copy.pop(unlike)
        copy["proof"].pop("proofValue")
    assert all(copy == copies[0] for copy in copies)


async def test_to_its_office_it_is_one_card_by_whichever_copy_it_is_named(issuer: TestIssuer) -> None:
    _, copies = await issue(issuer)
    told = [(await issuer.api("GET", f"/credentials/{id_of(copy)}"))[1]["credential_id"] for copy in copies]
    assert set(told) == {id_of(copies[0])}
    status, _ = await issuer.api("POST", f"/credentials/{id_of(copies[7])}/suspend", json={"reason": "under-review"})
    assert status == 200
    suspended = await marks(issuer)
    assert [[suspended[place] for place in places_of(copy)] for copy in copies] == [[0, 1]] * 10
    await issuer.api("POST", f"/credentials/{id_of(copies[3])}/resume", json={"reason": "review-closed"})
    await issuer.api("POST", f"/credentials/{id_of(copies[0])}/revoke", json={"reason": "device-lost"})
    revoked = await marks(issuer)
    assert [[revoked[place] for place in places_of(copy)] for copy in copies] == [[1, 0]] * 10
    history = await issuer.database.fetch_all("SELECT action FROM status_changes")
    assert sorted(row["action"] for row in history) == ["resume", "revoke", "suspend"]


async def test_one_word_of_the_wallet_speaks_for_all_copies(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    token = await issuer.token_of(offer)
    _, answer = await ask(issuer, token, HOLDERS)
    assert isinstance(answer["notification_id"], str)
    reply = await issuer.client.post(
        f"/offices/{LIBRARY}/notification",
        json={"notification_id": answer["notification_id"], "event": "credential_accepted"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert reply.status == 204
    assert (await issuer.api("GET", f"/offers/{offer['offer_id']}"))[1]["state"] == "accepted"
    assert (await ask(issuer, token, HOLDERS))[1]["error"] == "credential_request_denied"


async def test_eleven_copies_or_none_are_not_given(issuer: TestIssuer) -> None:
    token = await issuer.token_of(await issuer.make_offer())
    for holders in ([], [*HOLDERS, Holder(b"x" * 32)]):
        status, answer = await ask(issuer, token, holders)
        assert (status, answer["error"]) == (400, "invalid_credential_request")
    assert (await ask(issuer, token, HOLDERS))[0] == 200


async def test_a_key_is_refused_twice_whatever_it_is_called(issuer: TestIssuer) -> None:
    token = await issuer.token_of(await issuer.make_offer())
    status, answer = await ask(issuer, token, [HOLDERS[0], Holder(bytes([1]) * 32, method="key")])
    assert (status, answer["error"]) == (400, "invalid_proof")
    assert await issuer.database.fetch_all("SELECT * FROM copies") == []


async def test_one_bad_proof_among_good_ones_refuses_all_and_uses_nothing_up(issuer: TestIssuer) -> None:
    token = await issuer.token_of(await issuer.make_offer())
    nonce = await issuer.nonce()
    good = HOLDERS[0].prove(audience=issuer.identifier(), nonce=nonce, now=NOW)
    for bad in (
        HOLDERS[1].prove(audience="https://elsewhere.example", nonce=nonce, now=NOW),
        HOLDERS[1].prove(audience=issuer.identifier(), nonce=nonce, now=NOW, header={"typ": "JWT"}),
        HOLDERS[1].prove(audience=issuer.identifier(), nonce=nonce, now=NOW, claims={"iss": "somebody"}),
    ):
        body = {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": [good, bad]}}
        status, answer = await issuer.ask_credential(token, body)
        assert (status, answer["error"]) == (400, "invalid_proof")
    body = {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": [good]}}
    assert (await issuer.ask_credential(token, body))[0] == 200


async def test_a_spent_nonce_in_one_of_the_proofs_refuses_all(issuer: TestIssuer) -> None:
    spent, fresh = await issuer.nonce(), await issuer.nonce()
    token = await issuer.token_of(await issuer.make_offer())
    first = [HOLDERS[0].prove(audience=issuer.identifier(), nonce=spent, now=NOW)]
    body = {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": first}}
    assert (await issuer.ask_credential(token, body))[0] == 200
    proofs = [
        holder.prove(audience=issuer.identifier(), nonce=nonce, now=NOW)
        for holder, nonce in zip(HOLDERS, (fresh, spent), strict=False)
    ]
    body = {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": proofs}}
    status, answer = await issuer.ask_credential(token, body)
    assert (status, answer["error"]) == (400, "invalid_nonce")


async def test_a_lost_answer_is_replaced_with_all_its_copies_for_the_same_keys_alone(issuer: TestIssuer) -> None:
    token, lost = await issue(issuer, HOLDERS[:3])
    for others in (HOLDERS[:2], HOLDERS[:4], [*HOLDERS[:2], HOLDERS[5]]):
        status, answer = await ask(issuer, token, others)
        assert (status, answer["error"]) == (400, "credential_request_denied")
    status, answer = await ask(issuer, token, HOLDERS[2::-1])
    assert status == 200
    copies = [entry["credential"] for entry in answer["credentials"]]
    assert [copy["credentialSubject"]["id"] for copy in copies] == [holder.did for holder in HOLDERS[2::-1]]
    values = await marks(issuer)
    assert [[values[place] for place in places_of(copy)] for copy in lost] == [[1, 0]] * 3
    assert [[values[place] for place in places_of(copy)] for copy in copies] == [[0, 0]] * 3
    assert (await issuer.api("GET", f"/credentials/{id_of(lost[2])}"))[1]["state"] == "superseded"


async def test_when_one_copy_cannot_be_signed_none_is_handed_out(issuer: TestIssuer) -> None:
    token = await issuer.token_of(await issuer.make_offer())
    keys = issuer.app[HALL].keys
    sign, signed = keys.sign, 0

    async def fail_at_the_third(*given: Any) -> Any:
        nonlocal signed
        signed += 1
        if signed == 3:
            raise KeyDamaged("the device is gone")
        return await sign(*given)

    keys.sign = fail_at_the_third
    assert (await ask(issuer, token, HOLDERS))[0] == 503
    (row,) = await issuer.database.fetch_all("SELECT state, credential_id FROM credentials")
    assert row["state"] == "recorded"
    keys.sign = sign
    assert (await ask(issuer, token, HOLDERS))[0] == 200
    assert (await issuer.api("GET", f"/credentials/{row['credential_id']}"))[1]["state"] == "superseded"


async def test_batches_asked_for_side_by_side_leave_one_good_card(database_url: str) -> None:
    async with running_issuer(database_url=database_url) as issuer:
        token = await issuer.token_of(await issuer.make_offer())
        await asyncio.gather(*(ask(issuer, token, HOLDERS[:4]) for _ in range(3)))
        rows = await issuer.database.fetch_all("SELECT state, revoked FROM credentials")
        assert len([row for row in rows if row["state"] == "issued" and not row["revoked"]]) == 1
        places = await issuer.database.fetch_all("SELECT value FROM status_places")
        assert len(places) == 2 * 4 * len(rows)
        assert sum(row["value"] for row in places) == 4 * (len(rows) - 1)


async def test_all_cards_of_an_hour_say_the_same_moment_and_none_one_before_the_key_was_made() -> None:
    async with running_issuer() as issuer:
        key, *_ = await issuer.keyring.keys(owner=LIBRARY)

        async def dated() -> int:
            return parse_instant((await issuer.issue()).credential["proof"]["created"])

        assert await dated() == key.created == NOW  # the hour began before there was a key
        issuer.clock.move(HOUR)
        begun = issuer.clock.now() - issuer.clock.now() % HOUR
        assert await dated() == begun
        issuer.clock.move(HOUR - issuer.clock.now() % HOUR - 1)
        assert await dated() == begun
        issuer.clock.move(1)
        assert await dated() == begun + HOUR


async def test_no_offer_is_made_before_the_moment_that_its_card_would_say_is_one_of_the_offices_own(
    issuer: TestIssuer,
) -> None:
    async def offered() -> int:
        body = {"use_case": USE_CASE, "claims": CLAIMS}
        return (await issuer.api("POST", "/offers", json=body))[0]

    issuer.registry.starts = NOW - 60  # within this hour, and before the keys were made: no card says less than that
    assert await offered() == 201
    issuer.clock.move(HOUR)
    issuer.registry.starts = issuer.clock.now() - 60  # now a card would say the beginning of the hour
    assert await offered() == 403
    issuer.clock.move(HOUR - issuer.clock.now() % HOUR)
    assert await offered() == 201


@pytest.mark.parametrize(
    ("now", "key_created", "day_begins", "dated"),
    [
        (7_300, 0, 0, 7_200),
        (7_300, 7_250, 0, 7_250),
        (7_300, 0, 7_290, 7_290),  # midnight lies between the hours in some zones
        (7_300, 7_301, 0, 7_300),  # the clock of another process is a little ahead
    ],
)
def test_a_card_is_never_dated_ahead(now: int, key_created: int, day_begins: int, dated: int) -> None:
    assert date_card(now, key_created=key_created, day_begins=day_begins) == dated
