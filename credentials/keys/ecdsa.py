"""ECDSA on P-256 and P-384 (FIPS 186-5) by way of OpenSSL: compressed points, signatures as r and s side by side.

A signature (r, s) has a twin (r, n - s) that anybody can compute. The standards behind ES256 and the ecdsa cryptosuites
ask for no choice between the two, and phones make both, so both are accepted; nothing in the house may therefore tell
two things apart by their signatures. All else is refused: zero, anything beyond the group's order, DER, other lengths.
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credentials.errors import KeyMaterialError, SignatureError
from credentials.keys.algorithm import Algorithm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.rdf.rdfc10 import HashName

_CURVES: Mapping[Algorithm, ec.EllipticCurve] = MappingProxyType(
    {Algorithm.P256: ec.SECP256R1(), Algorithm.P384: ec.SECP384R1()}
)
_HASHES: Mapping[HashName, hashes.HashAlgorithm] = MappingProxyType(
    {"sha256": hashes.SHA256(), "sha384": hashes.SHA384()}
)
_EVEN, _ODD = b"\x02", b"\x03"


# The same few keys of offices come again and again, and finding y costs as much as a part of the verification.
@lru_cache(maxsize=1024)
def load_public_key(algorithm: Algorithm, raw: bytes) -> ec.EllipticCurvePublicKey:
    """The key of a compressed point.

    Raises:
        KeyMaterialError: for another form (infinity and uncompressed points included), or a point off the curve.
    """
    if len(raw) != algorithm.public_key_length or raw[:1] not in (_EVEN, _ODD):
        raise KeyMaterialError(f"a {algorithm} public key is a compressed point of {algorithm.public_key_length} bytes")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[algorithm], raw)
    except ValueError as error:
        raise KeyMaterialError(f"this is not a point of the curve {algorithm}") from error


def judge_signature(algorithm: Algorithm, raw: bytes, signature: bytes, data: bytes) -> None:
    """Refuse a signature that the key did not make over the data.

    Raises:
        SignatureError: whatever the reason; to know which one helps only a forger.
    """
    half = algorithm.seed_length
    if len(signature) != 2 * half:
        raise SignatureError(f"a {algorithm} signature has {2 * half} bytes")
    r, s = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
    order = _CURVES[algorithm].group_order
    if not (0 < r < order and 0 < s < order):
        raise SignatureError(f"r and s of a {algorithm} signature lie between zero and the order of the group")
    try:
        load_public_key(algorithm, raw).verify(encode_dss_signature(r, s), data, ec.ECDSA(_HASHES[algorithm.hash_name]))
    except InvalidSignature as error:
        raise SignatureError("the signature does not fit the data and the key") from error


def coordinates(algorithm: Algorithm, raw: bytes) -> tuple[bytes, bytes]:
    """X and y of a compressed point, each in the full length of the field."""
    point = load_public_key(algorithm, raw).public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return point[1 : 1 + algorithm.seed_length], point[1 + algorithm.seed_length :]


def compress(algorithm: Algorithm, x: bytes, y: bytes) -> bytes:
    """The compressed point of two coordinates.

    Raises:
        KeyMaterialError: for coordinates of another length, or of no point of the curve.
    """
    raw = (_ODD if y and y[-1] & 1 else _EVEN) + x
    if coordinates(algorithm, raw) != (x, y):
        raise KeyMaterialError(f"this is not a point of the curve {algorithm}")
    return raw


def load_private_key(algorithm: Algorithm, seed: bytes) -> ec.EllipticCurvePrivateKey:
    """The private key whose secret number the seed is, in big-endian order.

    Raises:
        KeyMaterialError: for another length, and for numbers that no key has: zero, the group's order and beyond.
    """
    number = int.from_bytes(seed, "big")
    if len(seed) != algorithm.seed_length or not 0 < number < _CURVES[algorithm].group_order:
        raise KeyMaterialError(f"a {algorithm} seed is {algorithm.seed_length} bytes of a number that such a key has")
    return ec.derive_private_key(number, _CURVES[algorithm])


def compressed_point(key: ec.EllipticCurvePublicKey) -> bytes:
    """The public key as a compressed point."""
    return key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def sign(algorithm: Algorithm, key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """Sign without randomness (RFC 6979): no weak random number can give the key away."""
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(_HASHES[algorithm.hash_name], deterministic_signing=True)))
    return r.to_bytes(algorithm.seed_length, "big") + s.to_bytes(algorithm.seed_length, "big")
