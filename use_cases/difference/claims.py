"""What a new version asks of people who want a card, and what it asks no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from use_cases.difference.change import Change, Topic
from use_cases.words import claim_name, filled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from use_cases.use_case import Claim, ClaimPath, UseCase


def claims_by_path(use_case: UseCase) -> dict[ClaimPath, Claim]:
    """Every claim with its path, the members of groups included."""
    return dict(_walk(use_case.claims, ()))


def compare_claims(old: UseCase, new: UseCase) -> Iterator[Change]:
    """Tell what becomes of each claim."""
    before, after = claims_by_path(old), claims_by_path(new)
    for path, claim in after.items():
        if path not in before:
            yield _new(new, path, claim)
        else:
            yield from _changed(new, path, before[path], claim)
    for path in before.keys() - after.keys():
        if len(path) == 1 or path[:-1] in after:  # of a group that is gone, the group says it
            text = filled(
                "{claim} wird nicht mehr verlangt und steht nicht mehr auf neuen Karten.",
                "{claim} is asked no longer and stands on no new card.",
                claim=claim_name(old, path),
            )
            yield Change(Topic.NO_LONGER, text)


def _new(new: UseCase, path: ClaimPath, claim: Claim) -> Change:
    name = claim_name(new, path)
    if claim.derived is not None:
        source = claim_name(new, (claim.derived.source,))
        text = filled(
            "{claim} steht neu auf der Karte; es folgt aus {source} und wird nicht eigens erfragt.",
            "{claim} stands on the card now; it follows from {source} and is not asked for.",
            claim=name,
            source=source,
        )
    elif not claim.on_card:
        text = filled(
            "{claim} wird neu verlangt, steht aber nicht auf der Karte.",
            "{claim} is asked anew, but does not stand on the card.",
            claim=name,
        )
    elif claim.mandatory:
        text = filled(
            "{claim} wird neu verlangt; ohne diese Angabe gibt es keine Karte mehr.",
            "{claim} is asked anew; without it there is no card any more.",
            claim=name,
        )
    else:
        text = filled("{claim} kann neu angegeben werden.", "{claim} may be given now.", claim=name)
    return Change(Topic.ASKED, text)


def _changed(new: UseCase, path: ClaimPath, before: Claim, after: Claim) -> Iterator[Change]:
    name = claim_name(new, path)
    if after.mandatory and not before.mandatory:
        text = filled(
            "{claim} war freiwillig; jetzt gibt es ohne diese Angabe keine Karte mehr.",
            "{claim} was voluntary; now there is no card without it.",
            claim=name,
        )
        yield Change(Topic.ASKED, text)
    if before.mandatory and not after.mandatory:
        yield Change(Topic.NO_LONGER, filled("{claim} ist jetzt freiwillig.", "{claim} is voluntary now.", claim=name))
    if before.withholdable and not after.withholdable:
        text = filled(
            "{claim} lässt sich auf neuen Karten nicht mehr zurückhalten: Jeder, dem die Karte gezeigt wird, sieht es.",
            "{claim} can be withheld on new cards no longer: everybody to whom the card is shown sees it.",
            claim=name,
        )
        yield Change(Topic.SEEN, text)
    if after.withholdable and not before.withholdable:
        text = filled(
            "{claim} lässt sich auf neuen Karten zurückhalten.", "{claim} can be withheld on new cards.", claim=name
        )
        yield Change(Topic.SEEN, text)
    if after.on_card and not before.on_card:
        text = filled("{claim} steht neu auf der Karte.", "{claim} stands on the card now.", claim=name)
        yield Change(Topic.SEEN, text)
    if before.on_card and not after.on_card:
        text = filled(
            "{claim} wird verlangt, steht aber nicht mehr auf neuen Karten.",
            "{claim} is asked for, but stands on no new card any more.",
            claim=name,
        )
        yield Change(Topic.SEEN, text)
    if after.identifies and not before.identifies:
        text = filled(
            "An {claim} ist die Person jetzt allein zu erkennen.", "{claim} tells the person by itself now.", claim=name
        )
        yield Change(Topic.SEEN, text)


def _walk(claims: Iterable[Claim], above: ClaimPath) -> Iterator[tuple[ClaimPath, Claim]]:
    for claim in claims:
        path = (*above, claim.name)
        yield path, claim
        yield from _walk(claim.members, path)
