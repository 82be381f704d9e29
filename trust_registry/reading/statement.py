"""What an authority says: entity E may issue (or ask for) credential type T from ... until ..., and how that ended.

An ending has one of two kinds. After `ended`, what was signed before stays good. After `compromised`, no signed date is
believed, because whoever has the key writes any date. The wire form is in `trust_list.schema.json`; the statement that
a verifier carries to wallets is described in `docs/protocols/verifier-statement.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from credentials.errors import ModelError
from credentials.model.instant import parse_instant, render_instant
from trust_registry.reading.errors import StatementMalformed
from trust_registry.reading.wire_shape import judge_shape
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from collections.abc import Iterable

    from credentials.strict_json import JsonObject

STATEMENT_TYP = "stadtsiegel-statement+jwt"
"""The `typ` of a statement signed by itself."""

VERIFIER_STATEMENT_FORMAT = "urn:uuid:d912a718-cb91-4a7f-8b40-01f010940296"
"""The `format` of a verifier's statement in `verifier_info` (OpenID4VP 1.0 section 5.1).

A UUID is a collision-resistant name (RFC 7519 section 2) that nobody has to own a domain for.
"""

Path = tuple[str | int | None, ...]
"""A claims path pointer (OpenID4VP 1.0 section 7)."""


class Action(StrEnum):
    """What a statement allows."""

    ISSUE = "issue"
    VERIFY = "verify"


class Disclosure(StrEnum):
    """How much a purpose insists on being shown no more than it asks for."""

    REQUIRED = "required"
    PREFERRED = "preferred"


class EndKind(StrEnum):
    """How a statement came to its end."""

    ENDED = "ended"
    COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True)
class End:
    """When a statement came to its end, and of which kind."""

    kind: EndKind
    at: int


@dataclass(frozen=True, slots=True)
class Asking:
    """What a verifier may ask, why, and how long it keeps the result.

    Attributes:
        purpose: its short name, with
        title: and
        reason: in plain words.
        claims: the most that may be asked for.
        retention_seconds: how long the result is kept.
        selective_disclosure: whether a card that is shown whole is refused (`required`) or taken too (`preferred`);
            None where nothing is said of it, as for the whole card.
        legal_basis: by what right it asks; None where an earlier statement does not say it.
        optional: those of the claims that a card may lack.
        officer_sees: what of the claims a person sees who checks; None for all.
        override: why it asks for more than its kind of document has; None where it does not.
    """

    purpose: str
    title: LocalText
    reason: LocalText
    claims: tuple[Path, ...]
    retention_seconds: int
    selective_disclosure: Disclosure | None = None
    legal_basis: LocalText | None = None
    optional: tuple[Path, ...] = ()
    officer_sees: tuple[Path, ...] | None = None
    override: LocalText | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an authority.

    Attributes:
        id: the statement's own identifier.
        authority: the DID that says it.
        entity: the DID of whom it speaks.
        action: whether the entity may issue or verify.
        credential_type: the IRI of the credential type.
        starts: the first second in which it holds.
        until: the first second in which it holds no longer, where that was planned.
        end: how it came to its end, where it did.
        name: what people call the entity.
        asking: present exactly when the action is `verify`.
        signed: the statement as a compact JWS of its own, where the authority made one.
    """

    id: str
    authority: str
    entity: str
    action: Action
    credential_type: str
    starts: int
    until: int | None
    end: End | None
    name: LocalText
    asking: Asking | None
    signed: str | None = None

    @property
    def stops(self) -> int | None:
        """The first second in which the statement holds no longer; None where none is set."""
        return min((t for t in (self.until, self.end.at if self.end else None) if t is not None), default=None)

    @property
    def compromised(self) -> bool:
        """Whether no date signed under this statement is believed."""
        return self.end is not None and self.end.kind is EndKind.COMPROMISED

    def covers(self, at: int) -> bool:
        """Whether the statement speaks of the moment `at`."""
        return self.starts <= at and (self.stops is None or at < self.stops)

    def with_signature(self, signed: str | None) -> Statement:
        """The same statement with its own compact JWS."""
        return replace(self, signed=signed)


def parse_statement(entry: JsonObject, *, authority: str) -> Statement:
    """Read one entry of a list.

    Raises:
        StatementMalformed: when it has not the shape of the schema, or has a member this reader does not know: a
            restriction that is not understood must not be passed over.
    """
    faults = judge_shape(entry, "statement")
    if faults:
        raise StatementMalformed(f"a statement on the list is malformed at {faults[0][0] or 'its top'}")
    ended = entry.get("end")
    purpose = entry.get("purpose")
    try:
        return Statement(
            id=entry["id"],
            authority=authority,
            entity=entry["entity"],
            action=Action(entry["action"]),
            credential_type=entry["credential_type"],
            starts=parse_instant(entry["starts"]),
            until=parse_instant(entry["until"]) if "until" in entry else None,
            end=End(EndKind(ended["as"]), parse_instant(ended["at"])) if ended else None,
            name=LocalText.of(entry["name"]),
            asking=parse_asking(entry) if purpose else None,
            signed=entry.get("signed"),
        )
    except ModelError as error:
        raise StatementMalformed("a statement on the list has an impossible date") from error


def parse_asking(entry: JsonObject) -> Asking:
    """Read what a statement says about asking from an entry whose shape has been judged."""
    return Asking(
        purpose=entry["purpose"]["id"],
        title=LocalText.of(entry["purpose"]["title"]),
        reason=LocalText.of(entry["purpose"]["reason"]),
        claims=_paths(entry["claims"]),
        retention_seconds=entry["retention_seconds"],
        selective_disclosure=Disclosure(entry["selective_disclosure"]) if "selective_disclosure" in entry else None,
        legal_basis=LocalText.of(entry["legal_basis"]) if "legal_basis" in entry else None,
        optional=_paths(entry.get("optional", ())),
        officer_sees=_paths(entry["officer_sees"]) if "officer_sees" in entry else None,
        override=LocalText.of(entry["override"]["reason"]) if "override" in entry else None,
    )


def _paths(paths: Iterable[Iterable[str | int | None]]) -> tuple[Path, ...]:
    return tuple(tuple(path) for path in paths)


def render_statement(statement: Statement) -> JsonObject:
    """Write one entry of a list."""
    entry: JsonObject = {
        "id": statement.id,
        "entity": statement.entity,
        "action": statement.action.value,
        "credential_type": statement.credential_type,
        "starts": render_instant(statement.starts),
        "name": statement.name.to_json(),
    }
    if statement.until is not None:
        entry["until"] = render_instant(statement.until)
    if statement.end is not None:
        entry["end"] = {"as": statement.end.kind.value, "at": render_instant(statement.end.at)}
    if statement.asking is not None:
        entry |= _render_asking(statement.asking)
    if statement.signed is not None:
        entry["signed"] = statement.signed
    return entry


def render_statement_claims(statement: Statement, *, issued_at: int, expires: int) -> JsonObject:
    """Write the payload of a verify statement signed by itself (docs/protocols/verifier-statement.md)."""
    if statement.asking is None:
        raise ValueError("only a statement about asking is carried to wallets")
    return {
        "iss": statement.authority,
        "sub": statement.entity,
        "jti": statement.id,
        "iat": issued_at,
        "nbf": statement.starts,
        "exp": min(expires, statement.stops) if statement.stops is not None else expires,
        "name": statement.name.to_json(),
        "credential_type": statement.credential_type,
        **_render_asking(statement.asking),
    }


def _render_asking(asking: Asking) -> JsonObject:
    said: JsonObject = {
        "purpose": {"id": asking.purpose, "title": asking.title.to_json(), "reason": asking.reason.to_json()},
        "claims": [list(path) for path in asking.claims],
        "retention_seconds": asking.retention_seconds,
    }
    if asking.selective_disclosure is not None:
        said["selective_disclosure"] = asking.selective_disclosure.value
    if asking.legal_basis is not None:
        said["legal_basis"] = asking.legal_basis.to_json()
    if asking.optional:
        said["optional"] = [list(path) for path in asking.optional]
    if asking.officer_sees is not None:
        said["officer_sees"] = [list(path) for path in asking.officer_sees]
    if asking.override is not None:
        said["override"] = {"reason": asking.override.to_json()}
    return said
