"""Claims that are kept after issue: only of good cards, only as long as their package says. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stadtsiegel.check_issued.facts import DAY, SKEW
from stadtsiegel.check_issued.finding import Finding
from use_cases.use_case import OnChange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stadtsiegel.check_issued.facts import KeptFact, World
    from use_cases.use_case import Claim


def judge_kept(kept: KeptFact, world: World) -> Iterator[Finding]:
    """Judge what is kept of one card.

    Args:
        kept: its row, with the facts of its card that matter here (None where there is no such card).
        world: the present moment, and the offices with what they issue.
    """
    place = f"kept_claims/{kept.credential_id}"
    if kept.state != "issued" or kept.revoked or kept.card_office != kept.office or kept.issued_at is None:
        yield Finding("claims-kept-of-no-card", place)
        return
    office = world.offices.get(kept.office)
    kind = office.versions.get((kept.use_case or "", kept.version or 0)) if office else None
    longest = kind.retention.claims_seconds if kind else 0
    if kept.delete_after > kept.issued_at + longest + SKEW or kept.delete_after < world.now - DAY:
        yield Finding("claims-kept-too-long", place)
    if kept.change_at is None and kind and _may_renew(kind.claims):
        yield Finding("claims-kept-for-nothing", place)
    if kept.change_at is not None and kept.change_at != (kept.valid_until or 0) + 1:
        yield Finding("renewal-at-the-wrong-time", place)


def _may_renew(claims: tuple[Claim, ...]) -> bool:
    inner = [member for claim in claims for member in claim.members]
    return any(claim.derived and claim.derived.on_change is OnChange.RENEW for claim in claims) or (
        bool(inner) and _may_renew(tuple(inner))
    )
