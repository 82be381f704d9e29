"""A code becomes an access token, once (OpenID4VCI 1.0 section 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.audit_actions import IssuerAction
from issuer.offers import offer_store
from issuer.offers.offer import TOKEN_SECONDS, OfferState
from issuer.refusals import AuthorizationDetailsRefused, GrantRefused, MalformedTokenRequest
from plumbing.audit.entry import DONE
from plumbing.audit.trail import WALLET
from plumbing.crash_points import CrashPoint, reach
from plumbing.database.doubt import resolving_doubt
from plumbing.entropy import new_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuer.offers.offer_secrets import OfferSecrets
    from issuer.offices.office import Office
    from plumbing.audit.trail import AuditTrail
    from plumbing.clock import Clock
    from plumbing.database.port import Database, Executor
    from plumbing.entropy import Entropy

_RECORDED = {OfferState.REDEEMED: IssuerAction.OFFER_REDEEMED, OfferState.CODE_WRONG: IssuerAction.OFFER_LOCKED}


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    """What a wallet's token request says.

    Attributes:
        tx_code: None when it has none.
        configuration_ids: the credential configurations named in authorization_details; None without that parameter.
    """

    code: str
    tx_code: str | None
    client_id: str | None
    configuration_ids: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Granted:
    """An access token, and when the request carried authorization_details, an identifier for each configuration."""

    access_token: str
    expires_in: int
    identifiers: Mapping[str, str]

    def __repr__(self) -> str:
        return "Granted(***)"


class RedeemOffer:
    """Redeems the offers of all offices of a deployment."""

    def __init__(
        self, *, database: Database, clock: Clock, entropy: Entropy, secrets: OfferSecrets, trail: AuditTrail
    ) -> None:
        self._database = database
        self._clock = clock
        self._entropy = entropy
        self._secrets = secrets
        self._trail = trail

    async def __call__(self, office: Office, request: TokenRequest, *, actor: str = WALLET) -> Granted:
        """Use up the code, which `actor` shows.

        Raises:
            MalformedTokenRequest: a tx_code is missing, or is there where none belongs; the code is not used.
            AuthorizationDetailsRefused: they name a configuration that the offer does not have; the code is not used.
            GrantRefused: for whatever else is wrong, always in the same words (SECURITY I-03).
        """
        now = self._clock.now()
        code_hash = self._secrets.hash_of("code", request.code)
        tx_code_hash = self._secrets.tx_code_hash(request.code, request.tx_code)
        meant = await offer_store.of_code(self._database, office=office.id, code_hash=code_hash)
        offered = office.configurations_of(meant.use_case, meant.version) if meant is not None else ()
        if meant is None or not offered:
            raise _refused()
        # no guess yet: neither counted nor compared (OpenID4VCI 1.0 section 6.3)
        wanted = meant.tx_code_hash != self._secrets.tx_code_hash(request.code, None)
        if wanted is not (request.tx_code is not None):
            raise MalformedTokenRequest("tx_code is missing" if wanted else "this offer has no tx_code; leave it away")
        asked = request.configuration_ids or ()
        if not set(asked) <= set(offered):
            raise AuthorizationDetailsRefused("the offer does not hold this credential configuration")
        token = new_token(self._entropy)
        stem = new_token(self._entropy, 16) if asked else None
        client_hash = self._secrets.hash_of("client", request.client_id) if request.client_id is not None else None
        redemption = offer_store.Redemption(
            office=office.id,
            code_hash=code_hash,
            tx_code_hash=tx_code_hash,
            access_token_hash=self._secrets.hash_of("token", token),
            token_expires=now + TOKEN_SECONDS,
            client_hash=client_hash,
            credential_identifier=stem,
            now=now,
        )
        if not await self._redeem(redemption, actor):
            await self._void_reused(redemption, actor)
            raise _refused()
        reach(CrashPoint.AFTER_REDEMPTION)
        identifiers = {one: self._secrets.identifier_of(stem, one) for one in asked} if stem is not None else {}
        return Granted(token, TOKEN_SECONDS, identifiers)

    async def _redeem(self, redemption: offer_store.Redemption, actor: str) -> bool:
        token_hash = redemption.access_token_hash
        async with (
            resolving_doubt(lambda: offer_store.has_token(self._database, access_token_hash=token_hash)),
            self._database.transaction() as transaction,
        ):
            attempted = await offer_store.redeem(transaction, redemption)
            if attempted is not None and attempted.state in _RECORDED:
                action = _RECORDED[attempted.state]
                await self._tell(transaction, action, redemption.office, attempted.offer_id, actor=actor)
        return attempted is not None and attempted.state is OfferState.REDEEMED

    async def _void_reused(self, redemption: offer_store.Redemption, actor: str) -> None:
        async with self._database.transaction() as transaction:
            offer_id = await offer_store.void_reused(
                transaction,
                office=redemption.office,
                code_hash=redemption.code_hash,
                tx_code_hash=redemption.tx_code_hash,
                now=redemption.now,
            )
            if offer_id is not None:
                await self._tell(
                    transaction,
                    IssuerAction.OFFER_VOIDED,
                    redemption.office,
                    offer_id,
                    outcome="code-shown-twice",
                    actor=actor,
                )

    async def _tell(
        self,
        transaction: Executor,
        action: IssuerAction,
        office: str,
        offer_id: str,
        *,
        actor: str,
        outcome: str = DONE,
    ) -> None:
        await self._trail.append(transaction, action, owner=office, object_id=offer_id, outcome=outcome, actor=actor)


def _refused() -> GrantRefused:
    return GrantRefused("the code or the transaction code is not accepted")
