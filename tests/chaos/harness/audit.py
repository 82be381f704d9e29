"""The audit: what clients were told, held against databases and published lists, while the load stands still."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from credentials.status.bitstring import decode_list, get_value
from issuer.offers.offer import offer_from_row
from issuer.records.credential_record import CredentialRecord, record_from_row
from issuer.status.places import Place
from plumbing.database.open import open_database
from tests.chaos.harness.audit_records import hear_audit_records
from tests.chaos.harness.checker import hear_checker
from tests.chaos.harness.client import Client
from tests.chaos.harness.founded_city import TENANT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from issuer.offers.offer import Offer
    from plumbing.database.port import Database
    from tests.chaos.harness.founded_city import FoundedCity
    from tests.chaos.harness.ledger import DeliveredCard, Ledger

PUBLISHED_SECONDS = 60.0
"""So late may a change be published at the latest (`issuer.status.publish.PUBLISH_SECONDS`)."""

_TAKEN_STATES = {"redeemed", "issuing", "issued", "accepted"}


async def audit(city: FoundedCity, ledger: Ledger) -> None:
    """Note every wrong effect that can be seen now.

    Args:
        city: serving, and nobody asks it for anything.
        ledger: where findings go.
    """
    client = Client(city.tls, ledger)
    issuer = await open_database(city.database_urls["issuer"])
    verifier = await open_database(city.database_urls["verifier"])
    try:
        await _Audit(city, ledger, client, issuer, verifier).run()
        await hear_checker(city, ledger)
        await hear_audit_records(city, ledger)
    finally:
        await client.close()
        await issuer.close()
        await verifier.close()


class _Audit:
    def __init__(self, city: FoundedCity, ledger: Ledger, client: Client, issuer: Database, verifier: Database) -> None:
        self._city = city
        self._ledger = ledger
        self._client = client
        self._issuer = issuer
        self._verifier = verifier

    async def run(self) -> None:
        offers = {row["offer_id"]: offer_from_row(row) for row in await self._issuer.fetch_all("SELECT * FROM offers")}
        copies = defaultdict(list)
        for row in await self._issuer.fetch_all("SELECT * FROM copies"):
            copies[row["credential_id"]].append(row)
        records = {
            row["credential_id"]: record_from_row(row, copies[row["credential_id"]])
            for row in await self._issuer.fetch_all("SELECT * FROM credentials")
        }
        owners = {
            Place(row["list_id"], row["place"]): row["copy_id"]
            for row in await self._issuer.fetch_all("SELECT list_id, place, copy_id FROM status_places")
        }
        self._see_offers(offers)
        self._see_cards(records, owners)
        self._see_once(records)
        self._see_statuses(records)
        await self._see_lists(records)
        await self._see_checks()
        used = {place for record in records.values() if record.issued_at for place in _places(record)}
        self._ledger.counts["burnt_places"] = len(owners.keys() - used)

    def _see_offers(self, offers: Mapping[str, Offer]) -> None:
        for offer_id in self._ledger.offers.values():
            if offer_id not in offers:
                self._ledger.wrong("lost", f"offer {offer_id}")
        for offer_id in self._ledger.redeemed:
            if offer_id in offers and offers[offer_id].stored_state not in _TAKEN_STATES:
                self._ledger.wrong("lost", f"redemption of {offer_id}, now {offers[offer_id].stored_state}")
        for offer_id in self._ledger.accepted:
            if offer_id in offers and offers[offer_id].stored_state != "accepted":
                self._ledger.wrong("lost", f"notification of {offer_id}, now {offers[offer_id].stored_state}")

    def _see_cards(self, records: Mapping[str, CredentialRecord], owners: Mapping[Place, str]) -> None:
        for card in self._ledger.cards:
            record = records.get(card.credential_id)
            if record is None or record.issued_at is None or not _agrees(card, record):
                self._ledger.wrong("delivered_but_unrecorded", f"card {card.credential_id}")
            if any(owners.get(place) != card.credential_id for place in card.places.values()):
                self._ledger.wrong("delivered_but_unrecorded", f"a place of card {card.credential_id}")
        self._see_duplicates(place for card in self._ledger.cards for place in card.places.values())
        self._see_duplicates(place for record in records.values() for place in _places(record))

    def _see_duplicates(self, places: Iterable[Place]) -> None:
        for place, times in Counter(places).items():
            if times > 1:
                self._ledger.wrong("duplicate_places", f"{place} for {times} cards")

    def _see_once(self, records: Mapping[str, CredentialRecord]) -> None:
        good = Counter(
            record.offer_id for record in records.values() if record.state == "issued" and not record.revoked
        )
        for offer_id, cards in good.items():
            if cards > 1:
                self._ledger.wrong("double_redemptions", f"{cards} good cards of offer {offer_id}")
        by_offer = defaultdict(list)
        for card in self._ledger.cards:
            by_offer[card.offer_id].append(card)
        for offer_id, cards_of_it in by_offer.items():
            if len({card.holder for card in cards_of_it}) > 1:
                self._ledger.wrong("double_redemptions", f"cards of offer {offer_id} for several holders")
            for superseded in cards_of_it[:-1]:
                record = records.get(superseded.credential_id)
                if record is not None and record.state != "superseded":
                    self._ledger.wrong("double_redemptions", f"card {superseded.credential_id} was to be superseded")

    def _see_statuses(self, records: Mapping[str, CredentialRecord]) -> None:
        for credential_id, word in self._ledger.statuses.items():
            record = records.get(credential_id)
            if record is not None and record.word_at(int(time.time())) != word:
                self._ledger.wrong("lost", f"status {word} of {credential_id}, now {record.word_at(int(time.time()))}")

    async def _see_lists(self, records: Mapping[str, CredentialRecord]) -> None:
        await self._wait_until_published()
        lists = {}
        for row in await self._issuer.fetch_all(
            "SELECT list_id FROM status_lists WHERE office = :office AND purpose <> 'status'", office=TENANT
        ):
            url = f"{self._city.office_url}/status/{row['list_id']}"
            document = (await self._client.persist("GET", url)).json()
            lists[row["list_id"]] = decode_list(document["credentialSubject"]["encodedList"])
        for record in records.values():
            for place, told in _told_of(record):
                if get_value(lists[place.list_id], place.index) != int(told):
                    self._ledger.wrong("wrong_published_bits", f"{record.credential_id}: {place}, not {told}")

    async def _wait_until_published(self) -> None:
        begun = time.monotonic()
        while await self._issuer.fetch_one("SELECT list_id FROM status_lists WHERE version > published_version"):
            if time.monotonic() - begun > PUBLISHED_SECONDS:
                self._ledger.wrong("wrong_published_bits", f"a change is not public after {PUBLISHED_SECONDS:.0f} s")
                return
            await asyncio.sleep(0.1)

    async def _see_checks(self) -> None:
        states = {
            row["check_id"]: row["state"]
            for row in await self._verifier.fetch_all("SELECT check_id, state FROM checks")
        }
        for check_id in self._ledger.checks:
            if check_id not in states:
                self._ledger.wrong("lost", f"check {check_id}")
        for check_id, state in self._ledger.verdicts.items():
            if states.get(check_id, state) != state:
                self._ledger.wrong("lost", f"verdict {state} of {check_id}, now {states[check_id]}")


def _agrees(card: DeliveredCard, record: CredentialRecord) -> bool:
    return card.offer_id == record.offer_id and any(
        card.places == {"revocation": copy.places.revocation, "suspension": copy.places.suspension}
        for copy in record.copies
    )


def _places(record: CredentialRecord) -> list[Place]:
    return [place for place, _ in _told_of(record)]


def _told_of(record: CredentialRecord) -> list[tuple[Place, bool]]:
    """Each place of the card's copies, and whether it must be set; load only asks for cards in `ldp_vc`."""
    return [
        told
        for copy in record.copies
        for told in ((copy.places.revocation, record.revoked), (copy.places.suspension, record.suspended))
    ]
