"""The ledger: what every client was told. Whatever stands here must be so after any crash."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from credentials.status.bitstring_entry import parse_status_entry
from issuer.status.places import Place

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

WRONG = (
    "lost",
    "duplicate_places",
    "double_redemptions",
    "delivered_but_unrecorded",
    "double_answers",
    "wrongly_refused",
    "wrong_published_bits",
    "wrong_verdicts",
    "server_errors",
    "gave_up",
    "failed_restarts",
    "checker_findings",
    "audit_record_findings",
)
"""The effects that must be counted 0 times.

`lost`: acknowledged and not there afterwards. `wrongly_refused`: a refusal that no lost answer explains.
`checker_findings`: what `stadtsiegel check-issued` has to say. `audit_record_findings`: what a verification of the
services' audit records has.
"""


@dataclass(frozen=True, kw_only=True)
class DeliveredCard:
    """A card that a wallet holds."""

    offer_id: str
    credential_id: str
    holder: str
    places: dict[str, Place]


@dataclass
class Ledger:
    """What was told, and what was counted.

    Attributes:
        offers: ids of offers by the idempotency key they were asked with.
        redeemed: offers whose access token a wallet has.
        cards: every card delivered, in this order.
        accepted: offers of which the issuer has taken the wallet's word that it has the card.
        statuses: the last acknowledged word about a card by its credential id.
        checks: checks that a service was told of.
        verdicts: the end of a check as its service or its wallet was told.
        statements: entities of which the authority was told that its statement is made.
        findings: a sentence for each wrong effect.
    """

    offers: dict[str, str] = field(default_factory=dict)
    redeemed: set[str] = field(default_factory=set)
    cards: list[DeliveredCard] = field(default_factory=list)
    accepted: set[str] = field(default_factory=set)
    statuses: dict[str, str] = field(default_factory=dict)
    checks: set[str] = field(default_factory=set)
    verdicts: dict[str, str] = field(default_factory=dict)
    statements: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)

    def count(self, name: str, times: int = 1) -> None:
        """Count an effect that is as it should be."""
        self.counts[name] += times

    def wrong(self, name: str, sentence: str) -> None:
        """Count a wrong effect and remember what was seen."""
        if name not in WRONG:
            raise ValueError(name)
        self.counts[name] += 1
        self.findings.append(f"{name}: {sentence}")

    def deliver(self, offer_id: str, document: JsonObject) -> DeliveredCard:
        """Note a card that a wallet has received."""
        entries = [parse_status_entry(entry) for entry in document["credentialStatus"]]
        card = DeliveredCard(
            offer_id=offer_id,
            credential_id=document["id"].removeprefix("urn:uuid:"),
            holder=document["credentialSubject"]["id"],
            places={entry.purpose: Place(entry.list_url.rpartition("/")[2], entry.index) for entry in entries},
        )
        self.cards.append(card)
        self.count("cards_delivered")
        return card

    def cards_of(self, offer_id: str) -> list[DeliveredCard]:
        """The cards that were delivered for an offer, the last one last."""
        return [card for card in self.cards if card.offer_id == offer_id]

    def told(self) -> dict[str, int]:
        """All counts, with every wrong effect by its name."""
        return {**dict.fromkeys(WRONG, 0), **dict(sorted(self.counts.items()))}
