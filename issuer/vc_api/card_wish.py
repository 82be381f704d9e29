"""What an office's credential asks for: a kind of card, its claims, and whom it is for; all else the office decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plumbing.http.vc_api_request import malformed

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from issuer.offices.office import Office
    from use_cases.use_case import UseCase

_MEMBERS = frozenset({"@context", "type", "issuer", "credentialSubject"})


@dataclass(frozen=True, slots=True)
class CardWish:
    """A card to be issued.

    Attributes:
        use_case: the name of its kind.
        holder: the DID of its holder.
        claims: what it is to say; not judged yet.
    """

    use_case: str
    holder: str
    claims: JsonObject

    def __repr__(self) -> str:
        return "CardWish(***)"


def read_wish(credential: JsonObject, office: Office) -> CardWish:
    """Read the credential of a request.

    Raises:
        Problem: 400 for a member that this office decides itself, a type that it does not issue, another issuer, other
            contexts, or a subject that is not one holder with claims.
    """
    if not credential.keys() <= _MEMBERS:
        raise malformed(
            "Only @context, type, issuer and credentialSubject belong into the credential; its id, validity, status "
            "and schema are what this office makes them."
        )
    use_case = _use_case_of(credential.get("type"), office)
    if "@context" in credential and credential["@context"] != list(use_case.contexts):
        raise malformed(f"@context of this type is {', '.join(use_case.contexts)}, or left away.")
    issuer = credential.get("issuer", office.did)
    if (issuer.get("id") if isinstance(issuer, dict) else issuer) != office.did:
        raise malformed(f"issuer is {office.did}, or left away.")
    subject: Any = credential.get("credentialSubject")
    if not isinstance(subject, dict) or not isinstance(subject.get("id"), str):
        raise malformed("credentialSubject is one object with the DID of its holder as id.")
    claims = {name: value for name, value in subject.items() if name != "id"}
    return CardWish(use_case.name, subject["id"], claims)


def _use_case_of(types: object, office: Office) -> UseCase:
    given = types if isinstance(types, list) else [types]
    for use_case in office.use_cases.values():
        if all(isinstance(one, str) for one in given) and sorted(given) == sorted(use_case.types):
            return use_case
    raise malformed("type is that of a card which this office issues, with VerifiableCredential.")
