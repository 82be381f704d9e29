"""What is kept after issue because a package says so: sealed, for its time, and of good cards only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from issuer.app import JOBS
from issuer.records.credential_record import KEEP_AFTER_END_SECONDS
from issuer.restoring.void_offers import void_offers
from plumbing.audit.trail import AuditTrail
from plumbing.retention.forget import FORGET_JOB, SCRUB_JOB
from stadtsiegel.check_issued.check import check_issued
from tests.support.issued_city import deployment_of, see_the_registry
from tests.support.issuing import NOW, Holder, TestIssuer, running_issuer
from tests.support.youth_card import CHANGE, DAY, GIVEN, WHY, YOUTH_CARD, card, id_of, kept
from use_cases.use_case import Retention

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def issuer() -> AsyncIterator[TestIssuer]:
    async with running_issuer(kind=YOUTH_CARD) as running:
        await see_the_registry(running)
        yield running


async def keys(issuer: TestIssuer) -> list[str]:
    rows = await issuer.database.fetch_all("SELECT record FROM data_keys")
    return [row["record"] for row in rows if row["record"].startswith("kept_claims/")]


async def findings(issuer: TestIssuer) -> set[str]:
    await issuer.publish()
    report = await check_issued(issuer.database, deployment_of(issuer), now=issuer.clock.now(), publications=None)
    return set(report.pile.counts)


async def test_a_package_that_says_nothing_keeps_nothing() -> None:
    async with running_issuer() as issuer:
        await issuer.issue()
        assert await kept(issuer) == []


async def test_nothing_is_kept_before_the_card_is_handed_out(issuer: TestIssuer) -> None:
    await issuer.token_of(await issuer.make_offer(claims=GIVEN))
    assert await kept(issuer) == []


async def test_nothing_is_kept_of_whoever_has_had_the_birthday_already(issuer: TestIssuer) -> None:
    await card(issuer, await issuer.make_offer(claims=GIVEN | {"birthDate": "1984-08-12"}))
    assert (await kept(issuer), await keys(issuer)) == ([], [])


async def test_what_was_typed_in_is_kept_sealed_with_a_key_of_its_own(issuer: TestIssuer) -> None:
    credential_id = id_of(await card(issuer))
    (row,) = await kept(issuer)
    assert (row["credential_id"], row["change_at"], row["delete_after"]) == (credential_id, CHANGE, NOW + 100 * DAY)
    assert await keys(issuer) == [f"kept_claims/{credential_id}"]
    for value in (*GIVEN.values(), "birthDate"):
        assert str(value) not in repr(dict(row))
    assert await findings(issuer) == set()


async def test_it_is_erased_with_its_key_at_its_time(issuer: TestIssuer) -> None:
    await card(issuer)
    issuer.clock.move(100 * DAY - 1)
    await issuer.app[JOBS].run_now(FORGET_JOB)
    assert len(await kept(issuer)) == len(await keys(issuer)) == 1
    issuer.clock.move(1)
    await issuer.app[JOBS].run_now(FORGET_JOB)
    assert (await kept(issuer), await keys(issuer)) == ([], [])


async def test_it_is_erased_at_once_when_the_card_is_revoked_and_kept_when_it_is_suspended(issuer: TestIssuer) -> None:
    credential_id = id_of(await card(issuer))
    for action, left in (("suspend", 1), ("revoke", 0)):
        status, _ = await issuer.api("POST", f"/credentials/{credential_id}/{action}", json={"reason": "misuse"})
        assert status == 200
        assert len(await kept(issuer)) == len(await keys(issuer)) == left


async def test_after_its_time_its_key_is_in_no_file_of_the_database(tmp_path: Path) -> None:
    async with running_issuer(kind=YOUTH_CARD, database_url=f"sqlite:///{tmp_path}/issuer.sqlite") as issuer:
        await card(issuer)
        (row,) = await issuer.database.fetch_all("SELECT sealed_key FROM data_keys WHERE record LIKE 'kept%'")

        def found() -> list[str]:
            return [file.name for file in tmp_path.iterdir() if row["sealed_key"] in file.read_bytes()]

        assert found() != []
        issuer.clock.move(100 * DAY)
        await issuer.app[JOBS].run_now(FORGET_JOB)
        await issuer.app[JOBS].run_now(SCRUB_JOB)
        assert found() == []


async def test_of_a_card_whose_answer_was_lost_nothing_stays(issuer: TestIssuer) -> None:
    token = await issuer.token_of(await issuer.make_offer(claims=GIVEN))
    ids = []
    for _ in range(3):
        _, answer = await issuer.ask_credential(token, await issuer.request_body(Holder()))
        ids.append(id_of(answer["credentials"][0]["credential"]))
    assert [row["credential_id"] for row in await kept(issuer)] == ids[-1:]
    assert await keys(issuer) == [f"kept_claims/{ids[-1]}"]


async def test_nothing_is_kept_longer_than_the_record_of_its_card() -> None:
    long = replace(YOUTH_CARD, retention=Retention(claims_seconds=5_000 * DAY, reason=WHY))
    async with running_issuer(kind=long) as issuer:
        await card(issuer)
        (row,) = await kept(issuer)
        assert row["delete_after"] == CHANGE - 1 + KEEP_AFTER_END_SECONDS


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("UPDATE kept_claims SET delete_after = delete_after + 3600", "claims-kept-too-long"),
        ("UPDATE kept_claims SET change_at = change_at + 1", "renewal-at-the-wrong-time"),
        ("UPDATE kept_claims SET change_at = NULL", "claims-kept-for-nothing"),
        ("UPDATE kept_claims SET credential_id = 'nowhere'", "claims-kept-of-no-card"),
        ("UPDATE kept_claims SET office = 'baederamt'", "claims-kept-of-no-card"),
    ],
)
async def test_the_checker_finds_what_is_kept_wrongly(issuer: TestIssuer, change: str, finding: str) -> None:
    await card(issuer)
    await issuer.database.execute(change)
    assert finding in await findings(issuer)


async def test_the_checker_finds_claims_that_outlived_a_revocation(issuer: TestIssuer) -> None:
    await card(issuer)
    (row,) = await kept(issuer)
    await issuer.api("POST", f"/credentials/{row['credential_id']}/revoke", json={"reason": "misuse"})
    await issuer.database.execute(
        "INSERT INTO kept_claims (credential_id, office, sealed, change_at, offer_id, delete_after)"
        " VALUES (:credential_id, :office, :sealed, :change_at, :offer_id, :delete_after)",
        **row,
    )
    assert await findings(issuer) == {"claims-kept-of-no-card"}


async def test_after_a_restore_what_lost_its_key_is_gone_and_no_next_card_is_on_its_way(issuer: TestIssuer) -> None:
    first, second = [id_of(await card(issuer)) for _ in range(2)]
    await issuer.database.execute("DELETE FROM data_keys WHERE record = :record", record=f"kept_claims/{first}")
    await issuer.database.execute("UPDATE kept_claims SET offer_id = 'an offer of before'")
    trail = AuditTrail(clock=issuer.clock, entropy=issuer.entropy)
    async with issuer.database.transaction() as transaction:
        await void_offers(transaction, made_at=NOW, now=NOW, trail=trail)
    assert [(row["credential_id"], row["offer_id"]) for row in await kept(issuer)] == [(second, None)]
