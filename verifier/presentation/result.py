"""What a service gets in the end: the Verdict and only the asked-for claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.dcql.ask import SUBJECT, place_of
from credentials.dcql.claims_path import select_path
from credentials.errors import CredentialError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credentials.dcql.claims_path import ClaimsPath
    from credentials.strict_json import JsonObject
    from credentials.verification.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class Result:
    """The end of a check as it is sealed and later shown.

    Attributes:
        verdict: Every check with its outcome and sentence, as JSON.
        claims: Asked-for claims of a valid presentation, nested as on the card, for the service's software; empty
            otherwise.
        officer: What of them a person sees who checks; all of them where the statement does not say less.
    """

    verdict: JsonObject
    claims: JsonObject
    officer: JsonObject

    def to_json(self) -> JsonObject:
        """The value that is sealed."""
        return {"verdict": self.verdict, "claims": self.claims, "officer": self.officer}

    @classmethod
    def from_json(cls, value: JsonObject) -> Result:
        """Read what `to_json` wrote, in an earlier version as well, which let an officer see everything."""
        return cls(
            verdict=value["verdict"],
            claims=value["claims"],
            officer=value["officer"] if "officer" in value else value["claims"],
        )


def result_of(
    verdict: Verdict,
    document: JsonObject,
    asked: Sequence[ClaimsPath],
    *,
    officer_sees: Sequence[ClaimsPath],
    format_id: str,
) -> Result:
    """Join a Verdict with the claims that may be handed on.

    Args:
        verdict: The outcome.
        document: All that is shown; it may be more than was asked for, where a format shows whole cards.
        asked: The asked-for claims, as paths into a W3C credential.
        officer_sees: Those of them that are shown to a person.
        format_id: The format of the document.
    """
    if not verdict.valid:
        return Result(verdict=verdict.to_json(), claims={}, officer={})
    return Result(
        verdict=verdict.to_json(),
        claims=_select(document, asked, format_id=format_id),
        officer=_select(document, officer_sees, format_id=format_id),
    )


def _select(document: JsonObject, asked: Sequence[ClaimsPath], *, format_id: str) -> JsonObject:
    selected: JsonObject = {}
    wanted = {_names(path): place for path in asked if (place := place_of(path, format_id=format_id))}
    for names, place in wanted.items():
        if any(names[:length] in wanted for length in range(1, len(names))):
            continue  # it comes with the group in which it lies
        try:
            found = select_path(document, place)
        except CredentialError:
            continue  # a valid Verdict has answered the query; what is absent here was not mandatory
        group = selected
        for name in names[:-1]:
            group = group.setdefault(name, {})
        group[names[-1]] = found[0] if len(found) == 1 else found
    return selected


def _names(path: ClaimsPath) -> tuple[str, ...]:
    """The names on the way to a claim, from the subject on; places in lists are no part of them."""
    names = tuple(step for step in path if isinstance(step, str))
    return names[1:] if names[:1] == (SUBJECT,) and names[1:] else names
