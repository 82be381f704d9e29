"""A DCQL query, read strictly (OpenID4VP 1.0 section 6).

What a query may say about a format's type is one row of a table here, and is turned into one thing for all formats:
alternatives of type identifiers. Unknown members are ignored, as the specification asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials.dcql.claims_path import ClaimsPath, parse_path
from credentials.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from credentials.strict_json import JsonObject

ClaimValue = str | int | bool

_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_IDENTIFIER = 128
MOST_ENTRIES = 100
"""No array of a query may be longer: selection tries combinations."""


@dataclass(frozen=True, slots=True)
class ClaimQuery:
    """One claim asked for; `values` empty means that any value will do."""

    id: str | None
    path: ClaimsPath
    values: tuple[ClaimValue, ...]


@dataclass(frozen=True, slots=True)
class CredentialQuery:
    """One credential asked for.

    Attributes:
        id: the name under which the answer stands in `vp_token`.
        format: the credential format identifier, like `ldp_vc`.
        type_alternatives: the credential must have all types of at least one of these; none for a format that is not
            known here, which no credential can answer.
        claims: in the order of the query.
        claim_sets: alternatives of claims, preferred first; empty means that all claims are asked for.
        multiple: whether more than one credential may answer.
        holder_binding: whether the answer must prove possession of the holder's key.
        trusted_authorities: hints as they stand in the query; the verifier never takes trust from them.
    """

    id: str
    format: str
    type_alternatives: tuple[frozenset[str], ...]
    claims: tuple[ClaimQuery, ...]
    claim_sets: tuple[tuple[ClaimQuery, ...], ...]
    multiple: bool
    holder_binding: bool
    trusted_authorities: tuple[JsonObject, ...]

    @property
    def claim_options(self) -> tuple[tuple[ClaimQuery, ...], ...]:
        """Combinations of claims that answer the query, preferred first; always at least one."""
        return self.claim_sets or (self.claims,)


@dataclass(frozen=True, slots=True)
class CredentialSet:
    """Alternatives of credentials by their query ids, preferred first."""

    options: tuple[tuple[str, ...], ...]
    required: bool


@dataclass(frozen=True, slots=True)
class Query:
    """What a verifier asks for; without `credential_sets` all credentials are asked for."""

    credentials: tuple[CredentialQuery, ...]
    credential_sets: tuple[CredentialSet, ...]

    def credential(self, query_id: str) -> CredentialQuery:
        """The credential query with this id.

        Raises:
            QueryError: when there is none.
        """
        for credential in self.credentials:
            if credential.id == query_id:
                return credential
        raise QueryError("the query has no credential with this id")

    def is_answered_by(self, answered: frozenset[str]) -> bool:
        """Whether these credential queries, all answered, satisfy the query as a whole (section 6.4.2)."""
        if not self.credential_sets:
            return all(credential.id in answered for credential in self.credentials)
        return all(
            any(answered.issuperset(option) for option in credential_set.options)
            for credential_set in self.credential_sets
            if credential_set.required
        )


def parse_query(value: object) -> Query:
    """Read a DCQL query.

    Raises:
        QueryError: and nothing else, for whatever breaks the rules.
    """
    query = _object(value, "a DCQL query")
    credentials = tuple(_parse_credential(entry) for entry in _entries(query, "credentials"))
    ids = [credential.id for credential in credentials]
    if len(set(ids)) != len(ids):
        raise QueryError("two credential queries have the same id")
    sets = tuple(_parse_set(entry, frozenset(ids)) for entry in _optional_entries(query, "credential_sets"))
    return Query(credentials, sets)


def _parse_credential(value: object) -> CredentialQuery:
    query = _object(value, "a credential query")
    format_ = query.get("format")
    if not isinstance(format_, str) or not format_:
        raise QueryError("a credential query names its format")
    claims = tuple(_parse_claim(entry) for entry in _optional_entries(query, "claims"))
    if len({claim.path for claim in claims}) != len(claims):
        raise QueryError("the same claim is asked for twice")
    return CredentialQuery(
        id=_parse_identifier(query.get("id")),
        format=format_,
        type_alternatives=_parse_meta(format_, query.get("meta")),
        claims=claims,
        claim_sets=_parse_claim_sets(query, claims),
        multiple=_flag(query, "multiple", absent=False),
        holder_binding=_flag(query, "require_cryptographic_holder_binding", absent=True),
        trusted_authorities=tuple(_parse_authority(e) for e in _optional_entries(query, "trusted_authorities")),
    )


def _parse_claim(value: object) -> ClaimQuery:
    claim = _object(value, "a claims query")
    values = _optional_entries(claim, "values")
    if not all(isinstance(v, str | int) for v in values):
        raise QueryError("the values of a claims query are texts, integers or booleans")
    identifier = _parse_identifier(claim["id"]) if "id" in claim else None
    return ClaimQuery(identifier, parse_path(claim.get("path")), tuple(values))


def _parse_claim_sets(query: JsonObject, claims: tuple[ClaimQuery, ...]) -> tuple[tuple[ClaimQuery, ...], ...]:
    by_id = {claim.id: claim for claim in claims if claim.id is not None}
    if len(by_id) != sum(claim.id is not None for claim in claims):
        raise QueryError("two claims queries have the same id")
    if "claim_sets" not in query:
        return ()
    if not claims:
        raise QueryError("claim_sets may stand only beside claims")
    if len(by_id) != len(claims):
        raise QueryError("beside claim_sets every claims query needs an id")
    sets = []
    for entry in _entries(query, "claim_sets"):
        ids = _identifiers(entry, "a claim set")
        if not by_id.keys() >= set(ids):
            raise QueryError("a claim set names a claim that is not in the query")
        sets.append(tuple(by_id[identifier] for identifier in ids))
    return tuple(sets)


def _parse_set(value: object, known: frozenset[str]) -> CredentialSet:
    credential_set = _object(value, "a credential set query")
    options = tuple(_identifiers(entry, "an option") for entry in _entries(credential_set, "options"))
    if not all(known.issuperset(option) for option in options):
        raise QueryError("a credential set names a credential that is not in the query")
    return CredentialSet(options, _flag(credential_set, "required", absent=True))


def _parse_authority(value: object) -> JsonObject:
    authority = _object(value, "a trusted authority")
    if not isinstance(authority.get("type"), str):
        raise QueryError("a trusted authority names its type")
    if not all(isinstance(entry, str) for entry in _entries(authority, "values")):
        raise QueryError("the values of a trusted authority are texts")
    return authority


def _parse_meta(format_: str, value: object) -> tuple[frozenset[str], ...]:
    meta = _object(value, "meta of a credential query")
    rule = _META_RULES.get(format_)
    return rule(meta) if rule else ()


def _type_values(meta: JsonObject) -> tuple[frozenset[str], ...]:
    """W3C formats: arrays of fully expanded types, of which the credential has all (appendices B.1.1 and B.1.2)."""
    return tuple(frozenset(_texts(entry, "an entry of type_values")) for entry in _entries(meta, "type_values"))


def _vct_values(meta: JsonObject) -> tuple[frozenset[str], ...]:
    """SD-JWT VC: one of several `vct` (appendix B.3.5)."""
    return tuple(frozenset({vct}) for vct in _texts(meta.get("vct_values"), "vct_values"))


def _doctype_value(meta: JsonObject) -> tuple[frozenset[str], ...]:
    """ISO mdoc: one document type (appendix B.2.3)."""
    return (frozenset(_texts([meta.get("doctype_value")], "doctype_value")),)


_META_RULES: Mapping[str, Callable[[JsonObject], tuple[frozenset[str], ...]]] = {
    "ldp_vc": _type_values,
    "jwt_vc_json": _type_values,
    "vc+jwt": _type_values,
    "vc+sd-jwt": _type_values,
    "dc+sd-jwt": _vct_values,
    "mso_mdoc": _doctype_value,
}


def _parse_identifier(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_IDENTIFIER or not _IDENTIFIER.fullmatch(value):
        raise QueryError("an id in a query is made of letters, digits, _ and -")
    return value


def _identifiers(value: object, what: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not 0 < len(value) <= MOST_ENTRIES:
        raise QueryError(f"{what} is an array of 1 to {MOST_ENTRIES} ids")
    return tuple(_parse_identifier(entry) for entry in value)


def _texts(value: object, what: str) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(v, str) and v for v in value):
        raise QueryError(f"{what} has at least one text and nothing else")
    return value


def _object(value: object, what: str) -> JsonObject:
    if not isinstance(value, dict):
        raise QueryError(f"{what} is a JSON object")
    return value


def _entries(parent: JsonObject, name: str) -> list[Any]:
    entries = parent.get(name)
    if not isinstance(entries, list) or not 0 < len(entries) <= MOST_ENTRIES:
        raise QueryError(f"{name} is an array of 1 to {MOST_ENTRIES} entries")
    return entries


def _optional_entries(parent: JsonObject, name: str) -> list[Any]:
    return _entries(parent, name) if name in parent else []


def _flag(parent: JsonObject, name: str, *, absent: bool) -> bool:
    flag = parent.get(name, absent)
    if not isinstance(flag, bool):
        raise QueryError(f"{name} is true or false")
    return flag
