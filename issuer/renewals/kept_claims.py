"""The table `kept_claims`: written when a card is handed out, erased at its time, with its card, or by its renewal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials import strict_json
from issuer.refusals import OfficeRefusal
from plumbing.sealed_records import data_keys
from use_cases.derive.validity import change_to_renew, renews

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from issuer.records.credential_record import CredentialRecord
    from plumbing.database.port import Executor, Row
    from plumbing.sealed_records.record_seal import RecordSeal
    from use_cases.use_case import UseCase

MOST_DUE = 500
"""So many due renewals are told at once; the earliest first."""


class NothingKept(OfficeRefusal):
    """Nothing is kept of this card that a next one could be made of."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a card, as it stands in its row.

    Attributes:
        change_at: the second from which the next card says something else; None where none is to be made.
        offer_id: the offer of the next card, if one was made.
    """

    credential_id: str
    sealed: bytes
    change_at: int | None
    offer_id: str | None


class KeptClaims:
    """Keeps and opens claims for all offices of a deployment."""

    def __init__(self, *, seal: RecordSeal) -> None:
        self._seal = seal

    async def keep(self, transaction: Executor, record: CredentialRecord, kind: UseCase, given: JsonObject) -> None:
        """Keep what was typed in for a card that is handed out in this transaction, as long as its kind says.

        Where a kind keeps claims for the next card, nothing is kept of a card that no change will end.

        Args:
            transaction: that of the hand-out.
            record: the card.
            kind: of which kind it is.
            given: everything that it was made of.
        """
        if not kind.retention.claims_seconds or record.issued_at is None:
            return
        change_at = change_to_renew(kind, record.recorded_at, given)
        if change_at is None and renews(kind.claims):
            return
        typed = {claim.name: given[claim.name] for claim in kind.asked_claims if _typed(claim.name, kind, given)}
        closed = self._seal.close(strict_json.render(typed), record=_record_of(record.credential_id))
        delete_after = min(record.issued_at + kind.retention.claims_seconds, record.delete_after)
        await transaction.execute(
            """
            INSERT INTO kept_claims (credential_id, office, sealed, change_at, delete_after)
            VALUES (:credential_id, :office, :sealed, :change_at, :delete_after)
            """,
            credential_id=record.credential_id,
            office=record.office,
            sealed=closed.sealed,
            change_at=change_at,
            delete_after=delete_after,
        )
        await data_keys.keep(transaction, closed, delete_after=delete_after)

    async def open(self, executor: Executor, kept: Kept) -> JsonObject | None:
        """What was typed in; None once it is erased."""
        opened = await self._seal.open(executor, kept.sealed, record=_record_of(kept.credential_id))
        return None if opened is None else strict_json.parse_object(opened, max_bytes=len(opened))


async def of_card(executor: Executor, *, office: str, credential_id: str, now: int) -> Kept | None:
    """What is kept of a card of this office."""
    row = await executor.fetch_one(
        """
        SELECT credential_id, sealed, change_at, offer_id FROM kept_claims
        WHERE office = :office AND credential_id = :credential_id AND delete_after > :now
        """,
        office=office,
        credential_id=credential_id,
        now=now,
    )
    return Kept(**row) if row else None


async def due(executor: Executor, *, office: str, until: int, now: int) -> list[Row]:
    """Cards of an office that end by a change until a moment, and whose next card can be made of what is kept."""
    return await executor.fetch_all(
        """
        SELECT k.credential_id, k.change_at, k.offer_id, c.use_case, c.valid_until
        FROM kept_claims k JOIN credentials c ON c.credential_id = k.credential_id
        WHERE k.office = :office AND k.change_at <= :until AND k.delete_after > :now
          AND c.state = 'issued' AND c.revoked = 0 AND c.suspended = 0
        ORDER BY k.change_at LIMIT :most
        """,
        office=office,
        until=until,
        now=now,
        most=MOST_DUE + 1,
    )


async def take(executor: Executor, kept: Kept, *, offer_id: str) -> str:
    """Note the offer of the next card, in the transaction that makes it.

    Returns:
        `offer_id`; or, when somebody was quicker, the offer that was noted since `kept` was read.

    Raises:
        NothingKept: the claims were erased since.
    """
    taken = await executor.execute(
        """
        UPDATE kept_claims SET offer_id = :offer_id
        WHERE credential_id = :credential_id AND COALESCE(offer_id, '') = :seen
        """,
        offer_id=offer_id,
        credential_id=kept.credential_id,
        seen=kept.offer_id or "",
    )
    if taken == 1:
        return offer_id
    noted = await next_offer(executor, credential_id=kept.credential_id)
    if noted is None:
        raise NothingKept
    return noted


async def next_offer(executor: Executor, *, credential_id: str) -> str | None:
    """The offer that was made of what is kept of a card, if one was."""
    row = await executor.fetch_one("SELECT offer_id FROM kept_claims WHERE credential_id = :id", id=credential_id)
    return row["offer_id"] if row else None


async def forget(executor: Executor, *, credential_id: str) -> None:
    """Erase what is kept of a card, in a transaction: the row and its data key go together."""
    if await executor.execute("DELETE FROM kept_claims WHERE credential_id = :id", id=credential_id):
        await data_keys.forget(executor, record=_record_of(credential_id))


async def forget_renewed_by(executor: Executor, *, offer_id: str) -> None:
    """Erase what the card of this offer was made of, in the transaction that hands it out."""
    for row in await executor.fetch_all("SELECT credential_id FROM kept_claims WHERE offer_id = :id", id=offer_id):
        await forget(executor, credential_id=row["credential_id"])


def _typed(name: str, kind: UseCase, given: JsonObject) -> bool:
    return name in given and kind.claim(name).register is None


def _record_of(credential_id: str) -> str:
    return f"kept_claims/{credential_id}"
