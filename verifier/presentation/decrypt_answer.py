"""Use case: read an answer that was encrypted to a check's own key (OpenID4VP 1.0 section 8.3).

Nothing is taken yet: what cannot be read leaves the check open (docs/adr/0005), and says nothing about why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from credentials.jose import jwe
from verifier.presentation.answer_key import ACCEPTED_ENCRYPTIONS, answer_key
from verifier.presentation.refusals import CheckOver, MalformedAnswer, UnknownCheck

if TYPE_CHECKING:
    from plumbing.clock import Clock
    from verifier.presentation.check_store import CheckStore
    from verifier.relying_parties.relying_party import RelyingParty


class DecryptAnswer:
    """Open what a wallet has encrypted."""

    def __init__(self, *, store: CheckStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def __call__(self, relying_party: RelyingParty, *, request_id: str, message: str) -> bytes:
        """Decrypt a message.

        Args:
            relying_party: Who asked.
            request_id: Which check the wallet answers.
            message: A compact JWE.

        Raises:
            UnknownCheck: no such check.
            CheckOver: it was answered before, cancelled, or has run out.
            MalformedAnswer: it was not encrypted to this check's key in a way that was offered.
        """
        check = await self._store.of_wallet(relying_party=relying_party.relying_party_id, request_id=request_id)
        if check is None:
            raise UnknownCheck("there is no such check")
        if not check.is_open_at(self._clock.now()):
            raise CheckOver("this check has ended")
        if check.answer_key_sealed is None:
            raise MalformedAnswer("the request did not ask for an encrypted answer")
        seed = await self._store.answer_seed_of(check)
        if seed is None:
            raise CheckOver("this check has ended")
        try:
            return jwe.decrypt(
                jwe.parse(message),
                answer_key(seed, request_id=request_id),
                encryptions=frozenset(ACCEPTED_ENCRYPTIONS),
            )
        except CredentialError as error:
            raise MalformedAnswer(f"the encrypted answer cannot be read: {error.detail}") from error
