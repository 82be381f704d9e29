"""Use case: a service asks for a check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plumbing.crash_points import CrashPoint, reach
from plumbing.database.doubt import resolving_doubt
from plumbing.entropy import new_token
from trust_registry.reading.errors import RegistryUnavailable
from verifier.presentation.answer_key import SEED_BYTES
from verifier.presentation.check import Check, CheckState
from verifier.presentation.question import claims_asked, dcql_query, find_statement
from verifier.presentation.refusals import (
    ClaimsBeyondPurpose,
    NoReturnPage,
    RegistryAway,
    UnknownCheck,
    UnknownPurpose,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credentials.dcql.claims_path import ClaimsPath
    from credentials.strict_json import JsonObject
    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from plumbing.entropy import Entropy
    from plumbing.idempotency.keys import IdempotencyKey, IdempotencyKeys
    from trust_registry.reading.lookup import RegistryReader
    from verifier.presentation.check_store import CheckStore
    from verifier.relying_parties.relying_party import RelyingParty

# 128 bits are asked for (OpenID4VP 1.0 sections 5.2 and 13.3); 192 keep the QR code small and are never guessed.
TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True)
class MadeCheck:
    """A check, and whether this request made it or one before it with the same Idempotency-Key."""

    check: Check
    made_now: bool


class CreateCheck:
    """Open a check for a purpose that the registry lists for this relying party now."""

    def __init__(
        self,
        *,
        database: Database,
        store: CheckStore,
        registry: RegistryReader,
        clock: Clock,
        entropy: Entropy,
        idempotency_keys: IdempotencyKeys,
        lifetime: int,
    ) -> None:
        self._database = database
        self._store = store
        self._registry = registry
        self._clock = clock
        self._entropy = entropy
        self._idempotency_keys = idempotency_keys
        self._lifetime = lifetime

    async def __call__(
        self,
        relying_party: RelyingParty,
        *,
        purpose: str,
        claims: Sequence[ClaimsPath] | None,
        same_device: bool,
        idempotency_key: str | None,
        actor: str,
    ) -> MadeCheck:
        """Create the check, or find the one made earlier for the same key and wish.

        Args:
            relying_party: Who asks.
            purpose: Id of the purpose, as in the registry's statement.
            claims: What is asked for of the purpose, as paths into a W3C credential; None for all of it.
            same_device: Whether wallet and service run on one device, so that the holder comes back by redirect.
            idempotency_key: As the service sent it, or None.
            actor: Through which API key, for the audit record.

        Raises:
            KeyUsedOtherwise: the key came with another wish.
            UnknownPurpose: the registry does not list the purpose for this relying party.
            ClaimsBeyondPurpose: it asks for claims that the purpose does not list; this is written down.
            PurposeNotAskable: no format that is judged here answers it.
            NoReturnPage: `same_device` without a page to come back to.
            RegistryAway: no list that is still good can be had.
        """
        owner = relying_party.relying_party_id
        wish: JsonObject = {"make": "check", "purpose": purpose, "same_device": same_device}
        if claims is not None:
            wish["claims"] = [list(path) for path in claims]
        key = self._idempotency_keys.of(owner, idempotency_key, wish)
        earlier = await self._idempotency_keys.made_before(self._database, key)
        if earlier is not None:
            return await self._find(owner, earlier)
        now = self._clock.now()
        try:
            registry = await self._registry.current()
        except RegistryUnavailable as error:
            raise RegistryAway(str(error)) from error
        statement = find_statement(registry, relying_party=relying_party.did, purpose=purpose, at=now)
        if statement is None:
            raise UnknownPurpose(f"the registry does not list the purpose {purpose!r} for {relying_party.did}")
        try:
            asked = claims_asked(statement, claims)
        except ClaimsBeyondPurpose as refusal:
            await self._store.tell_refused(relying_party=owner, purpose=purpose, code=refusal.code, actor=actor)
            raise
        # a question that no wallet could be asked is refused here and not at the wallet's door
        dcql_query(statement, asked)
        if same_device and relying_party.return_url is None:
            raise NoReturnPage(f"{owner} has no return_url in the settings")
        check = Check(
            check_id=new_token(self._entropy, TOKEN_BYTES),
            relying_party=owner,
            request_id=new_token(self._entropy, TOKEN_BYTES),
            purpose=purpose,
            credential_type=statement.credential_type,
            claims=None if claims is None else asked,
            nonce=new_token(self._entropy, TOKEN_BYTES),
            return_url=relying_party.return_url if same_device else None,
            state=CheckState.WAITING,
            created=now,
            expires=now + self._lifetime,
        )
        answer_seed = self._entropy.take(SEED_BYTES) if relying_party.encrypted_answers else None
        return await self._write(check, answer_seed, key, actor)

    async def _write(
        self, check: Check, answer_seed: bytes | None, key: IdempotencyKey | None, actor: str
    ) -> MadeCheck:
        async with (
            resolving_doubt(lambda: self._store.has(check)),
            self._database.transaction() as transaction,
        ):
            made = await self._idempotency_keys.take(transaction, key, made=check.check_id)
            if made == check.check_id:
                await self._store.add(transaction, check, answer_seed=answer_seed, actor=actor)
        reach(CrashPoint.AFTER_CHECK_COMMIT)
        if made == check.check_id:
            return MadeCheck(check, made_now=True)
        return await self._find(check.relying_party, made)

    async def _find(self, relying_party: str, check_id: str) -> MadeCheck:
        check = await self._store.of_service(relying_party=relying_party, check_id=check_id)
        if check is None:
            raise UnknownCheck("the check of this Idempotency-Key is no longer kept")
        return MadeCheck(check, made_now=False)
