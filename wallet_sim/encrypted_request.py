"""Ask for a credential behind a second lock: request and response encrypted (OpenID4VCI 1.0 section 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from credentials.jose import jwe
from credentials.jose.agreement_key import SEED_LENGTH, PrivateAgreementKey, parse_agreement_jwk
from credentials.strict_json import render
from wallet_sim.refusals import WalletRefuses

if TYPE_CHECKING:
    from collections.abc import Callable

    from credentials.strict_json import JsonObject

MEDIA_TYPE = "application/jwt"


class EncryptedRequest:
    """One request with a fresh key for its response.

    Attributes:
        message: what is posted, as `MEDIA_TYPE`.
    """

    def __init__(self, body: JsonObject, metadata: JsonObject, *, take_entropy: Callable[[int], bytes]) -> None:
        """Close a request.

        Args:
            body: what would be asked in the open.
            metadata: of the issuer, which offer encryption of requests and responses.
            take_entropy: gives so many fresh random bytes.

        Raises:
            WalletRefuses: the issuer offers none that this wallet knows.
        """
        try:
            offered, answers = metadata["credential_request_encryption"], metadata["credential_response_encryption"]
            to = parse_agreement_jwk(offered["jwks"]["keys"][0])
            self._encryption = max(jwe.ENCRYPTIONS & set(answers["enc_values_supported"]))
            request_encryption = max(jwe.ENCRYPTIONS & set(offered["enc_values_supported"]))
        except (CredentialError, KeyError, IndexError, ValueError) as error:
            raise WalletRefuses("no-encryption", "the issuer offers no encryption that this wallet knows") from error
        self._key = PrivateAgreementKey.from_seed(take_entropy(SEED_LENGTH), kid="response")
        wanted = {"jwk": self._key.public.jwk(), "enc": self._encryption}
        self.message = jwe.encrypt(
            render(body | {"credential_response_encryption": wanted}),
            to,
            encryption=request_encryption,
            entropy=take_entropy(jwe.ENTROPY_LENGTH),
        )

    def open(self, message: str) -> bytes:
        """Open the response.

        Raises:
            WalletRefuses: it was not encrypted as this wallet asked.
        """
        try:
            return jwe.decrypt(jwe.parse(message), self._key, encryptions=frozenset({self._encryption}))
        except CredentialError as error:
            raise WalletRefuses("response-not-encrypted", error.detail) from error
