"""What a holder can keep back, in forms that are shown in part.

The unit is each claim at the top and each member of a group, the group itself too: who shows a member shows the group
with it and none of its other members (RFC 9901 section 4.2.6). A list is shown whole.
"""

from __future__ import annotations

from use_cases.card_format import CardFormat, Format
from use_cases.derive.places import facts, places
from use_cases.use_case import ClaimPath, Disclosure, Purpose, UseCase


def takes(purpose: Purpose, form: CardFormat) -> bool:
    """Whether a purpose takes a card of this form: one that insists on a part refuses what can only be shown whole."""
    return form.selective or purpose.selective_disclosure is not Disclosure.REQUIRED


def units(use_case: UseCase) -> tuple[ClaimPath, ...]:
    """Everything that can be withheld by itself, in order; a group stands before its members."""
    return tuple(place.names for place in places(use_case) if place.withholdable)


def always_shown(use_case: UseCase) -> tuple[ClaimPath, ...]:
    """What every verifier sees, whatever it asks for: facts and lists, and no group as a whole.

    A member that cannot be withheld stands in a group that can: it is shown whenever the group is, so it is not here.
    """
    return tuple(place.names for place in facts(use_case) if place.always_shown)


def concealed_otherwise(earlier: UseCase, later: UseCase) -> tuple[ClaimPath, ...]:
    """Which claims can be kept back in one of two versions only, where there are SD-JWT VCs of the earlier one.

    All versions have one `vct` and so one description, which says of each claim whether it is concealed: cards of the
    earlier version would contradict it (draft-ietf-oauth-sd-jwt-vc-19 section 9.3).
    """
    if not any(form.format is Format.SD_JWT_VC for form in earlier.formats):
        return ()
    shared = _paths(earlier) & _paths(later)
    return tuple(sorted(path for path in shared if (path in units(earlier)) is not (path in units(later))))


def _paths(use_case: UseCase) -> set[ClaimPath]:
    return {place.path for place in places(use_case) if None not in place.path}  # type: ignore[misc]
