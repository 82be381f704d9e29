"""A snapshot as tokens that wait for the authority's signature: each verify statement by itself, then the list.

Pure, so that a change can be refused before it is made when the list would grow beyond what readers take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials import strict_json
from credentials.jose import jws
from trust_registry.reading.signed_list import LIST_TYP
from trust_registry.reading.statement import (
    STATEMENT_TYP,
    Statement,
    render_statement,
    render_statement_claims,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.to_be_signed import ToBeSigned
    from trust_registry.keeping.statement_store import Snapshot

ALGORITHM = "EdDSA"
_SIGNATURE_BYTES = 64


def prepare_statements(snapshot: Snapshot, *, kid: str, now: int, expires: int) -> dict[str, ToBeSigned[str]]:
    """Prepare, by statement id, every verify statement that holds at some moment in the life of the list."""
    return {
        statement.id: _prepare_statement(statement, kid=kid, now=now, expires=expires)
        for statement in snapshot.statements
        if statement.asking is not None
        and statement.starts < expires
        and (statement.stops is None or now < statement.stops)
    }


def prepare_list(
    snapshot: Snapshot, signed: Mapping[str, str], *, authority: str, kid: str, now: int, expires: int
) -> ToBeSigned[str]:
    """Prepare the list with the statements that have been signed by themselves."""
    payload = {
        "iss": authority,
        "iat": now,
        "exp": expires,
        "version": snapshot.version,
        "statements": [render_statement(s.with_signature(signed.get(s.id))) for s in snapshot.statements],
        "credential_types": [entry.to_json() for entry in snapshot.credential_types],
    }
    return jws.prepare({"alg": ALGORITHM, "typ": LIST_TYP, "kid": kid}, strict_json.render(payload))


def measure_list(snapshot: Snapshot, *, authority: str, kid: str, now: int, expires: int) -> int:
    """The size in bytes that the signed list would have."""
    no_signature = bytes(_SIGNATURE_BYTES)
    statements = prepare_statements(snapshot, kid=kid, now=now, expires=expires)
    signed = {statement_id: token.attach(no_signature) for statement_id, token in statements.items()}
    draft = prepare_list(snapshot, signed, authority=authority, kid=kid, now=now, expires=expires)
    return len(draft.attach(no_signature))


def _prepare_statement(statement: Statement, *, kid: str, now: int, expires: int) -> ToBeSigned[str]:
    claims = render_statement_claims(statement, issued_at=now, expires=expires)
    return jws.prepare({"alg": ALGORITHM, "typ": STATEMENT_TYP, "kid": kid}, strict_json.render(claims))
