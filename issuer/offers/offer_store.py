"""Offers in the database. Whatever may happen once is one guarded statement (SECURITY I-01, I-02, I-05, I-35)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.offers.offer import (
    MAX_ROUNDS,
    MAX_WRONG_CODES,
    REMEMBER_SECONDS,
    TOKEN_SECONDS,
    Offer,
    OfferState,
    offer_from_row,
)
from issuer.offers.offer_secrets import record_of
from issuer.offices.retirement import NOT_RETIRED
from plumbing.database.errors import DatabaseFull
from plumbing.sealed_records import data_keys

if TYPE_CHECKING:
    from plumbing.database.port import Executor
    from plumbing.sealed_records.record_seal import ClosedRecord

# Whoever shows the right code and tx_code again this long after the first time is not the same wallet tapping twice.
SAME_MOMENT_SECONDS = 10
_OPEN_LINK = f"""
    office = :office AND link_id = :link_id AND state IN ('created', 'opened') AND expires > :now AND {NOT_RETIRED}
"""
_NOTE_OPENED = f"UPDATE offers SET state = 'opened' WHERE {_OPEN_LINK} RETURNING *"  # noqa: S608 constants
_FIND_OPEN = f"SELECT * FROM offers WHERE {_OPEN_LINK}"  # noqa: S608 constants


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOffer:
    """What is written when an offer is made.

    `waits_for_other_than` is who made it, where somebody else must approve it.
    """

    offer_id: str
    office: str
    link_id: str
    use_case: str
    version: int
    closed: ClosedRecord
    code_hash: bytes
    tx_code_hash: bytes
    created: int
    expires: int
    waits_for_other_than: str | None = None

    @property
    def state(self) -> OfferState:
        """Its first state."""
        return OfferState.CREATED if self.waits_for_other_than is None else OfferState.AWAITING_APPROVAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Redemption:
    """A wallet's attempt to turn a code into an access token."""

    office: str
    code_hash: bytes
    tx_code_hash: bytes
    access_token_hash: bytes
    token_expires: int
    client_hash: bytes | None
    credential_identifier: str | None
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """What replaces the codes of a locked or expired offer; it holds only for the code that is replaced."""

    office: str
    offer_id: str
    old_code_hash: bytes
    version: int
    link_id: str
    sealed: bytes
    code_hash: bytes
    tx_code_hash: bytes
    now: int
    expires: int


@dataclass(frozen=True, slots=True)
class MeantByCode:
    """What a code is for, and the hash of what must be shown beside it."""

    use_case: str
    version: int
    tx_code_hash: bytes


@dataclass(frozen=True, slots=True)
class Attempted:
    """The offer that an attempt has touched, and its state afterwards."""

    offer_id: str
    state: OfferState


@dataclass(frozen=True, slots=True)
class TakenRound:
    """A credential request that has the offer for itself."""

    offer: Offer
    round: int


async def add(executor: Executor, offer: NewOffer) -> None:
    """Write a new offer with its data key, in a transaction."""
    await executor.execute(
        """
        INSERT INTO offers (offer_id, office, link_id, use_case, version, state, sealed, code_hash, tx_code_hash,
                            wrong_codes, created, expires, rounds, erase_at, delete_after, made_by)
        VALUES (:offer_id, :office, :link_id, :use_case, :version, :state, :sealed, :code_hash, :tx_code_hash, 0,
                :created, :expires, 0, :expires, :delete_after, :made_by)
        """,
        offer_id=offer.offer_id,
        office=offer.office,
        link_id=offer.link_id,
        use_case=offer.use_case,
        version=offer.version,
        state=offer.state.value,
        made_by=offer.waits_for_other_than,
        sealed=offer.closed.sealed,
        code_hash=offer.code_hash,
        tx_code_hash=offer.tx_code_hash,
        created=offer.created,
        expires=offer.expires,
        delete_after=offer.expires + REMEMBER_SECONDS,
    )
    await data_keys.keep(executor, offer.closed, delete_after=_last_use(offer.expires))


async def of_office(executor: Executor, *, office: str, offer_id: str) -> Offer | None:
    """The offer with this id, if it is this office's."""
    row = await executor.fetch_one(
        "SELECT * FROM offers WHERE office = :office AND offer_id = :offer_id", office=office, offer_id=offer_id
    )
    return offer_from_row(row) if row else None


async def has_code(executor: Executor, *, code_hash: bytes) -> bool:
    """Whether an offer has this code now: how whoever made the code learns that its offer was written."""
    row = await executor.fetch_one("SELECT 1 AS found FROM offers WHERE code_hash = :code_hash", code_hash=code_hash)
    return row is not None


async def has_token(executor: Executor, *, access_token_hash: bytes) -> bool:
    """Whether an offer was redeemed for this token: how whoever made the token learns that it was the one."""
    row = await executor.fetch_one(
        "SELECT 1 AS found FROM offers WHERE access_token_hash = :hash", hash=access_token_hash
    )
    return row is not None


async def open_by_link(executor: Executor, *, office: str, link_id: str, now: int) -> Offer | None:
    """The offer behind a wallet's link, while it can be redeemed; noted as opened, if there is room to note it."""
    link = {"office": office, "link_id": link_id, "now": now}
    try:
        row = await executor.fetch_one(_NOTE_OPENED, **link)
    except DatabaseFull:
        row = await executor.fetch_one(_FIND_OPEN, **link)
    return offer_from_row(row) if row else None


async def of_code(executor: Executor, *, office: str, code_hash: bytes) -> MeantByCode | None:
    """What a code stands for, if this office made the code."""
    row = await executor.fetch_one(
        "SELECT use_case, version, tx_code_hash FROM offers WHERE office = :office AND code_hash = :code_hash",
        office=office,
        code_hash=code_hash,
    )
    return MeantByCode(row["use_case"], row["version"], row["tx_code_hash"]) if row else None


async def redeem(executor: Executor, attempt: Redemption) -> Attempted | None:
    """Turn a code into an access token, once; a wrong tx_code is counted and burns nothing until the fifth.

    Only an open offer is touched: the one who is told `redeemed` has redeemed it, the one who is told `code_wrong` has
    locked it, and None is for everybody who came too late.

    Guess, count, lock and redemption are one statement: however many guesses run side by side, the database lets one
    after the other change the row, and none is compared after the fifth wrong one. A locked offer keeps its claims for
    a renewal, but no longer than it would have kept them unlocked.
    """
    row = await executor.fetch_one(
        f"""
        UPDATE offers SET
            state = CASE WHEN tx_code_hash = :guess THEN 'redeemed'
                         WHEN wrong_codes + 1 >= :max_wrong_codes THEN 'code_wrong' ELSE state END,
            erase_at = CASE WHEN tx_code_hash = :guess THEN :token_expires ELSE erase_at END,
            ended_at = CASE WHEN tx_code_hash <> :guess AND wrong_codes + 1 >= :max_wrong_codes THEN :now
                            ELSE ended_at END,
            wrong_codes = CASE WHEN tx_code_hash = :guess THEN wrong_codes ELSE wrong_codes + 1 END,
            access_token_hash = CASE WHEN tx_code_hash = :guess THEN :token ELSE access_token_hash END,
            token_expires = CASE WHEN tx_code_hash = :guess THEN :token_expires ELSE token_expires END,
            redeemed_at = CASE WHEN tx_code_hash = :guess THEN :now ELSE redeemed_at END,
            client_hash = CASE WHEN tx_code_hash = :guess THEN :client ELSE client_hash END,
            credential_identifier = CASE WHEN tx_code_hash = :guess THEN :identifier ELSE credential_identifier END
        WHERE office = :office AND code_hash = :code_hash AND state IN ('created', 'opened') AND expires > :now
          AND {NOT_RETIRED}
        RETURNING offer_id, state
        """,  # noqa: S608 a constant
        office=attempt.office,
        code_hash=attempt.code_hash,
        guess=attempt.tx_code_hash,
        max_wrong_codes=MAX_WRONG_CODES,
        token=attempt.access_token_hash,
        token_expires=attempt.token_expires,
        client=attempt.client_hash,
        identifier=attempt.credential_identifier,
        now=attempt.now,
    )
    return Attempted(row["offer_id"], OfferState(row["state"])) if row else None


async def void_reused(
    executor: Executor, *, office: str, code_hash: bytes, tx_code_hash: bytes, now: int
) -> str | None:
    """Void the access token of a code that is shown again with its tx_code: two parties know both words.

    Only before a credential was issued (SECURITY I-01), and not for a request in the same moment: that is one wallet
    whose first answer is still on its way, and its citizen shall get the card. Answers the offer that was voided.
    """
    row = await executor.fetch_one(
        """
        UPDATE offers SET state = 'failed', ended_at = :now, erase_at = :now
        WHERE office = :office AND code_hash = :code_hash AND tx_code_hash = :tx_code_hash
          AND state = 'redeemed' AND redeemed_at <= :before
        RETURNING offer_id
        """,
        office=office,
        code_hash=code_hash,
        tx_code_hash=tx_code_hash,
        now=now,
        before=now - SAME_MOMENT_SECONDS,
    )
    return row["offer_id"] if row else None


async def of_token(executor: Executor, *, office: str, access_token_hash: bytes, now: int) -> Offer | None:
    """The offer that an access token stands for, while the token is good."""
    row = await executor.fetch_one(
        """
        SELECT * FROM offers
        WHERE office = :office AND access_token_hash = :access_token_hash AND token_expires > :now
          AND state IN ('redeemed', 'issuing', 'issued', 'accepted', 'refused', 'failed') AND redeemed_at IS NOT NULL
          AND (state <> 'failed' OR rounds > 0)
        """,
        office=office,
        access_token_hash=access_token_hash,
        now=now,
    )
    return offer_from_row(row) if row else None


async def take_round(
    executor: Executor, *, office: str, offer_id: str, holder_hash: bytes, now: int
) -> TakenRound | None:
    """Take the offer for one credential; None when it or its office has ended, or it is another holder's already."""
    row = await executor.fetch_one(
        f"""
        UPDATE offers SET state = 'issuing', rounds = rounds + 1, holder_hash = :holder_hash
        WHERE office = :office AND offer_id = :offer_id AND state IN ('redeemed', 'issuing', 'issued')
          AND token_expires > :now AND sealed IS NOT NULL AND rounds < :max_rounds
          AND (holder_hash IS NULL OR holder_hash = :holder_hash) AND {NOT_RETIRED}
        RETURNING *
        """,  # noqa: S608 a constant
        office=office,
        offer_id=offer_id,
        holder_hash=holder_hash,
        now=now,
        max_rounds=MAX_ROUNDS,
    )
    return TakenRound(offer_from_row(row), row["rounds"]) if row else None


async def mark_issued(executor: Executor, *, offer_id: str, round_taken: int, now: int) -> bool:
    """Note that the credential of this round is about to leave; False when a later request has taken over."""
    marked = await executor.execute(
        """
        UPDATE offers SET state = 'issued', ended_at = :now
        WHERE offer_id = :offer_id AND state = 'issuing' AND rounds = :round
        """,
        offer_id=offer_id,
        round=round_taken,
        now=now,
    )
    return marked == 1


async def end_by_wallet(executor: Executor, *, offer_id: str, state: OfferState, now: int) -> None:
    """Note the wallet's word on its credential; the first word counts, and the claims are erased at once.

    In a transaction, like everything here that erases: the column and its data key go together.
    """
    ended = await executor.execute(
        """
        UPDATE offers SET state = :state, ended_at = :now, erase_at = :now, sealed = NULL
        WHERE offer_id = :offer_id AND state = 'issued'
        """,
        offer_id=offer_id,
        state=state.value,
        now=now,
    )
    if ended:
        await data_keys.forget(executor, record=record_of(offer_id))


async def withdraw(executor: Executor, *, office: str, offer_id: str, now: int) -> bool:
    """Withdraw an offer of which no credential was handed out; an access token made from it is void at once.

    In a transaction: the claims are erased with their data key.
    A credential that is being signed at this moment does not leave any more: `mark_issued` finds another state.
    """
    withdrawn = await executor.execute(
        """
        UPDATE offers SET state = 'cancelled', ended_at = :now, erase_at = :now, sealed = NULL
        WHERE office = :office AND offer_id = :offer_id AND (
            (state IN ('awaiting_approval', 'created', 'opened') AND expires > :now)
            OR (state IN ('redeemed', 'issuing') AND token_expires > :now))
        """,
        office=office,
        offer_id=offer_id,
        now=now,
    )
    if withdrawn:
        await data_keys.forget(executor, record=record_of(offer_id))
    return withdrawn == 1


async def renew(executor: Executor, renewal: Renewal) -> Offer | None:
    """Give a locked or expired offer new codes.

    None when it is neither, its claims are erased, another was first, or the office has ended.

    A redeemed offer whose access token ran out is expired too, unless a credential was ever begun for it. In a
    transaction, which the caller undoes unless `prolong_key` succeeds, too.
    """
    row = await executor.fetch_one(
        f"""
        UPDATE offers SET state = 'created', version = :version, link_id = :link_id, sealed = :sealed,
            code_hash = :code_hash, tx_code_hash = :tx_code_hash, wrong_codes = 0, expires = :expires,
            erase_at = :expires, delete_after = :delete_after, ended_at = NULL, redeemed_at = NULL,
            access_token_hash = NULL, token_expires = NULL, client_hash = NULL, credential_identifier = NULL
        WHERE office = :office AND offer_id = :offer_id AND code_hash = :old_code_hash AND sealed IS NOT NULL
          AND rounds = 0 AND (
            state = 'code_wrong'
            OR (state IN ('created', 'opened') AND expires <= :now)
            OR (state = 'redeemed' AND token_expires <= :now))
          AND {NOT_RETIRED}
        RETURNING *
        """,  # noqa: S608 a constant
        office=renewal.office,
        offer_id=renewal.offer_id,
        old_code_hash=renewal.old_code_hash,
        version=renewal.version,
        link_id=renewal.link_id,
        sealed=renewal.sealed,
        code_hash=renewal.code_hash,
        tx_code_hash=renewal.tx_code_hash,
        now=renewal.now,
        expires=renewal.expires,
        delete_after=renewal.expires + REMEMBER_SECONDS,
    )
    return offer_from_row(row) if row else None


async def prolong_key(executor: Executor, *, offer_id: str, expires: int) -> bool:
    """Keep the data key of a renewed offer as long as that of a new one; False when it is forgotten already."""
    return await data_keys.prolong(executor, record=record_of(offer_id), delete_after=_last_use(expires))


def _last_use(expires: int) -> int:
    """The moment from which no claims can be needed: redeemed in the last second, fetched in the token's last."""
    return expires + TOKEN_SECONDS
