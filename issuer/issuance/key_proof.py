"""The holder's proof that they hold the key: a JWT judged by values alone (OpenID4VCI 1.0 appendix F.1 and F.4).

The holder's DID comes from the key that made the signature and from nothing else in the token (SECURITY I-14).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials.did import did_jwk, did_key, did_url, static
from credentials.did import document as did_document
from credentials.errors import CredentialError, TokenClaimError, TokenTimeError
from credentials.jose import jws, jwt_claims
from credentials.keys.jwk import parse_public_jwk
from credentials.keys.published_keys import refuse_published_key
from issuer.refusals import KeyProofRefused
from use_cases.derive.credential_configuration import PROOF_ALGORITHMS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from credentials.keys.public_key import PublicKey

TYPE = "openid4vci-proof+jwt"
ALGORITHMS = frozenset(PROOF_ALGORITHMS)
METHODS = ("did:jwk", "did:key")
MAX_BYTES = 16_384

_KEY_MEMBERS = ("kid", "jwk", "x5c")
_PAST_SECONDS = 600
_FUTURE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class HolderKey:
    """To whom a card is bound.

    Attributes:
        did: DID of the key.
        key: the key itself.
    """

    did: str
    key: PublicKey


@dataclass(frozen=True, slots=True)
class KeyProof(HolderKey):
    """What a good proof shows besides the key that signed.

    Attributes:
        nonce: the c_nonce in it, not spent yet.
        client_id: its `iss`; whether one belongs there is for the caller to say.
    """

    nonce: str
    client_id: str | None


def judge_key_proof(token: str, *, audience: str, now: int) -> KeyProof:
    """Judge one proof of the type `jwt`.

    Raises:
        KeyProofRefused: for whatever is wrong with it.
    """
    try:
        parsed = jws.parse(token, max_bytes=MAX_BYTES)
        did, key = _key_of(parsed.header, now)
        refuse_published_key(key)
        jws.verify(parsed, key, algorithms=ALGORITHMS, typ=TYPE)
        claims = parsed.claims()
    except CredentialError as error:
        raise KeyProofRefused(f"the proof is not accepted: {error.code}") from error
    _judge_claims(claims, audience=audience, now=now)
    return KeyProof(did, key, claims["nonce"], claims.get("iss"))


def read_holder(did: str, *, now: int) -> HolderKey:
    """The key that a holder's DID carries, which nobody has proven to hold: an office vouches for it.

    Raises:
        KeyProofRefused: it is no did:key or did:jwk, or its key is one that everybody has.
    """
    try:
        holder = HolderKey(*_key_of_did_url(did, now))
        refuse_published_key(holder.key)
    except CredentialError as error:
        raise KeyProofRefused(f"the holder's key is not accepted: {error.code}") from error
    if holder.did != did:
        raise KeyProofRefused("the holder is named by a DID, not by the URL of its key")
    return holder


def judge_key_proofs(tokens: Sequence[str], *, audience: str, now: int) -> tuple[KeyProof, ...]:
    """Judge all proofs of one request: each by itself, and no key twice, whatever its names (OpenID4VCI appendix F.4).

    Raises:
        KeyProofRefused: for whatever is wrong with one of them.
    """
    proofs = tuple(judge_key_proof(token, audience=audience, now=now) for token in tokens)
    if len({(proof.key.algorithm, proof.key.raw) for proof in proofs}) != len(proofs):
        raise KeyProofRefused("each proof is of a key of its own")
    return proofs


def _key_of(header: Mapping[str, Any], now: int) -> tuple[str, PublicKey]:
    given = [member for member in _KEY_MEMBERS if member in header]
    if len(given) != 1:
        raise KeyProofRefused("the proof header names its key by exactly one of kid and jwk")
    if "trust_chain" in header or "key_attestation" in header:
        raise KeyProofRefused("the proof header has a member that the metadata do not ask for")
    if given == ["jwk"] and isinstance(header["jwk"], dict):
        key = parse_public_jwk(header["jwk"])
        return did_jwk.render_did(key), key
    if given == ["kid"] and isinstance(header["kid"], str):
        return _key_of_did_url(header["kid"], now)
    raise KeyProofRefused("the proof header names its key in a way that is not offered")


def _key_of_did_url(kid: str, now: int) -> tuple[str, PublicKey]:
    url = did_url.parse_did_url(kid)
    did = url.did.text
    if not did.startswith(tuple(f"{method}:" for method in METHODS)):
        raise KeyProofRefused("the holder is bound by did:jwk or did:key only")
    resolved = static.document_of(did)
    if resolved is None:
        raise KeyProofRefused("the holder is bound by did:jwk or did:key only")
    # A bare did:key or did:jwk names its only key as well as a DID URL does; some wallets send it so.
    method = kid if url.fragment is not None else _only_method(did)
    return did, did_document.find_key(resolved, method, "authentication", now=now)


def _only_method(did: str) -> str:
    return did_key.verification_method(did) if did.startswith("did:key:") else did_jwk.verification_method(did)


def _judge_claims(claims: Mapping[str, Any], *, audience: str, now: int) -> None:
    try:
        jwt_claims.judge_audience(claims, audience)
        jwt_claims.judge_age(claims, now=now, longest=_PAST_SECONDS, clock_skew=_FUTURE_SECONDS)
        jwt_claims.judge_period(claims, now=now, clock_skew=_FUTURE_SECONDS)
    except (TokenClaimError, TokenTimeError) as error:
        raise KeyProofRefused(f"the proof is not accepted: {error.detail}") from error
    nonce = claims.get("nonce")
    if not isinstance(nonce, str):
        raise KeyProofRefused("the proof holds no c_nonce")
    client_id = claims.get("iss")
    if client_id is not None and not isinstance(client_id, str):
        raise KeyProofRefused("iss is not a string")
