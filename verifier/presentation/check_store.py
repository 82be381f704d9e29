"""Checks in the database. Whatever may happen once is one guarded statement (SECURITY V-12, V-13).

A result is sealed with its check's own data key, which goes when the result goes (SECURITY L-02).
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

from credentials.strict_json import render
from plumbing.audit.entry import DONE
from plumbing.audit.trail import WALLET
from plumbing.database.doubt import resolving_doubt
from plumbing.database.errors import DatabaseFull
from plumbing.sealed_records import data_keys
from verifier.audit_actions import VerifierAction
from verifier.presentation.check import Check, CheckState, check_from_row

if TYPE_CHECKING:
    from plumbing.audit.trail import AuditTrail
    from plumbing.database.port import Database, Executor
    from plumbing.sealed_records.record_seal import RecordSeal

# An ended check is remembered this long without its result, so that a late reader learns how it ended.
REMEMBER_SECONDS = 24 * 3600


class CheckStore:
    """The table `checks`; every question names the relying party or the unguessable request id."""

    def __init__(self, *, database: Database, seal: RecordSeal, trail: AuditTrail) -> None:
        self._database = database
        self._seal = seal
        self._trail = trail

    async def add(self, executor: Executor, check: Check, *, answer_seed: bytes | None, actor: str) -> None:
        """Write a new check that this API key has asked for, in the caller's transaction.

        Args:
            executor: the transaction.
            check: what is asked.
            answer_seed: of the key to which the answer must be encrypted; None where a plain answer is taken.
            actor: through which API key.
        """
        closed = self._seal.close(answer_seed, record=_record_of_answer(check)) if answer_seed else None
        await executor.execute(
            """
            INSERT INTO checks (check_id, relying_party, request_id, purpose, credential_type, claims, nonce,
                                return_url, state, created, expires, delete_after, answer_key_sealed)
            VALUES (:check_id, :relying_party, :request_id, :purpose, :credential_type, :claims, :nonce,
                    :return_url, :state, :created, :expires, :delete_after, :answer_key_sealed)
            """,
            check_id=check.check_id,
            relying_party=check.relying_party,
            request_id=check.request_id,
            purpose=check.purpose,
            credential_type=check.credential_type,
            claims=render([list(path) for path in check.claims]).decode() if check.claims is not None else None,
            nonce=check.nonce,
            return_url=check.return_url,
            state=check.state.value,
            created=check.created,
            expires=check.expires,
            delete_after=check.expires + REMEMBER_SECONDS,
            answer_key_sealed=closed.sealed if closed else None,
        )
        if closed:
            await data_keys.keep(executor, closed, delete_after=check.expires)
        await self._tell(executor, VerifierAction.CHECK_MADE, check, actor=actor)

    async def tell_refused(self, *, relying_party: str, purpose: str, code: str, actor: str) -> None:
        """Write down that this API key has asked beyond a purpose; there is no check, and nothing else to keep."""
        await self._trail.append(
            self._database,
            VerifierAction.CHECK_REFUSED,
            owner=relying_party,
            object_id=purpose,
            outcome=code,
            actor=actor,
        )

    async def has(self, check: Check) -> bool:
        """Whether a check that was just made is written."""
        return await self.of_service(relying_party=check.relying_party, check_id=check.check_id) is not None

    async def of_service(self, *, relying_party: str, check_id: str) -> Check | None:
        """The check with this id, if it is this relying party's."""
        row = await self._database.fetch_one(
            "SELECT * FROM checks WHERE relying_party = :relying_party AND check_id = :check_id",
            relying_party=relying_party,
            check_id=check_id,
        )
        return check_from_row(row) if row else None

    async def release(self, *, relying_party: str, check_id: str, response_code: str) -> Check | None:
        """Use up the response code of a check: of many who show it, one gets the check; None for all others."""
        row = await self._database.fetch_one(
            """
            UPDATE checks SET response_code_hash = NULL
            WHERE relying_party = :relying_party AND check_id = :check_id AND response_code_hash = :response_code_hash
            RETURNING *
            """,
            relying_party=relying_party,
            check_id=check_id,
            response_code_hash=hash_response_code(response_code),
        )
        return check_from_row(row) if row else None

    async def of_wallet(self, *, relying_party: str, request_id: str) -> Check | None:
        """The check behind a link that a wallet follows."""
        row = await self._database.fetch_one(
            "SELECT * FROM checks WHERE relying_party = :relying_party AND request_id = :request_id",
            relying_party=relying_party,
            request_id=request_id,
        )
        return check_from_row(row) if row else None

    async def mark_opened(self, *, request_id: str) -> None:
        """Note that a wallet has fetched the request, if there is room to note it; fetching again changes nothing."""
        with suppress(DatabaseFull):
            await self._database.execute(
                "UPDATE checks SET state = 'opened' WHERE request_id = :request_id AND state = 'waiting'",
                request_id=request_id,
            )

    async def answer_seed_of(self, check: Check) -> bytes | None:
        """The seed of the key that reads the answer to an open check; None once it is forgotten."""
        sealed = check.answer_key_sealed
        return await self._seal.open(self._database, sealed, record=_record_of_answer(check)) if sealed else None

    async def take(self, *, request_id: str, attempt: str, now: int) -> bool:
        """Use up the one answer that this check may have; False for everybody but the first.

        The answer's key is erased by the same statement; its data key goes with `finish`, or when the check expires.

        Args:
            request_id: the check.
            attempt: a fresh random id, which makes this attempt the only one that may `finish`.
            now: UTC seconds.
        """
        taken = 1
        async with resolving_doubt(lambda: self._was_taken(request_id, attempt)):
            taken = await self._database.execute(
                """
                UPDATE checks SET state = 'judging', taken_by = :attempt, answer_key_sealed = NULL
                WHERE request_id = :request_id AND state IN ('waiting', 'opened') AND expires > :now
                """,
                attempt=attempt,
                request_id=request_id,
                now=now,
            )
        return taken == 1

    async def _was_taken(self, request_id: str, attempt: str, *, ended: int = 0) -> bool:
        row = await self._database.fetch_one(
            """
            SELECT 1 AS found FROM checks
            WHERE request_id = :request_id AND taken_by = :attempt AND (state <> 'judging' OR :ended = 0)
            """,
            request_id=request_id,
            attempt=attempt,
            ended=ended,
        )
        return row is not None

    async def finish(
        self,
        check: Check,
        *,
        attempt: str,
        state: CheckState,
        result: bytes,
        response_code_hash: bytes | None,
        now: int,
        keep_result_until: int,
    ) -> bool:
        """Write the end of a check that this attempt has taken; a final result never changes afterwards.

        False when there is nothing to end any more: the database was restored from a backup meanwhile.
        """
        closed = self._seal.close(result, record=_record_of(check))
        async with (
            resolving_doubt(lambda: self._was_taken(check.request_id, attempt, ended=1)),
            self._database.transaction() as transaction,
        ):
            finished = await transaction.execute(
                """
                UPDATE checks SET state = :state, result_sealed = :result_sealed,
                       response_code_hash = :response_code_hash, finished = :now,
                       keep_result_until = :keep_result_until, delete_after = :delete_after
                WHERE request_id = :request_id AND state = 'judging' AND taken_by = :attempt
                """,
                state=state.value,
                result_sealed=closed.sealed,
                response_code_hash=response_code_hash,
                now=now,
                keep_result_until=keep_result_until,
                delete_after=max(keep_result_until, now + REMEMBER_SECONDS),
                request_id=check.request_id,
                attempt=attempt,
            )
            if finished:
                await data_keys.forget(transaction, record=_record_of_answer(check))
                await data_keys.keep(transaction, closed, delete_after=keep_result_until)
                await self._tell(transaction, VerifierAction.CHECK_ANSWERED, check, outcome=state)
        return finished == 1

    async def result_of(self, check: Check, *, now: int) -> bytes | None:
        """The result as it was handed to `finish`, as long as the purpose allows to keep it."""
        sealed = check.result_at(now)
        return await self._seal.open(self._database, sealed, record=_record_of(check)) if sealed else None

    async def forget_result(self, check: Check, *, actor: str) -> None:
        """Erase the result of an ended check with its data key, while there is one; how the check ended stays."""
        async with self._database.transaction() as transaction:
            forgotten = await transaction.execute(
                """
                UPDATE checks SET result_sealed = NULL, response_code_hash = NULL
                WHERE check_id = :check_id AND result_sealed IS NOT NULL
                """,
                check_id=check.check_id,
            )
            if forgotten:
                await data_keys.forget(transaction, record=_record_of(check))
                await self._tell(transaction, VerifierAction.RESULT_FORGOTTEN, check, actor=actor)

    async def decline(self, check: Check, *, now: int) -> bool:
        """End an open check because the wallet answered with an error."""
        async with self._database.transaction() as transaction:
            declined = await transaction.execute(
                """
                UPDATE checks SET state = 'declined', finished = :now, answer_key_sealed = NULL
                WHERE request_id = :request_id AND state IN ('waiting', 'opened') AND expires > :now
                """,
                request_id=check.request_id,
                now=now,
            )
            if declined:
                await data_keys.forget(transaction, record=_record_of_answer(check))
                await self._tell(transaction, VerifierAction.CHECK_DECLINED, check)
        return declined == 1

    async def cancel(self, *, relying_party: str, check_id: str, actor: str, now: int) -> bool:
        """End an open check because the service no longer wants it."""
        async with self._database.transaction() as transaction:
            row = await transaction.fetch_one(
                """
                UPDATE checks SET state = 'cancelled', finished = :now, answer_key_sealed = NULL
                WHERE relying_party = :relying_party AND check_id = :check_id AND state IN ('waiting', 'opened')
                RETURNING *
                """,
                relying_party=relying_party,
                check_id=check_id,
                now=now,
            )
            if row:
                check = check_from_row(row)
                await data_keys.forget(transaction, record=_record_of_answer(check))
                await self._tell(transaction, VerifierAction.CHECK_CANCELLED, check, actor=actor)
        return row is not None

    async def _tell(
        self,
        transaction: Executor,
        action: VerifierAction,
        check: Check,
        *,
        outcome: CheckState | None = None,
        actor: str = WALLET,
    ) -> None:
        await self._trail.append(
            transaction,
            action,
            owner=check.relying_party,
            object_id=check.check_id,
            outcome=outcome.value if outcome else DONE,
            actor=actor,
        )


def hash_response_code(code: str) -> bytes:
    """What is kept of a response code: it has 256 random bits, so nobody turns its SHA-256 around."""
    return hashlib.sha256(code.encode()).digest()


def _record_of(check: Check) -> str:
    """What a result is bound to, so that it cannot be put under another check."""
    return f"checks/{check.relying_party}/{check.check_id}"


def _record_of_answer(check: Check) -> str:
    """The same for the key that reads the answer, which goes before there is a result."""
    return f"{_record_of(check)}/answer"
