"""Who was allowed to issue what, and when: the authority's signed list, read here a second time and by itself.

The list is the one that the issuer believed last, as it came. Its signature is checked against the keys pinned in the
settings; that it may have expired since does not matter for the past.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from credentials.jose import jws
from credentials.model.instant import parse_instant
from stadtsiegel.check_issued.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject

_TYP = "stadtsiegel-trust-list+jwt"
_MOST_BYTES = 1_048_576
_FOR_EVER = 2**62


@dataclass(frozen=True, slots=True)
class Span:
    """Some time in which an entity may issue a type; the end is the first second in which it may no longer."""

    begins: int
    ends: int


class Statements:
    """All permissions to issue."""

    def __init__(self, spans: Mapping[tuple[str, str], Sequence[Span]]) -> None:
        self._spans = spans

    def allow(self, did: str, credential_type: str, at: int) -> bool:
        """Whether the authority allowed it at a moment."""
        return any(span.begins <= at < span.ends for span in self._spans.get((did, credential_type), ()))


NOBODY = Statements({})
"""What is known without a list: nothing."""


def read_statements(
    token: str | None, *, authority: str, keys: Sequence[PublicKey]
) -> tuple[Statements, list[Finding]]:
    """Read the list that was believed last.

    Args:
        token: the compact JWS as it was kept; None when none ever came.
        authority: whose list it must be.
        keys: the keys pinned for it.
    """
    if token is None:
        return NOBODY, [Finding("trust-list-missing", "seen_trust_list")]
    try:
        parsed = jws.parse(token, max_bytes=_MOST_BYTES)
        if not any(_signed_by(parsed, key) for key in keys):
            return NOBODY, [Finding("trust-list-not-proven", "seen_trust_list", "no pinned key signed it")]
        claims = parsed.claims()
        if claims["iss"] != authority:
            return NOBODY, [Finding("trust-list-not-proven", "seen_trust_list", "another authority's")]
        spans: dict[tuple[str, str], list[Span]] = {}
        for who, span in _spans(claims["statements"]):
            spans.setdefault(who, []).append(span)
    except (CredentialError, KeyError, TypeError) as error:
        return NOBODY, [Finding("trust-list-not-proven", "seen_trust_list", type(error).__name__)]
    return Statements(spans), []


def _signed_by(parsed: jws.Jws, key: PublicKey) -> bool:
    try:
        jws.verify(parsed, key, algorithms=key.algorithm.jose_names, typ=_TYP)
    except CredentialError:
        return False
    return True


def _spans(statements: Sequence[JsonObject]) -> Iterator[tuple[tuple[str, str], Span]]:
    for statement in statements:
        if statement["action"] != "issue":
            continue
        ends = [_FOR_EVER]
        if "until" in statement:
            ends.append(parse_instant(statement["until"]))
        if "end" in statement:
            # under a compromised statement no date is believed, whatever it says
            compromised = statement["end"]["as"] == "compromised"
            ends.append(0 if compromised else parse_instant(statement["end"]["at"]))
        span = Span(parse_instant(statement["starts"]), min(ends))
        yield (statement["entity"], statement["credential_type"]), span
