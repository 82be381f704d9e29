"""The authority's statement of who asks and why, carried in `verifier_info` (docs/protocols/verifier-statement.md).

The wallet refuses a verifier without such a statement, and one that asks for more than the statement lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials.dcql.ask import place_of
from credentials.dcql.claims_path import lies_within
from wallet_sim.consent import name_of
from wallet_sim.refusals import WalletRefuses

if TYPE_CHECKING:
    from credentials.dcql.query import Query
    from credentials.strict_json import JsonObject
    from wallet_sim.city import City

FORMAT = "urn:uuid:d912a718-cb91-4a7f-8b40-01f010940296"
TYP = "stadtsiegel-statement+jwt"


@dataclass(frozen=True, kw_only=True)
class VerifierStatement:
    """Who asks and why, as the authority has signed it.

    Attributes:
        only_in_part: whether a card that is shown whole must be refused.
        legal_basis: by what right it asks; None where the authority does not say it.
        override: why it may ask for more than its kind of document has; None where it does not.
    """

    name: dict[str, str]
    title: dict[str, str]
    reason: dict[str, str]
    credential_type: str
    claims: frozenset[tuple[Any, ...]]
    retention_seconds: int
    only_in_part: bool
    legal_basis: dict[str, str] | None
    override: dict[str, str] | None


def find_statement(request: JsonObject, *, verifier: str, city: City) -> VerifierStatement:
    """Find and prove the statement in a request.

    Args:
        request: Claims of the request object, its signature already proven to be the verifier's.
        verifier: The DID that signed the request.
        city: What the wallet trusts.

    Raises:
        WalletRefuses: no statement, one about somebody else, or one that does not hold.
    """
    for entry in request.get("verifier_info", []):
        if isinstance(entry, dict) and entry.get("format") == FORMAT and isinstance(entry.get("data"), str):
            claims = city.verify_signed_by_authority(entry["data"], typ=TYP)
            if claims.get("sub") != verifier:
                raise WalletRefuses("verifier-not-listed", "the statement speaks of another verifier")
            purpose = claims["purpose"]
            return VerifierStatement(
                name=claims["name"],
                title=purpose["title"],
                reason=purpose["reason"],
                credential_type=claims["credential_type"],
                claims=frozenset(tuple(path) for path in claims["claims"]),
                retention_seconds=claims["retention_seconds"],
                only_in_part=claims.get("selective_disclosure") == "required",
                legal_basis=claims.get("legal_basis"),
                override=claims["override"]["reason"] if "override" in claims else None,
            )
    raise WalletRefuses("verifier-not-listed", "the city's authority has not said that this verifier may ask")


def refuse_over_asking(query: Query, statement: VerifierStatement) -> None:
    """Hold every question against the statement.

    Raises:
        WalletRefuses: another credential type, or a claim that the statement does not list.
    """
    for credential in query.credentials:
        if not all(statement.credential_type in types for types in credential.type_alternatives):
            raise WalletRefuses("verifier-over-asks", "it asks for a kind of document that it is not listed for")
        asked = {tuple(claim.path) for claim in credential.claims}
        if not asked:
            raise WalletRefuses("verifier-over-asks", "it asks for everything on the card")
        listed = [place for path in statement.claims if (place := place_of(path, format_id=credential.format))]
        beyond = [path for path in asked if not any(lies_within(path, place) for place in listed)]
        if beyond:
            names = ", ".join(sorted(map(name_of, beyond)))
            raise WalletRefuses("verifier-over-asks", f"it is not listed to ask for {names}")
