"""The Key Binding JWT: who holds the key says to whom, in answer to what and when this SD-JWT is shown.

RFC 9901 sections 4.3 and 7.3. Whether one is demanded is the verifier's policy, never decided by what was sent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from credentials import strict_json
from credentials.errors import KeyBindingError, SignatureError
from credentials.jose import jws
from credentials.jose.jwt_claims import read_time
from credentials.sd_jwt.disclosure import digest

if TYPE_CHECKING:
    from credentials.keys.public_key import PublicKey
    from credentials.sd_jwt.compact import SdJwt
    from credentials.to_be_signed import ToBeSigned

TYP = "kb+jwt"


@dataclass(frozen=True, slots=True)
class KeyBinding:
    """What a verified Key Binding JWT says.

    Attributes:
        nonce: which question is answered.
        audience: for whom it was made.
        issued_at: UTC seconds.
    """

    nonce: str
    audience: str
    issued_at: int


def prepare_key_binding(
    sd_jwt: SdJwt, *, hash_name: str, nonce: str, audience: str, issued_at: int, algorithm: str
) -> ToBeSigned[str]:
    """Make the holder's signature over what is shown ready to be signed.

    Args:
        sd_jwt: with the disclosures that are shown, and no other.
        hash_name: of the hash that its digests are made with (`_sd_alg`).
        nonce: from the verifier's request.
        audience: the verifier's whole client identifier.
        issued_at: UTC seconds.
        algorithm: the JOSE name of the holder's key's algorithm.

    Returns:
        What is to be signed; attaching the signature makes the compact form of the presentation.
    """
    claims = {
        "iat": issued_at,
        "aud": audience,
        "nonce": nonce,
        "sd_hash": digest(sd_jwt.without_key_binding(), hash_name),
    }
    prepared = jws.prepare({"alg": algorithm, "typ": TYP}, strict_json.render(claims))
    return replace(
        prepared,
        attach=lambda signature: replace(sd_jwt, key_binding_jwt=prepared.attach(signature)).render(),
    )


def verify_key_binding(sd_jwt: SdJwt, key: PublicKey, *, hash_name: str, algorithms: frozenset[str]) -> KeyBinding:
    """Refuse a presentation that this key did not sign; for whom and when is for the caller to compare.

    Args:
        sd_jwt: as it was received.
        key: the holder's key, as the issuer has bound it (`cnf`).
        hash_name: of the hash that its digests are made with.
        algorithms: the JOSE names that the caller accepts.

    Raises:
        KeyBindingError: none there, or a claim of it is missing or malformed.
        TokenClaimError: its time is no number.
        SignatureError: another key made it, or this one over something else (`sd_hash`).
        JwsError, TokenTypeError, AlgorithmError: as `jws.parse` and `jws.verify`.
    """
    if sd_jwt.key_binding_jwt is None:
        raise KeyBindingError("nobody has signed that this is shown")
    signed = jws.parse(sd_jwt.key_binding_jwt)
    jws.verify(signed, key, algorithms=algorithms, typ=TYP)
    claims = signed.claims()
    nonce, audience, issued_at = claims.get("nonce"), claims.get("aud"), read_time(claims, "iat")
    if not isinstance(nonce, str) or not isinstance(audience, str) or issued_at is None:
        raise KeyBindingError("a Key Binding JWT says its nonce, one audience and when it was made")
    if claims.get("sd_hash") != digest(sd_jwt.without_key_binding(), hash_name):
        raise SignatureError("the Key Binding JWT was made over something else")
    return KeyBinding(nonce, audience, int(issued_at))
