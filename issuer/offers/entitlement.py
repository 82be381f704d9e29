"""May this office issue this type? The registry says so, or no offer is made (DESIGN rule 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.verification.evidence import Standing
from issuer.refusals import OfficeRefusal

if TYPE_CHECKING:
    from issuer.offices.office import Office
    from plumbing.clock import Clock
    from trust_registry.reading.lookup import RegistryReader
    from use_cases.use_case import UseCase


class NotEntitled(OfficeRefusal):
    """The registry does not name the office for this type; `standing` says how it stands there."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing.value)
        self.standing = standing


class Entitlement:
    """Asks the registry before a clerk gets a code that every verifier would refuse later."""

    def __init__(self, *, registry: RegistryReader, clock: Clock) -> None:
        self._registry = registry
        self._clock = clock

    async def demand(self, office: Office, use_case: UseCase) -> None:
        """Return when the office may issue the type now.

        Raises:
            NotEntitled: the registry does not say so.
            RegistryUnavailable: the registry does not answer and its last list is too old.
        """
        if office.offer_unlisted:
            return
        registry = await self._registry.current()
        standing = registry.standing(
            entity=office.did, action="issue", credential_type=use_case.credential_type_iri, at=self._clock.now()
        )
        if standing is not Standing.AUTHORIZED:
            raise NotEntitled(standing)
