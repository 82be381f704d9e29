"""Use case: a service asks for a check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plumbing.crash_points import CrashPoint, reach
from plumbing.entropy import new_token
from trust_registry.reading.errors import RegistryUnavailable
from verifier.presentation.check import Check, CheckState
from verifier.presentation.question import find_statement
from verifier.presentation.refusals import NoReturnPage, RegistryAway, UnknownPurpose

if TYPE_CHECKING:
    from plumbing.clock import Clock
    from plumbing.entropy import Entropy
    from trust_registry.reading.lookup import RegistryReader
    from verifier.presentation.check_store import CheckStore
    from verifier.relying_parties.relying_party import RelyingParty

# 128 bits are asked for (OpenID4VP 1.0 sections 5.2 and 13.3); 192 keep the QR code small and are never guessed.
TOKEN_BYTES = 24


class CreateCheck:
    """Open a check for a purpose that the registry lists for this relying party now."""

    def __init__(
        self, *, store: CheckStore, registry: RegistryReader, clock: Clock, entropy: Entropy, lifetime: int
    ) -> None:
        self._store = store
        self._registry = registry
        self._clock = clock
        self._entropy = entropy
        self._lifetime = lifetime

    async def __call__(self, relying_party: RelyingParty, *, purpose: str, same_device: bool) -> Check:
        """Create the check.

        Args:
            relying_party: Who asks.
            purpose: Id of the purpose, as in the registry's statement.
            same_device: Whether wallet and service run on one device, so that the holder comes back by redirect.

        Raises:
            UnknownPurpose: the registry does not list the purpose for this relying party.
            NoReturnPage: `same_device` without a page to come back to.
            RegistryAway: no list that is still good can be had.
        """
        now = self._clock.now()
        try:
            registry = await self._registry.current()
        except RegistryUnavailable as error:
            raise RegistryAway(str(error)) from error
        statement = find_statement(registry, relying_party=relying_party.did, purpose=purpose, at=now)
        if statement is None:
            raise UnknownPurpose(f"the registry does not list the purpose {purpose!r} for {relying_party.did}")
        if same_device and relying_party.return_url is None:
            raise NoReturnPage(f"{relying_party.relying_party_id} has no return_url in the settings")
        check = Check(
            check_id=new_token(self._entropy, TOKEN_BYTES),
            relying_party=relying_party.relying_party_id,
            request_id=new_token(self._entropy, TOKEN_BYTES),
            purpose=purpose,
            credential_type=statement.credential_type,
            nonce=new_token(self._entropy, TOKEN_BYTES),
            return_url=relying_party.return_url if same_device else None,
            state=CheckState.WAITING,
            created=now,
            expires=now + self._lifetime,
        )
        await self._store.add(check)
        reach(CrashPoint.AFTER_CHECK_COMMIT)
        return check
