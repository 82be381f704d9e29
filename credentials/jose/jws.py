"""Compact JSON Web Signatures: prepared, read and verified in one strict way (RFC 7515, RFC 8725).

Reading and verifying are two steps, because the header says which key to look for. Until `verify` has returned, what a
token says is only what somebody wrote. joserfc reads a token once our strict entry has nothing against it, so a token
counts only if both take it; whether it was signed is `PublicKey`'s to say, as for every document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from joserfc import jws as joserfc_jws
from joserfc.errors import JoseError

from credentials import strict_json
from credentials.encoding import decode_base64url, encode_base64url
from credentials.errors import AlgorithmError, EncodingError, JsonError, JwsError, TokenTypeError
from credentials.keys.algorithm import ALL_JOSE_NAMES
from credentials.to_be_signed import ToBeSigned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject

MAX_BYTES = 65_536

# What would change the meaning of a token (RFC 7515 section 4.1.11, RFC 7797) or make a reader fetch something.
_REFUSED_MEMBERS = ("crit", "b64", "jku", "x5u")
_TEXT_MEMBERS = ("alg", "typ", "kid", "cty")
_BOUNDED_BY_US = 2**31


class _Reader(joserfc_jws.JWSRegistry):
    """joserfc's reader without its bounds: a chain of certificates or a status list is larger, and ours come first."""

    max_header_length = max_payload_length = max_signature_length = _BOUNDED_BY_US


_READER = _Reader()


@dataclass(frozen=True)
class Jws:
    """A token that has been read and not yet verified.

    Attributes:
        header: its protected header.
        payload: the bytes that it carries.
        signing_input: the bytes that were signed.
        signature: the raw signature.
    """

    header: JsonObject
    payload: bytes
    signing_input: bytes
    signature: bytes

    def claims(self) -> JsonObject:
        """The payload as a JSON object.

        Raises:
            JwsError: when it is none, or not a strict one.
        """
        try:
            return strict_json.parse_object(self.payload, max_bytes=len(self.payload))  # bounded when it was read
        except JsonError as error:
            raise JwsError(f"the payload of this token cannot be read: {error.detail}") from error


def prepare(header: Mapping[str, Any], payload: bytes) -> ToBeSigned[str]:
    """Make what is to be signed; attaching the signature makes the compact token.

    Raises:
        JwsError: for a header that `parse` and `verify` would refuse: no type, no or a foreign algorithm.
    """
    _judge_header(header)
    if header["alg"] not in ALL_JOSE_NAMES:
        raise JwsError("a token is signed here with one of: " + ", ".join(sorted(ALL_JOSE_NAMES)))
    if not header.get("typ"):
        raise JwsError("a token says its type")
    signing_input = f"{encode_base64url(strict_json.render(dict(header)))}.{encode_base64url(payload)}"
    return ToBeSigned(signing_input.encode("ascii"), lambda signature: f"{signing_input}.{encode_base64url(signature)}")


def parse(token: str, *, max_bytes: int = MAX_BYTES) -> Jws:
    """Read a compact token, without believing it.

    Raises:
        JwsError: for anything but three canonical parts under an unobjectionable header.
    """
    if len(token) > max_bytes:
        raise JwsError(f"a token of more than {max_bytes} bytes")
    parts = token.split(".")
    if len(parts) != 3 or not all(parts):  # noqa: PLR2004 - header, payload, signature
        raise JwsError("a token has three parts with a dot between them: header, payload and signature")
    try:
        header = strict_json.parse_object(decode_base64url(parts[0]), max_bytes=MAX_BYTES)
    except (EncodingError, JsonError) as error:
        raise JwsError(f"the header of this token cannot be read: {error.detail}") from error
    _judge_header(header)
    try:
        payload, signature = decode_base64url(parts[1]), decode_base64url(parts[2])
        read = joserfc_jws.extract_compact(token.encode("ascii"), registry=_READER)
    except (EncodingError, JoseError) as error:
        raise JwsError("payload or signature of this token is not canonical base64url") from error
    if read.headers() != header or read.payload != payload:
        raise JwsError("this token does not say the same to every reader")
    return Jws(header, payload, f"{parts[0]}.{parts[1]}".encode("ascii"), signature)


def verify(jws: Jws, key: PublicKey, *, algorithms: frozenset[str], typ: str) -> None:
    """Refuse a token of another kind, under another algorithm, or not signed by this key.

    Args:
        jws: the token.
        key: the key that somebody other than the token vouches for.
        algorithms: the JOSE names that the caller accepts.
        typ: the exact type that belongs in this place.

    Raises:
        TokenTypeError: when the header's `typ` is another one or missing.
        AlgorithmError: when `alg` is not accepted by the caller, or does not belong to the key.
        SignatureError: when the key did not sign this token.
    """
    if jws.header.get("typ") != typ:
        raise TokenTypeError(f"a token of type {typ} belongs here")
    if not algorithms:
        raise AlgorithmError("the caller accepts no algorithm at all")
    # Only names of our own signature algorithms count, so `none` and HS256 fail even if a caller lists them.
    if jws.header["alg"] not in algorithms & key.algorithm.jose_names:
        raise AlgorithmError("the algorithm of this token is not accepted here, or does not belong to its key")
    key.verify(jws.signature, jws.signing_input)


def _judge_header(header: Mapping[str, Any]) -> None:
    for name in _REFUSED_MEMBERS:
        if name in header:
            raise JwsError(f"a token with the header member {name} is not accepted")
    if "alg" not in header:
        raise JwsError("the header of this token names no algorithm")
    for name in _TEXT_MEMBERS:
        if name in header and not isinstance(header[name], str):
            raise JwsError(f"the header member {name} of this token is not a text")
