"""What a wallet's credential request says, and whether its access token is for it (OpenID4VCI 1.0 section 8.2)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.refusals import (
    ConfigurationNotGranted,
    ConfigurationUnknown,
    IdentifierUnknown,
    MalformedCredentialRequest,
    RequestDenied,
)

if TYPE_CHECKING:
    from issuer.offers.offer import Offer
    from issuer.offers.offer_secrets import OfferSecrets
    from issuer.offices.office import Configured, Office

BATCH_SIZE = 10
"""So many copies of a card at most, each for a key of its own."""


@dataclass(frozen=True, slots=True)
class CredentialRequest:
    """What a wallet's credential request says.

    Attributes:
        configuration_id: the configuration asked for, or
        credential_identifier: the identifier given with the token; exactly one of the two is set.
        proofs: one for each key; 1 to `BATCH_SIZE`.
    """

    configuration_id: str | None
    credential_identifier: str | None
    proofs: tuple[str, ...]


def judge_scope(office: Office, offer: Offer, request: CredentialRequest, secrets: OfferSecrets) -> Configured:
    """Say which card is asked for in which form.

    Raises:
        RequestDenied: the office does not issue it any more.
        MalformedCredentialRequest, IdentifierUnknown, ConfigurationUnknown, ConfigurationNotGranted: as the names say.
    """
    offered = office.configurations_of(offer.use_case, offer.version)
    if not offered:
        raise RequestDenied("this office no longer issues this kind of credential")
    chosen = _of_identifier(offered, offer, request, secrets) or request.configuration_id
    if chosen is None:
        raise IdentifierUnknown("the token response named no credential identifiers")
    configured = office.configured(chosen)
    if configured is None:
        raise ConfigurationUnknown("this issuer has no such credential configuration")
    if chosen not in offered:
        raise ConfigurationNotGranted("the access token is not for this credential configuration")
    return configured


def _of_identifier(
    offered: tuple[str, ...], offer: Offer, request: CredentialRequest, secrets: OfferSecrets
) -> str | None:
    if offer.credential_identifier is None:
        return None
    given = request.credential_identifier
    if given is None:
        raise MalformedCredentialRequest("the token response named credential identifiers; use one of them")
    for configuration in offered:
        meant = secrets.identifier_of(offer.credential_identifier, configuration)
        if hmac.compare_digest(given.encode(), meant.encode()):
            return configuration
    raise IdentifierUnknown("this credential identifier was not given to this wallet")
