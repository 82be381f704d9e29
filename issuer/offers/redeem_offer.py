"""A code becomes an access token, once (OpenID4VCI 1.0 section 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.offers import offer_store
from issuer.offers.offer import TOKEN_SECONDS
from issuer.refusals import AuthorizationDetailsRefused, GrantRefused
from plumbing.crash_points import CrashPoint, reach
from plumbing.database.doubt import resolving_doubt
from plumbing.entropy import new_token

if TYPE_CHECKING:
    from issuer.offers.offer_secrets import OfferSecrets
    from issuer.offices.office import Office
    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from plumbing.entropy import Entropy


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    """What a wallet's token request says.

    Attributes:
        configuration_ids: the credential configurations named in authorization_details; None without that parameter.
    """

    code: str
    tx_code: str
    client_id: str | None
    configuration_ids: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Granted:
    """An access token, and the identifier of the one credential when the request carried authorization_details."""

    access_token: str
    expires_in: int
    configuration_id: str
    credential_identifier: str | None

    def __repr__(self) -> str:
        return "Granted(***)"


class RedeemOffer:
    """Redeems the offers of all offices of a deployment."""

    def __init__(self, *, database: Database, clock: Clock, entropy: Entropy, secrets: OfferSecrets) -> None:
        self._database = database
        self._clock = clock
        self._entropy = entropy
        self._secrets = secrets

    async def __call__(self, office: Office, request: TokenRequest) -> Granted:
        """Use up the code.

        Raises:
            AuthorizationDetailsRefused: they name another configuration than the offer; the code is not used.
            GrantRefused: for whatever else is wrong, always in the same words (SECURITY I-03).
        """
        now = self._clock.now()
        code_hash = self._secrets.hash_of("code", request.code)
        tx_code_hash = self._secrets.hash_of("tx_code", request.code, request.tx_code)
        use_case = await offer_store.use_case_of_code(self._database, office=office.id, code_hash=code_hash)
        configuration_id = office.configuration_id_of(use_case) if use_case is not None else None
        if configuration_id is None:
            raise _refused()
        if request.configuration_ids is not None and set(request.configuration_ids) != {configuration_id}:
            raise AuthorizationDetailsRefused("the offer does not hold this credential configuration")
        token = new_token(self._entropy)
        identifier = new_token(self._entropy, 16) if request.configuration_ids is not None else None
        client_hash = self._secrets.hash_of("client", request.client_id) if request.client_id is not None else None
        attempt = offer_store.Redemption(
            office=office.id,
            code_hash=code_hash,
            tx_code_hash=tx_code_hash,
            access_token_hash=self._secrets.hash_of("token", token),
            token_expires=now + TOKEN_SECONDS,
            client_hash=client_hash,
            credential_identifier=identifier,
            now=now,
        )
        redeemed = True
        async with resolving_doubt(
            lambda: offer_store.has_token(self._database, access_token_hash=attempt.access_token_hash)
        ):
            redeemed = await offer_store.redeem(self._database, attempt)
        if not redeemed:
            await offer_store.void_reused(
                self._database, office=office.id, code_hash=code_hash, tx_code_hash=tx_code_hash, now=now
            )
            raise _refused()
        reach(CrashPoint.AFTER_REDEMPTION)
        return Granted(token, TOKEN_SECONDS, configuration_id, identifier)


def _refused() -> GrantRefused:
    return GrantRefused("the code or the transaction code is not accepted")
