"""The audit can see: whatever a client was told and the data do not say is found, each by its name."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from plumbing.database.open import open_database
from tests.chaos.harness.audit import audit
from tests.chaos.harness.client import Client
from tests.chaos.harness.founded_city import SERVICES, found_city
from tests.chaos.harness.issuing_steps import IssuingSteps
from tests.chaos.harness.ledger import WRONG, Ledger
from tests.chaos.harness.light_wallet import LightWallet

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chaos.harness.founded_city import FoundedCity


def databases_in(folder: Path) -> dict[str, str]:
    return {service: f"sqlite:///{folder}/{service}.sqlite" for service in SERVICES}


async def deliver_cards(city: FoundedCity, ledger: Ledger, how_many: int) -> None:
    client = Client(city.tls, ledger)
    steps = IssuingSteps(city, client, ledger)
    random = Random(1)  # noqa: S311 - the same cards every time
    for number in range(how_many):
        offered = await steps.offer(f"key-{number}", doubled=False)
        token = await steps.redeem(offered, doubled=False)
        assert token is not None
        assert await steps.receive(offered, token, LightWallet(random, city.contexts))
    await client.close()


TAMPERINGS = {
    "an offer that is not there any more": (
        "lost",
        "DELETE FROM offers WHERE offer_id = (SELECT MIN(offer_id) FROM offers)",
    ),
    "a redemption that was undone": ("lost", "UPDATE offers SET state = 'created'"),
    "a card without a record": ("delivered_but_unrecorded", "DELETE FROM credentials"),
    "a record that was never marked as issued": ("delivered_but_unrecorded", "UPDATE credentials SET issued_at = NULL"),
    "a place that belongs to nobody": ("delivered_but_unrecorded", "DELETE FROM status_places"),
    "one place on two records": (
        "duplicate_places",
        "UPDATE copies SET revocation_place = (SELECT MIN(revocation_place) FROM copies)",
    ),
    "two good cards of one offer": (
        "double_redemptions",
        "UPDATE credentials SET round = recorded_at + (SELECT MIN(revocation_place) FROM copies c WHERE "
        "c.credential_id = credentials.credential_id), "
        "offer_id = (SELECT MIN(offer_id) FROM credentials)",
    ),
    "a record that says more than the published list": ("wrong_published_bits", "UPDATE credentials SET suspended = 1"),
}


async def test_every_wrong_effect_is_found_and_nothing_else(tmp_path: Path) -> None:
    async with found_city(tmp_path, databases_in(tmp_path), workers=None) as city:
        delivered = Ledger()
        await deliver_cards(city, delivered, 2)
        await audit(city, delivered)
        assert delivered.findings == []
        database = await open_database(city.database_urls["issuer"])
        tables = {}
        for table in ("offers", "credentials", "copies", "status_places"):
            tables[table] = await database.fetch_all(f"SELECT * FROM {table}")  # noqa: S608 - our own words
        for name, (wrong, statement) in TAMPERINGS.items():
            await database.execute(statement)
            seen = Ledger(offers=delivered.offers, redeemed=delivered.redeemed, cards=delivered.cards)
            await audit(city, seen)
            assert seen.counts[wrong] > 0, name
            for table, rows in tables.items():
                await database.execute(f"DELETE FROM {table}")  # noqa: S608
                for row in rows:
                    names = ", ".join(row)
                    values = ", ".join(f":{column}" for column in row)
                    await database.execute(f"INSERT INTO {table} ({names}) VALUES ({values})", **row)  # noqa: S608
        await audit(city, delivered)
        assert delivered.findings == []
        await database.close()


async def test_words_of_clients_that_the_data_do_not_know_are_found(tmp_path: Path) -> None:
    async with found_city(tmp_path, databases_in(tmp_path), workers=None) as city:
        ledger = Ledger()
        await deliver_cards(city, ledger, 1)
        (card,) = ledger.cards
        ledger.offers["another key"] = "no-such-offer"
        ledger.accepted.add(card.offer_id)
        ledger.statuses[card.credential_id] = "revoked"
        ledger.checks.add("no-such-check")
        verifier = await open_database(city.database_urls["verifier"])
        await verifier.execute(
            """
            INSERT INTO audit_chain (number, epoch, entry_id, occurred, actor, action, owner, object_id, outcome, hash)
            VALUES (9999, 0, 'put in', 1, 'nobody', 'nothing', 'library', 'none', 'done', :hash)
            """,
            hash=bytes(32),
        )
        await verifier.close()
        await audit(city, ledger)
        assert ledger.counts["audit_record_findings"] > 0
        told = [finding for finding in ledger.findings if not finding.startswith("audit_record_findings")]
        assert [finding.partition(" ")[2].split(" ")[0] for finding in told] == [
            "offer", "notification", "status", "check",
        ]  # fmt: skip


def test_only_known_names_count_as_wrong_and_all_of_them_are_told() -> None:
    ledger = Ledger()
    with pytest.raises(ValueError, match="harmless"):
        ledger.wrong("harmless", "nothing")
    ledger.wrong("lost", "a card")
    assert {name: ledger.told()[name] for name in WRONG} == {**dict.fromkeys(WRONG, 0), "lost": 1}
