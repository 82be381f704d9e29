"""Reveal claims: put what was disclosed into the place of its digest (RFC 9901 section 7.1, steps 3 to 5).

A digest without a disclosure is left out, for it may be a claim that the holder withholds, or a decoy. Everything else
that does not fit exactly is refused: what could be read in two ways would be seen by one reader and not by the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from credentials.errors import SdJwtError
from credentials.sd_jwt.disclosure import ARRAY_DIGEST, DIGESTS, HASH_NAME, digest, hash_of, parse_disclosure
from credentials.strict_json import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from credentials.dcql.claims_path import ClaimsPath
    from credentials.sd_jwt.disclosure import Disclosure
    from credentials.strict_json import JsonObject


@dataclass(frozen=True, slots=True)
class Revealed:
    """A payload after processing.

    Attributes:
        claims: what is shown, with nothing left of how it was concealed.
        places: for each disclosure, as it is sent, the place of its claim in `claims`.
        withheld: the objects and arrays in which some digest has no disclosure.
    """

    claims: JsonObject
    places: Mapping[str, ClaimsPath]
    withheld: frozenset[ClaimsPath]


def reveal(payload: JsonObject, disclosures: Iterable[str]) -> Revealed:
    """Process the payload of an issuer-signed JWT together with disclosures.

    Raises:
        SdJwtError: for whatever section 7.1 rejects: a malformed or unreferenced disclosure, one in the wrong kind of
            place, a name that is there already or reserved, a digest that stands twice; and for a malformed digest, or
            claims nested deeper than they could be without disclosures.
    """
    hash_name = hash_of(payload)
    by_digest: dict[str, Disclosure] = {}
    for disclosure in map(parse_disclosure, disclosures):
        if (hashed := digest(disclosure.text, hash_name)) in by_digest:
            raise SdJwtError("the same disclosure twice")
        by_digest[hashed] = disclosure
    revealer = _Revealer(by_digest)
    claims = revealer.reveal_object({name: value for name, value in payload.items() if name != HASH_NAME}, ())
    if len(revealer.places) != len(by_digest):
        raise SdJwtError("a disclosure that belongs to no digest")
    return Revealed(claims, revealer.places, frozenset(revealer.withheld))


@dataclass
class _Revealer:
    by_digest: Mapping[str, Disclosure]
    seen: set[str] = field(default_factory=set)
    places: dict[str, ClaimsPath] = field(default_factory=dict)
    withheld: set[ClaimsPath] = field(default_factory=set)

    def reveal_object(self, members: JsonObject, path: ClaimsPath) -> JsonObject:
        if ARRAY_DIGEST in members or HASH_NAME in members:
            raise SdJwtError("a reserved name stands where no digest can be")
        digests = members.get(DIGESTS, [])
        if not isinstance(digests, list):
            raise SdJwtError("_sd is not an array of digests")
        revealed = {
            name: self._reveal_value(value, (*path, name)) for name, value in members.items() if name != DIGESTS
        }
        for written in digests:
            disclosure = self._open(written, path)
            if disclosure is None:
                continue
            if disclosure.name is None:
                raise SdJwtError("an element of an array is disclosed in the place of a claim")
            if disclosure.name in revealed:
                raise SdJwtError("a disclosed claim is there already")
            revealed[disclosure.name] = self._place(disclosure, (*path, disclosure.name))
        return revealed

    def _reveal_value(self, value: Any, path: ClaimsPath) -> Any:
        if len(path) > MAX_DEPTH:
            raise SdJwtError(f"disclosures nested deeper than {MAX_DEPTH} levels")
        if isinstance(value, dict):
            return self.reveal_object(value, path)
        if isinstance(value, list):
            return self._reveal_array(value, path)
        return value

    def _reveal_array(self, elements: list[Any], path: ClaimsPath) -> list[Any]:
        revealed: list[Any] = []
        for element in elements:
            here = (*path, len(revealed))
            if not isinstance(element, dict) or ARRAY_DIGEST not in element:
                revealed.append(self._reveal_value(element, here))
                continue
            if len(element) != 1:
                raise SdJwtError("a digest in an array has other members beside it")
            disclosure = self._open(element[ARRAY_DIGEST], path)
            if disclosure is None:
                continue
            if disclosure.name is not None:
                raise SdJwtError("a claim is disclosed in the place of an element of an array")
            revealed.append(self._place(disclosure, here))
        return revealed

    def _open(self, written: object, path: ClaimsPath) -> Disclosure | None:
        if not isinstance(written, str):
            raise SdJwtError("a digest is a text")
        if written in self.seen:
            raise SdJwtError("a digest that stands twice")
        self.seen.add(written)
        disclosure = self.by_digest.get(written)
        if disclosure is None:
            self.withheld.add(path)
        return disclosure

    def _place(self, disclosure: Disclosure, path: ClaimsPath) -> Any:
        self.places[disclosure.text] = path
        return self._reveal_value(disclosure.value, path)
