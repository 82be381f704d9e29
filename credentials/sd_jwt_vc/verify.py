"""Read an SD-JWT VC, and verify who signed it and who shows it; each a step of its own.

Until `verify_issuer` has returned, what was read is only what somebody wrote. Which key is the issuer's is said by
somebody other than the credential: its header only names one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from credentials.errors import KeyBindingError, SdJwtError
from credentials.jose import jws
from credentials.sd_jwt.compact import SdJwt, parse_compact
from credentials.sd_jwt.disclosure import hash_of
from credentials.sd_jwt.key_binding import verify_key_binding
from credentials.sd_jwt.reveal import reveal
from credentials.sd_jwt_vc.credential import TYP, SdJwtVc, read_claims

if TYPE_CHECKING:
    from credentials.jose.jws import Jws
    from credentials.keys.public_key import PublicKey
    from credentials.sd_jwt.key_binding import KeyBinding
    from credentials.strict_json import JsonObject


@dataclass(frozen=True)
class ReadSdJwtVc:
    """An SD-JWT VC that was read, with or without a Key Binding JWT.

    Attributes:
        sd_jwt: its parts as they were sent.
        credential: its claims.
        hash_name: of the hash that its digests are made with.
    """

    sd_jwt: SdJwt
    credential: SdJwtVc
    hash_name: str
    _jws: Jws = field(repr=False)

    @property
    def header(self) -> JsonObject:
        """The protected header of the issuer's part: it names a key (`kid`), or brings certificates along (`x5c`)."""
        return self._jws.header

    @property
    def key_id(self) -> str:
        """Which key the header says has signed it; empty when it names none."""
        key_id: str = self._jws.header.get("kid", "")
        return key_id

    def verify_issuer(self, key: PublicKey, *, algorithms: frozenset[str]) -> None:
        """Refuse a credential that this key did not sign.

        Raises:
            TokenTypeError, AlgorithmError, SignatureError: as `jws.verify`.
        """
        jws.verify(self._jws, key, algorithms=algorithms, typ=TYP)

    def verify_holder(self, *, algorithms: frozenset[str]) -> KeyBinding:
        """Refuse a presentation that the holder's key (`cnf`) did not sign.

        Returns:
            What the holder has signed: nonce, audience and time are for the caller to compare.

        Raises:
            KeyBindingError: the credential is bound to no key, or as `verify_key_binding`.
            JwsError, TokenTypeError, TokenClaimError, AlgorithmError, SignatureError: as `verify_key_binding`.
        """
        if self.credential.holder_key is None:
            raise KeyBindingError("the credential is bound to no key")
        return verify_key_binding(
            self.sd_jwt, self.credential.holder_key, hash_name=self.hash_name, algorithms=algorithms
        )


def read_sd_jwt_vc(text: object) -> ReadSdJwtVc:
    """Read a credential or a presentation of it.

    Raises:
        SdJwtError: no SD-JWT, or its disclosures do not fit.
        JwsError: the part of the issuer is no token.
        ModelError, TokenClaimError: its claims break the rules of SD-JWT VC.
    """
    sd_jwt = parse_compact(text)
    signed = jws.parse(sd_jwt.issuer_jwt)
    payload = signed.claims()
    credential = read_claims(reveal(payload, sd_jwt.disclosures))
    return ReadSdJwtVc(sd_jwt, credential, hash_of(payload), signed)


def read_received(text: object) -> ReadSdJwtVc:
    """Read what an issuer has sent to the holder.

    Raises:
        SdJwtError, JwsError, ModelError, TokenClaimError: as `read_sd_jwt_vc`; and for one that somebody
            has signed to show it already (RFC 9901 section 7.2).
    """
    read = read_sd_jwt_vc(text)
    if read.sd_jwt.key_binding_jwt is not None:
        raise SdJwtError("an issuer has sent a presentation in place of a credential")
    return read
