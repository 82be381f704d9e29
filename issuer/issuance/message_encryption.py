"""Encrypted messages between wallets and an office (OpenID4VCI 1.0 section 10).

TLS ends at the city's proxy; what is encrypted here is read by the issuer and by the wallet alone. A wallet may encrypt
its request, and must when it wants the response encrypted: else somebody on the way could put in a key of his own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials import strict_json
from credentials.errors import CredentialError
from credentials.jose import jwe
from credentials.jose.agreement_key import ALGORITHM, PrivateAgreementKey, parse_agreement_jwk
from issuer.refusals import EncryptionRefused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from credentials.jose.agreement_key import PublicAgreementKey
    from credentials.strict_json import JsonObject
    from issuer.offices.office import Office
    from plumbing.entropy import Entropy
    from plumbing.keyring.port import Keyring

ENCRYPTIONS = sorted(jwe.ENCRYPTIONS)
_PURPOSE = "credential-request-key"


@dataclass(frozen=True, slots=True)
class EncryptTo:
    """How a wallet wants its response.

    Attributes:
        key: the wallet's key.
        encryption: the value of `enc`.
    """

    key: PublicAgreementKey
    encryption: str


class MessageEncryption:
    """The keys of all offices for requests, and the encryption of responses.

    A key hangs on the keyring's root key, so that all processes have the same; no request outlives the minute in which
    it is made, so there is nothing to be read with it later.
    """

    def __init__(self, *, keyring: Keyring, offices: Iterable[str], entropy: Entropy) -> None:
        self._entropy = entropy
        self._keys = {
            name: PrivateAgreementKey.from_seed(keyring.hash_key(f"{_PURPOSE} {name}").reveal(), kid=_PURPOSE)
            for name in offices
        }

    def metadata(self, office: Office) -> JsonObject:
        """What the office's metadata say of encryption (section 12.2.4)."""
        return {
            "credential_request_encryption": {
                "jwks": {"keys": [self._keys[office.id].public.jwk()]},
                "enc_values_supported": ENCRYPTIONS,
                "encryption_required": False,
            },
            "credential_response_encryption": {
                "alg_values_supported": [ALGORITHM],
                "enc_values_supported": ENCRYPTIONS,
                "encryption_required": False,
            },
        }

    def decrypt(self, office: Office, message: str) -> bytes:
        """Open a request.

        Raises:
            EncryptionRefused: it was not encrypted to this office in a way that the metadata offer.
        """
        try:
            return jwe.decrypt(jwe.parse(message), self._keys[office.id], encryptions=jwe.ENCRYPTIONS)
        except CredentialError as error:
            raise EncryptionRefused(f"the encrypted request cannot be read: {error.code}") from error

    def encrypt(self, answer: JsonObject, to: EncryptTo) -> str:
        """Close a response."""
        entropy = self._entropy.take(jwe.ENTROPY_LENGTH)
        return jwe.encrypt(strict_json.render(answer), to.key, encryption=to.encryption, entropy=entropy)


def parse_response_encryption(wanted: Any) -> EncryptTo:
    """Read `credential_response_encryption` (section 8.2).

    Raises:
        EncryptionRefused: a key or an `enc` that the metadata do not offer; or compression, which they do not either.
    """
    if not isinstance(wanted, dict) or not isinstance(wanted.get("jwk"), dict):
        raise EncryptionRefused("a response is encrypted to a key, see jwk")
    if "zip" in wanted:
        raise EncryptionRefused("responses are not compressed here, see zip")
    if wanted.get("enc") not in ENCRYPTIONS:
        raise EncryptionRefused("enc is one of " + " and ".join(ENCRYPTIONS))
    try:
        return EncryptTo(parse_agreement_jwk(wanted["jwk"]), wanted["enc"])
    except CredentialError as error:
        raise EncryptionRefused(f"jwk is no key for {ALGORITHM} on P-256: {error.code}") from error
