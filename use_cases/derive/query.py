"""The question of a purpose as a DCQL query (OpenID4VP 1.0 section 6): this type of card, these claims, no more."""

from __future__ import annotations

from credentials.dcql.ask import ask_for_card
from credentials.strict_json import JsonObject
from use_cases.derive.places import places
from use_cases.use_case import ClaimPath, Purpose, UseCase


def dcql_query(use_case: UseCase, purpose: Purpose) -> JsonObject:
    """Ask for one card in any of its forms, those that can be shown in part first.

    Where a card is shown whole whatever the claims say, they tell the wallet what its holder is asked for, and the
    verifier what may be handed on.
    """
    return ask_for_card(
        use_case.credential_type_iri,
        purpose.paths,
        formats=frozenset(form.format.value for form in use_case.formats),
        optional=optional_paths(use_case, purpose),
    )


def optional_paths(use_case: UseCase, purpose: Purpose) -> tuple[ClaimPath, ...]:
    """Those of a purpose's paths at which a card may have nothing, as statements say them."""
    always = {place.path for place in places(use_case) if place.mandatory}
    return tuple(path for claim, path in zip(purpose.claims, purpose.paths, strict=True) if claim not in always)
