"""Use case: a wallet fetches what it is asked (it may do so twice; the check is answered once)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trust_registry.reading.errors import RegistryUnavailable
from verifier.presentation.answer_key import answer_key
from verifier.presentation.question import claims_asked, find_statement
from verifier.presentation.refusals import CheckOver, RegistryAway, UnknownCheck, UnknownPurpose

if TYPE_CHECKING:
    from credentials.dcql.claims_path import ClaimsPath
    from credentials.jose.agreement_key import PublicAgreementKey
    from plumbing.clock import Clock
    from trust_registry.reading.lookup import RegistryReader
    from trust_registry.reading.statement import Statement
    from verifier.presentation.check import Check
    from verifier.presentation.check_store import CheckStore
    from verifier.relying_parties.relying_party import RelyingParty


@dataclass(frozen=True, kw_only=True)
class Question:
    """An open check and what a wallet must know to answer it.

    Attributes:
        check: The check.
        statement: Which allows it.
        claims: What it asks for, as paths into a W3C credential.
        answer_key: To which the answer must be encrypted; None where a plain answer is taken.
    """

    check: Check
    statement: Statement
    claims: tuple[ClaimsPath, ...]
    answer_key: PublicAgreementKey | None


class FetchRequest:
    """Find the open check behind a link and note that a wallet has opened it."""

    def __init__(self, *, store: CheckStore, registry: RegistryReader, clock: Clock) -> None:
        self._store = store
        self._registry = registry
        self._clock = clock

    async def __call__(self, relying_party: RelyingParty, *, request_id: str) -> Question:
        """Find the question.

        Raises:
            UnknownCheck: no such check.
            CheckOver: it has ended.
            UnknownPurpose, ClaimsBeyondPurpose: the right to ask has ended since the check was created.
            RegistryAway: no list that is still good can be had.
        """
        check = await self._store.of_wallet(relying_party=relying_party.relying_party_id, request_id=request_id)
        if check is None:
            raise UnknownCheck("there is no such check")
        now = self._clock.now()
        if not check.is_open_at(now):
            raise CheckOver("this check has ended")
        try:
            registry = await self._registry.current()
        except RegistryUnavailable as error:
            raise RegistryAway(str(error)) from error
        statement = find_statement(registry, relying_party=relying_party.did, purpose=check.purpose, at=now)
        if statement is None:
            raise UnknownPurpose("the registry no longer lists this purpose")
        claims = claims_asked(statement, check.claims)
        seed = await self._store.answer_seed_of(check)
        if check.answer_key_sealed is not None and seed is None:
            raise CheckOver("this check has ended")  # in this very moment
        await self._store.mark_opened(request_id=request_id)
        key = answer_key(seed, request_id=request_id).public if seed else None
        return Question(check=check, statement=statement, claims=claims, answer_key=key)
