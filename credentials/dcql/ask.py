"""Ask for one card in every format that will do: one credential query each, preferred first (OpenID4VP 1.0 section 6).

Claims are named once, as paths into a W3C credential; each format says where the same claim stands in it. The format in
which every card can be shown in part comes first: a wallet takes the first option that it can meet (section 6.4.2).
DCQL cannot say the same of a cryptosuite: whether a W3C credential was shown in part is seen when it comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from credentials.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from credentials.dcql.claims_path import ClaimsPath
    from credentials.strict_json import JsonObject

# A term that VCDM defines expands to this IRI in 1.1 and 2.0 alike (OpenID4VP 1.0 appendix B.1.1).
VERIFIABLE_CREDENTIAL = "https://www.w3.org/2018/credentials#VerifiableCredential"
SUBJECT = "credentialSubject"

MOST_OPTIONAL = 4
"""So many optional claims may be missing in any combination: sixteen of them, of which a wallet tries each."""


@dataclass(frozen=True, slots=True)
class AskedFormat:
    """How one format is asked for.

    Attributes:
        id: the credential format identifier.
        query_id: the stable name of its credential query, and of the answer in `vp_token`.
        presented_as: what a presentation of it is in `vp_token`: a JSON object or a text (appendix B).
        meta: from a type IRI to what names the type in this format.
        place: from a path into a W3C credential to the place of the same claim; None where there is none.
    """

    id: str
    query_id: str
    presented_as: type[dict[str, Any]] | type[str]
    meta: Callable[[str], JsonObject]
    place: Callable[[ClaimsPath], ClaimsPath | None]


def _at_the_top(path: ClaimsPath) -> ClaimsPath | None:
    """SD-JWT VC has no subject of its own: the subject's claims stand at the top level."""
    return path[1:] if path[:1] == (SUBJECT,) and path[1:] else None


ASKED_FORMATS: Mapping[str, AskedFormat] = MappingProxyType(
    {
        row.id: row
        for row in (
            AskedFormat("dc+sd-jwt", "dc_sd-jwt", str, lambda iri: {"vct_values": [iri]}, _at_the_top),
            AskedFormat(
                "ldp_vc",
                "ldp_vc",
                dict,
                lambda iri: {"type_values": [[VERIFIABLE_CREDENTIAL, iri]]},
                lambda path: path,
            ),
        )
    }
)
"""In order of preference."""


def ask_for_card(
    type_iri: str,
    claims: Sequence[ClaimsPath],
    *,
    formats: frozenset[str],
    optional: Collection[ClaimsPath] = (),
) -> JsonObject:
    """Write the DCQL query for one card of a type, in one of several formats.

    Args:
        type_iri: the credential type; the same IRI in every format.
        claims: what is asked for, as paths into a W3C credential.
        formats: ids of the formats that the asker can judge.
        optional: those of the claims that a card may lack; with as many of them as it has it answers.

    Raises:
        QueryError: when no format has a place for all claims.
    """
    credentials = [
        query
        for row in ASKED_FORMATS.values()
        if row.id in formats and (query := _credential_query(row, type_iri, claims, optional))
    ]
    if not credentials:
        raise QueryError("no accepted format has a place for all of these claims")
    return {
        "credentials": credentials,
        "credential_sets": [{"options": [[credential["id"]] for credential in credentials]}],
    }


def place_of(path: ClaimsPath, *, format_id: str) -> ClaimsPath | None:
    """Where the claim of a W3C path stands in a card of a format; None where it has no place there."""
    row = ASKED_FORMATS.get(format_id)
    return row.place(path) if row else None


def _credential_query(
    row: AskedFormat, type_iri: str, claims: Sequence[ClaimsPath], optional: Collection[ClaimsPath]
) -> JsonObject | None:
    places = [place for path in claims if (place := row.place(path))]
    if len(places) != len(claims):
        return None
    query: JsonObject = {"id": row.query_id, "format": row.id, "meta": row.meta(type_iri)}
    left_out = [number for number, path in enumerate(claims) if path in optional]
    if not left_out:
        return query | {"claims": [{"path": list(place)} for place in places]}
    named = [{"id": f"claim-{number}", "path": list(place)} for number, place in enumerate(places)]
    return query | {"claims": named, "claim_sets": [[f"claim-{n}" for n in s] for s in _sets(len(claims), left_out)]}


def _sets(count: int, optional: Sequence[int]) -> Iterator[list[int]]:
    """Which claims answer together, most of them first; of many optional ones either all or none, to keep it short."""
    sizes = range(len(optional) + 1) if len(optional) <= MOST_OPTIONAL else (0, len(optional))
    for size in sizes:
        for missing in combinations(reversed(optional), size):
            if answered := [number for number in range(count) if number not in missing]:
                yield answered
