"""The wallet says what became of the credential (OpenID4VCI 1.0 section 11); the first word counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.offers import offer_store
from issuer.offers.offer import OfferState
from issuer.records import record_store
from issuer.records.credential_record import RecordState
from issuer.refusals import NotificationUnknown

if TYPE_CHECKING:
    from issuer.offers.offer import Offer
    from issuer.offers.offer_secrets import OfferSecrets
    from issuer.offices.office import Office
    from plumbing.clock import Clock
    from plumbing.database.port import Database

EVENTS = {
    "credential_accepted": OfferState.ACCEPTED,
    "credential_deleted": OfferState.REFUSED,
    "credential_failure": OfferState.FAILED,
}
"""What a wallet can say, and what the clerk then reads. `deleted` is what wallets say when their holder declines."""


class NotifyIssuer:
    """Takes the notifications for all offices of a deployment."""

    def __init__(self, *, database: Database, clock: Clock, secrets: OfferSecrets) -> None:
        self._database = database
        self._clock = clock
        self._secrets = secrets

    async def __call__(self, office: Office, offer: Offer, *, notification_id: str, event: str) -> None:
        """Note the event; the same call again is no fault.

        Raises:
            NotificationUnknown: the id does not belong to the offer of this access token.
        """
        async with self._database.transaction() as transaction:
            noted = await record_store.notify(
                transaction,
                office=office.id,
                offer_id=offer.offer_id,
                notification_hash=self._secrets.hash_of("notification", notification_id),
                event=event,
            )
            if noted is None:
                raise NotificationUnknown("this notification id does not belong to this access token")
            state, counts = noted
            if state is RecordState.ISSUED:
                await offer_store.end_by_wallet(
                    transaction, offer_id=offer.offer_id, state=EVENTS[counts], now=self._clock.now()
                )
