"""Every place on a card at which a claim stands, in order: groups before their members, lists before their entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from use_cases.use_case import Claim, ClaimPath, Kind, UseCase

PlacePath = tuple[str | None, ...]
"""A claims path pointer below the subject (OpenID4VP 1.0 section 7): None stands for every entry of a list."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place.

    Attributes:
        path: the way to it from the top of the card.
        claim: what stands there.
        mandatory: whether no card lacks it: neither it nor anything around it may be left out.
        withholdable: whether its holder may keep it back by itself; a list is shown whole.
        always_shown: whether everybody sees it who sees the card: neither it nor anything around it may be kept back.
    """

    path: PlacePath
    claim: Claim
    mandatory: bool
    withholdable: bool
    always_shown: bool

    @property
    def names(self) -> ClaimPath:
        """The names on its path, whatever lists lie between them."""
        return tuple(step for step in self.path if step is not None)


def places(use_case: UseCase) -> Iterator[Place]:
    """Find all places on a card."""
    for claim in use_case.card_claims:
        yield from _of(claim, (claim.name,), mandatory=True, shown=True)


def facts(use_case: UseCase) -> tuple[Place, ...]:
    """Find every fact that a card can say by itself: no group, and a list as one."""
    return tuple(place for place in places(use_case) if place.claim.kind is not Kind.GROUP and None not in place.path)


def _of(claim: Claim, path: PlacePath, *, mandatory: bool, shown: bool) -> Iterator[Place]:
    """Go through a claim; the switches say whether all around it is mandatory, and always shown."""
    inside_list = None in path
    withholdable = claim.withholdable and not inside_list
    mandatory, shown = mandatory and claim.mandatory and not inside_list, shown and not withholdable
    yield Place(path, claim, mandatory, withholdable, shown)
    step: PlacePath = (None,) if claim.item else ()
    for member in (claim.item or claim).members:
        yield from _of(member, (*path, *step, member.name), mandatory=mandatory, shown=shown)
