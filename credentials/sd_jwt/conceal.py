"""Conceal claims: put digests in their place and write a disclosure for each (RFC 9901 sections 4.2 and 6).

What is concealed is told by claims paths. Where one lies within another (`address` and `address.street`), the inner one
is concealed within the disclosure of the outer one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from credentials.errors import SdJwtError
from credentials.sd_jwt.disclosure import (
    ARRAY_DIGEST,
    DEFAULT_HASH,
    DIGESTS,
    HASH_NAME,
    MAX_DISCLOSURES,
    RESERVED,
    digest,
    write_disclosure,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from credentials.dcql.claims_path import ClaimsPath
    from credentials.strict_json import JsonObject

SALT_BYTES = 16
"""128 bits (section 9.3): nobody can try out what a digest stands for."""

_DECOY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Concealed:
    """What the issuer signs, and what opens it."""

    payload: JsonObject
    disclosures: tuple[str, ...]


def conceal(
    claims: JsonObject,
    disclosable: Collection[ClaimsPath],
    *,
    entropy: Callable[[int], bytes],
    decoys: int | Mapping[ClaimsPath, int] = 0,
) -> Concealed:
    """Conceal every claim that one of the paths points at; a path that points at nothing conceals nothing.

    Args:
        claims: in the clear.
        disclosable: claims paths of what a holder may withhold.
        entropy: gives so many bytes that nobody can guess: for salts and decoys.
        decoys: how many digests of nothing are added to each `_sd`, or to each object by its own path; they are added
            even where nothing else is concealed in it: then the number of digests does not say which optional claims
            there are (section 4.2.5). A single number stands where digests stand, and at the top.

    Raises:
        SdJwtError: for a claim with a reserved name, or for more disclosures than are read.
    """
    concealer = _Concealer(entropy, decoys)
    payload = concealer.conceal_object(claims, disclosable, ())
    if len(concealer.disclosures) > MAX_DISCLOSURES:
        raise SdJwtError(f"more than {MAX_DISCLOSURES} disclosures are not read anywhere here")
    if concealer.disclosures or DIGESTS in payload:
        payload[HASH_NAME] = DEFAULT_HASH
    return Concealed(payload, tuple(concealer.disclosures))


@dataclass
class _Concealer:
    entropy: Callable[[int], bytes]
    decoys: int | Mapping[ClaimsPath, int]
    disclosures: list[str] = field(default_factory=list)

    def conceal_object(self, members: JsonObject, paths: Collection[ClaimsPath], here: ClaimsPath) -> JsonObject:
        clear: JsonObject = {}
        digests = []
        for name, member in members.items():
            if name in RESERVED:
                raise SdJwtError("a claim has a reserved name")
            below = [path[1:] for path in paths if path[:1] == (name,)]
            value = self._conceal_value(member, below, (*here, name))
            if () in below:
                digests.append(self._disclose(name, value))
            else:
                clear[name] = value
        digests += [digest(self.entropy(_DECOY_BYTES).hex()) for _ in range(self._decoys_at(here, bool(digests)))]
        # sorted: their order must not tell which digest stands for which claim
        return clear | {DIGESTS: sorted(digests)} if digests else clear

    def _decoys_at(self, here: ClaimsPath, concealed: bool) -> int:
        if isinstance(self.decoys, int):
            return self.decoys if concealed or not here else 0
        return self.decoys.get(here, 0)

    def _conceal_value(self, value: Any, paths: Collection[ClaimsPath], here: ClaimsPath) -> Any:
        if isinstance(value, dict):
            return self.conceal_object(value, paths, here)
        if isinstance(value, list):
            return [self._conceal_element(place, element, paths, here) for place, element in enumerate(value)]
        return value

    def _conceal_element(self, place: int, element: Any, paths: Collection[ClaimsPath], here: ClaimsPath) -> Any:
        below = [path[1:] for path in paths if path[:1] in ((place,), (None,))]
        value = self._conceal_value(element, below, (*here, place))
        return {ARRAY_DIGEST: self._disclose(None, value)} if () in below else value

    def _disclose(self, name: str | None, value: Any) -> str:
        text = write_disclosure(self.entropy(SALT_BYTES), name, value)
        self.disclosures.append(text)
        return digest(text)
