"""Signed heads: the chain's end at a moment, vouched for by a key of its own (SECURITY L-04).

A head is a compact JWS (RFC 7515). Whoever keeps one can later see whether the entries before it are still the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials import strict_json
from credentials.encoding import decode_base64url, encode_base64url
from credentials.errors import CredentialError
from credentials.jose import jws

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.keys.public_key import PublicKey
    from credentials.to_be_signed import ToBeSigned

TYP = "stadtsiegel-audit-head+jwt"
OWNER, PURPOSE = "audit:heads", "audit"
"""Of the key in the keyring; no office can have this name."""

_ALGORITHM = "EdDSA"
LONGEST = 2048
_HASH_BYTES = 32


class HeadRefused(Exception):  # noqa: N818 - a finding, not an accident
    """A line that is no head, is of another chain, or was not signed by a known key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of a chain at a moment.

    Attributes:
        chain: the service whose chain it is.
        epoch: see `Link`.
        number: of the last entry it covers.
        hash: of that entry, and so of all before it.
        signed_at: UTC seconds.
    """

    chain: str
    epoch: int
    number: int
    hash: bytes
    signed_at: int


def prepare(head: Head, *, key_id: str) -> ToBeSigned[str]:
    """Make what is to be signed; attaching the signature makes the token."""
    payload = {
        "chain": head.chain,
        "epoch": head.epoch,
        "number": head.number,
        "hash": encode_base64url(head.hash),
        "iat": head.signed_at,
    }
    return jws.prepare({"alg": _ALGORITHM, "typ": TYP, "kid": key_id}, strict_json.render(payload))


def read(token: str) -> Head:
    """Read what a token says, without believing it.

    Raises:
        HeadRefused: when it is no head.
    """
    return _read(_parse(token))


def prove(token: str, *, chain: str, keys: Mapping[str, PublicKey]) -> Head:
    """Read a head and believe it.

    Args:
        token: the line.
        chain: the service whose heads these should be.
        keys: known keys by their key ids; no other is ever tried.

    Raises:
        HeadRefused: when it is no head of this chain, or no known key has signed it.
    """
    parsed = _parse(token)
    key = keys.get(parsed.header.get("kid", ""))
    if key is None:
        raise HeadRefused("the key that it names is not known, or compromised")
    try:
        jws.verify(parsed, key, algorithms=frozenset({_ALGORITHM}), typ=TYP)
    except CredentialError as error:
        raise HeadRefused("its key has not signed it") from error
    head = _read(parsed)
    if head.chain != chain:
        raise HeadRefused("it is the head of another chain")
    return head


def _parse(token: str) -> jws.Jws:
    try:
        return jws.parse(token, max_bytes=LONGEST)
    except CredentialError as error:
        raise HeadRefused("it is no signed token") from error


def _read(parsed: jws.Jws) -> Head:
    try:
        claims = parsed.claims()
        numbers = [claims["epoch"], claims["number"], claims["iat"]]
        chain, hashed = claims["chain"], decode_base64url(claims["hash"])
    except (CredentialError, KeyError, TypeError, AttributeError) as error:
        raise HeadRefused("its payload is not that of a head") from error
    if any(type(number) is not int for number in numbers) or type(chain) is not str or len(hashed) != _HASH_BYTES:
        raise HeadRefused("its payload is not that of a head")
    epoch, number, signed_at = numbers
    return Head(chain=chain, epoch=epoch, number=number, hash=hashed, signed_at=signed_at)
