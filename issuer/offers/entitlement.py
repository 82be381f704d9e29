"""May this office issue this type? The registry says so, or no offer is made (DESIGN rule 2).

Asked is for now, and for the moment that a card of now would say: verifiers ask the registry about that one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.verification.evidence import Standing
from issuer.issuance.dating import date_card
from issuer.refusals import OfficeRefusal
from use_cases.card_format import Format
from use_cases.derive.validity import day_begins

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from issuer.offices.office import Office
    from issuer.offices.office_keys import OfficeKeys
    from plumbing.clock import Clock
    from trust_registry.reading.lookup import RegistryReader
    from trust_registry.reading.registry import Registry
    from use_cases.derive.documents import PublishedDocument
    from use_cases.use_case import UseCase


class NotEntitled(OfficeRefusal):
    """The registry does not name the office for this type; `standing` says how it stands there."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing.value)
        self.standing = standing


class DocumentsNotListed(OfficeRefusal):
    """The registry does not pin what the card would name, so no verifier could read it; `documents` names them."""

    def __init__(self, documents: Sequence[str]) -> None:
        super().__init__(f"{len(documents)} documents are not on the list")
        self.documents = tuple(documents)


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
            DocumentsNotListed: it does, and does not list context and schema of this version, or no type metadata.
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
        missing = [document.id for document in _not_pinned(office, use_case, registry)]
        if missing:
            raise DocumentsNotListed(missing)

    async def _moments(self, office: Office, use_case: UseCase) -> list[int]:
        now = self._clock.now()
        begins = day_begins(use_case, now)
        keys = [await self._keys.signing_key(office, form.algorithm) for form in use_case.formats]
        return [now, *(date_card(now, key_created=key.created, day_begins=begins) for key in keys)]


def _not_pinned(office: Office, use_case: UseCase, registry: Registry) -> Iterator[PublishedDocument]:
    for document in office.resources.named_by_cards(use_case):
        pinned = registry.resource(document.id)
        if pinned is None or pinned.sha256 != document.sha256:
            yield document
    entry = registry.credential_types.get(use_case.credential_type_iri)
    described = entry is not None and entry.type_metadata is not None
    if not described and any(form.format is Format.SD_JWT_VC for form in use_case.formats):
        yield office.resources.type_metadata(use_case)  # whichever text of it: no card names one, labels are corrected
