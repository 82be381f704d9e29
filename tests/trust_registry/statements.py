"""Statements as tests need them."""

from __future__ import annotations

from typing import Any

from trust_registry.reading.statement import Action, Asking, End, EndKind, Path, Statement
from use_cases.local_text import LocalText

AUTHORITY = "did:web:trust.city.example"
LIBRARY = "did:web:library.city.example"
CARD = "https://city.example/types/LibraryCard"
NAME = LocalText(de="Stadtbibliothek", en="City library")


def statement(
    *,
    id: str = "1",  # noqa: A002 - the statement's own name for it
    action: Action = Action.ISSUE,
    starts: int = 100,
    until: int | None = None,
    ended: int | None = None,
    compromised: int | None = None,
    purpose: str = "lending",
    entity: str = LIBRARY,
    right: LocalText | None = None,
    optional: tuple[Path, ...] = (),
    sees: tuple[Path, ...] | None = None,
    override: LocalText | None = None,
    **others: Any,
) -> Statement:
    """A statement about the library."""
    end = None
    if ended is not None:
        end = End(EndKind.ENDED, ended)
    if compromised is not None:
        end = End(EndKind.COMPROMISED, compromised)
    asking = Asking(
        purpose=purpose,
        title=LocalText(de="Ausleihe", en="Lending"),
        reason=LocalText(de="Damit Sie ausleihen können.", en="So that you can borrow."),
        claims=(("credentialSubject", "cardNumber"),),
        retention_seconds=3600,
        legal_basis=right,
        optional=optional,
        officer_sees=sees,
        override=override,
    )
    return Statement(
        id=id,
        authority=AUTHORITY,
        entity=entity,
        action=action,
        credential_type=CARD,
        starts=starts,
        until=until,
        end=end,
        name=NAME,
        asking=asking if action is Action.VERIFY else None,
        **others,
    )
