"""What a service gets in the end: the Verdict and only the asked-for claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials.dcql.claims_path import select_path
from credentials.errors import CredentialError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credentials.strict_json import JsonObject
    from credentials.verification.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class Result:
    """The end of a check as it is sealed and later shown.

    Attributes:
        verdict: Every check with its outcome and sentence, as JSON.
        claims: Asked-for claims of a valid presentation by their last path element; empty otherwise.
    """

    verdict: JsonObject
    claims: JsonObject

    def to_json(self) -> JsonObject:
        """The value that is sealed."""
        return {"verdict": self.verdict, "claims": self.claims}

    @classmethod
    def from_json(cls, value: JsonObject) -> Result:
        """Read what `to_json` wrote."""
        return cls(verdict=value["verdict"], claims=value["claims"])


def result_of(verdict: Verdict, document: JsonObject, paths: Sequence[Sequence[str | int | None]]) -> Result:
    """Join a Verdict with the claims that may be handed on.

    Args:
        verdict: The outcome.
        document: All that is shown; it may be more than was asked for, where a format shows whole cards.
        paths: The asked-for claims paths, as the format has them (OpenID4VP 1.0 section 7).
    """
    claims: dict[str, Any] = {}
    if verdict.valid:
        for path in paths:
            try:
                found = select_path(document, list(path))
            except CredentialError:
                continue  # a valid Verdict has answered the query; what is absent here was not mandatory
            claims[str(path[-1])] = found[0] if len(found) == 1 else found
    return Result(verdict=verdict.to_json(), claims=claims)
