"""The question of a purpose as a DCQL query (OpenID4VP 1.0 section 6): this type of card, these claims, no more."""

from __future__ import annotations

from credentials.strict_json import JsonObject
from use_cases.use_case import Purpose, UseCase


def dcql_query(use_case: UseCase, purpose: Purpose) -> JsonObject:
    """Ask for one card; its query id is the use case's name.

    A card in `ldp_vc` is shown whole whatever the claims say; they tell the wallet what its holder is asked for, and
    the verifier what may be handed on.
    """
    return {
        "credentials": [
            {
                "id": use_case.name,
                "format": "ldp_vc",
                "meta": {"type_values": [list(use_case.type_iris)]},
                "claims": [{"path": list(path)} for path in purpose.paths],
            }
        ]
    }
