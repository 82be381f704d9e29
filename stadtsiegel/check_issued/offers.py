"""Each offer with all its records: at most one good card, and states that agree. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stadtsiegel.check_issued.facts import DAY
from stadtsiegel.check_issued.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stadtsiegel.check_issued.facts import OfferFact, World

_MOST_ROUNDS = 5
_OFFERS_KEPT = 30 * DAY
_WITH_CARD = frozenset({"issued", "accepted", "refused"})
_AFTER_CARD = _WITH_CARD | {"failed"}


def judge_offer(offer: OfferFact, world: World) -> Iterator[Finding]:
    """Judge the records of one offer.

    Args:
        offer: what its records amount to, and how its own row stands.
        world: the present moment, and the offices with what they issue.
    """
    place = f"offers/{offer.offer_id}"
    if offer.good > 1:
        yield Finding("two-good-cards", place, f"{offer.good} cards")
    if offer.first_round != 1 or offer.last_round != offer.records or offer.last_round > _MOST_ROUNDS:
        yield Finding("rounds-wrong", place, f"{offer.records} records, last round {offer.last_round}")
    if offer.state is None:
        if offer.newest > world.now - _OFFERS_KEPT:
            yield Finding("offer-missing", place)
        return
    if offer.rounds != offer.last_round:
        yield Finding("rounds-wrong", place, f"the offer counts {offer.rounds}, the records {offer.last_round}")
    if not _approved(offer, world):
        yield Finding("not-approved", place)
    if (offer.issued > 0 and offer.state not in _AFTER_CARD) or (offer.issued == 0 and offer.state in _WITH_CARD):
        yield Finding("offer-state-wrong", place, f"{offer.state} with {offer.issued} cards handed out")


def _approved(offer: OfferFact, world: World) -> bool:
    """Whether somebody else than its maker has approved the offer, where its kind or its own row wants that."""
    office = world.offices.get(offer.office)
    kind = office.versions.get((offer.use_case, offer.version)) if office else None
    wanted = offer.made_by is not None or (kind is not None and kind.issuance.second_clerk)
    return not wanted or offer.approved_by not in (None, offer.made_by)
