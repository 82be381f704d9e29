"""Data minimisation, held by the machine: nobody may ask for what a kind of document does not have (SECURITY V-25).

A type that is registered without its claims is not judged: what nobody has said cannot be held against anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.dcql.claims_path import lies_within, render_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from trust_registry.reading.statement import Asking, Path

    Faults = list[tuple[str, str]]


def judge_asking(asking: Asking, type_claims: Collection[Path]) -> Faults:
    """Every way in which a purpose asks for too much, or tells of what it does not ask: pairs of place and words."""
    faults: Faults = []
    beyond = beyond_type(asking.claims, type_claims)
    if not asking.override:
        faults += [
            (
                f"claims[{asking.claims.index(path)}]",
                f"asks for {render_path(path)}, which is no claim of this kind of document; "
                'leave it out, or give the reason: "override": {"reason": {"de": ..., "en": ...}}',
            )
            for path in beyond
        ]
    elif not beyond:
        faults.append(("override", "is not needed, since nothing goes beyond this kind of document; leave it away"))
    faults += [
        (f"optional[{place}]", "must be one of the claims")
        for place, path in enumerate(asking.optional)
        if path not in asking.claims
    ]
    faults += [
        (f"officer_sees[{place}]", "must be one of the claims, or a part of one")
        for place, path in enumerate(asking.officer_sees or ())
        if not any(lies_within(path, claim) for claim in asking.claims)
    ]
    return faults


def beyond_type(asked: Iterable[Path], type_claims: Collection[Path]) -> list[Path]:
    """The asked-for claims that a type does not have; none where its claims are not known."""
    return [path for path in asked if type_claims and not any(_speaks_of(path, claim) for claim in type_claims)]


def _speaks_of(path: Path, claim: Path) -> bool:
    """Whether a path points at a claim, at a group that has it, or at elements of it where it is a list.

    The subject as a whole is no claim: whoever may ask for it may ask for anything.
    """
    if lies_within(claim, path):
        return len(path) > 1
    return lies_within(path, claim) and not isinstance(path[len(claim)], str)
