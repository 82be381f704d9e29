"""May this office issue this type? The registry says so, or no offer is made (DESIGN rule 2).

Asked is for now, and for the moment that a card of now would say: verifiers ask the registry about that one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.verification.evidence import Standing
from issuer.issuance.dating import date_card
from issuer.refusals import OfficeRefusal
from use_cases.derive.validity import day_begins

if TYPE_CHECKING:
    from issuer.offices.office import Office
    from issuer.offices.office_keys import OfficeKeys
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

    def __init__(self, *, registry: RegistryReader, clock: Clock, keys: OfficeKeys) -> None:
        self._registry = registry
        self._clock = clock
        self._keys = keys

    async def demand(self, office: Office, use_case: UseCase) -> None:
        """Return when the office may issue the type now.

        Raises:
            NotEntitled: the registry does not say so.
            RegistryUnavailable: the registry does not answer and its last list is too old.
        """
        if office.offer_unlisted:
            return
        registry = await self._registry.current()
        for moment in await self._moments(office, use_case):
            standing = registry.standing(
                entity=office.did, action="issue", credential_type=use_case.credential_type_iri, at=moment
            )
            if standing is not Standing.AUTHORIZED:
                raise NotEntitled(standing)

    async def _moments(self, office: Office, use_case: UseCase) -> list[int]:
        now = self._clock.now()
        begins = day_begins(use_case, now)
        keys = [await self._keys.signing_key(office, form.algorithm) for form in use_case.formats]
        return [now, *(date_card(now, key_created=key.created, day_begins=begins) for key in keys)]
