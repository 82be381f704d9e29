"""The two forms of an ecdsa-sd-2023 `proofValue`: CBOR behind three bytes that tell which one it is.

Data Integrity ECDSA Cryptosuites 1.0 sections 3.5.2 to 3.5.8. Read strictly: no tags, no second way to write the same
value, every length exact. Where the prose asks for 36 bytes of the proof's own key, its vectors have 35, and so has the
key's encoding; 35 are required here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import cbor2

from credentials.data_integrity.selective.pointers import judge_pointers
from credentials.data_integrity.selective.statements import HMAC_KEY_LENGTH
from credentials.encoding import decode_base64url, decode_varint, encode_base64url, encode_varint
from credentials.errors import CredentialError, EncodingError, ProofVerificationError
from credentials.keys.algorithm import Algorithm
from credentials.keys.public_key import PublicKey

if TYPE_CHECKING:
    from collections.abc import Mapping

BASE_HEADER = b"\xd9\x5d\x00"
DERIVED_HEADER = b"\xd9\x5d\x01"
SIGNATURE_LENGTH = 64
LABEL_LENGTH = 32
MAX_SIGNATURES = 512
"""How many statements may be shown or withheld one by one; a city's card has some twenty."""
MAX_BYTES = 96 * 1024
_PARTS = 5
_MAX_DEPTH = 3


@dataclass(frozen=True)
class BaseProofValue:
    """What the issuer gives to the holder alone.

    Attributes:
        base_signature: the issuer's signature over proof options, the proof's own key and the mandatory statements.
        public_key: the proof's own key, whose private half nobody has any more.
        hmac_key: the secret behind the labels of nodes without an identifier.
        signatures: by the proof's own key, one for each statement that is not mandatory, in the order of statements.
        mandatory_pointers: what is always shown.
    """

    base_signature: bytes
    public_key: PublicKey
    hmac_key: bytes
    signatures: tuple[bytes, ...]
    mandatory_pointers: tuple[str, ...]


@dataclass(frozen=True)
class DerivedProofValue:
    """What the holder shows.

    Attributes:
        base_signature: as the issuer made it.
        public_key: the proof's own key.
        signatures: those of the statements that are shown and not mandatory, in the order of statements.
        labels: from the number of a canonical label in the shown document to the label that was signed.
        mandatory_indexes: which of the shown statements are mandatory, ascending.
    """

    base_signature: bytes
    public_key: PublicKey
    signatures: tuple[bytes, ...]
    labels: Mapping[int, bytes]
    mandatory_indexes: tuple[int, ...]


def encode_key(key: PublicKey) -> bytes:
    """The proof's own key as it is signed and written: multicodec prefix and compressed point."""
    return encode_varint(key.algorithm.multicodec) + key.raw


def render_base(value: BaseProofValue) -> str:
    """Write the proof value for the holder (section 3.5.2)."""
    return _render(
        BASE_HEADER,
        [
            value.base_signature,
            encode_key(value.public_key),
            value.hmac_key,
            list(value.signatures),
            list(value.mandatory_pointers),
        ],
    )


def render_derived(value: DerivedProofValue) -> str:
    """Write the proof value for a verifier (section 3.5.7)."""
    return _render(
        DERIVED_HEADER,
        [
            value.base_signature,
            encode_key(value.public_key),
            list(value.signatures),
            dict(value.labels),
            list(value.mandatory_indexes),
        ],
    )


def is_base(proof_value: bytes) -> bool:
    """Whether these bytes are a base proof's, which is meant for the holder's eyes alone."""
    return proof_value.startswith(BASE_HEADER)


def parse_base(proof_value: bytes) -> BaseProofValue:
    """Read the bytes of a base proof's value (section 3.5.3).

    Raises:
        ProofVerificationError: they are no base proof's, or not written in the one way.
    """
    base_signature, public_key, hmac_key, signatures, pointers = _parts(proof_value, BASE_HEADER)
    try:
        pointers = judge_pointers(pointers)
    except CredentialError as error:
        raise _malformed(error.detail) from error
    return BaseProofValue(
        _exactly(base_signature, SIGNATURE_LENGTH),
        _key(public_key),
        _exactly(hmac_key, HMAC_KEY_LENGTH),
        _signatures(signatures),
        tuple(pointers),
    )


def parse_derived(proof_value: bytes) -> DerivedProofValue:
    """Read the bytes of a derived proof's value (section 3.5.8).

    Raises:
        ProofVerificationError: they are no derived proof's, or not written in the one way.
    """
    base_signature, public_key, signatures, labels, indexes = _parts(proof_value, DERIVED_HEADER)
    if not isinstance(labels, dict) or not all(map(_is_number, labels)):
        raise _malformed("its labels are not told by numbers")
    named = {number: _exactly(label, LABEL_LENGTH) for number, label in labels.items()}
    if len(set(named.values())) != len(named):
        raise _malformed("two nodes have the same label")
    if not isinstance(indexes, list) or not all(map(_is_number, indexes)) or sorted(set(indexes)) != indexes:
        raise _malformed("its mandatory indexes are not ascending numbers")
    return DerivedProofValue(
        _exactly(base_signature, SIGNATURE_LENGTH), _key(public_key), _signatures(signatures), named, tuple(indexes)
    )


def decode(text: str) -> bytes:
    """Read the multibase text of a proof value, base64url alone.

    Raises:
        ProofVerificationError: another base, or not canonical.
    """
    if not text.startswith("u"):
        raise _malformed("it is not written in base64url (u)")
    try:
        return decode_base64url(text[1:])
    except EncodingError as error:
        raise _malformed(error.detail) from error


def _render(header: bytes, parts: list[Any]) -> str:
    return "u" + encode_base64url(header + cbor2.dumps(parts))


def _parts(proof_value: bytes, header: bytes) -> list[Any]:
    if not proof_value.startswith(header):
        raise _malformed("it does not begin with the bytes that belong here")
    data = proof_value[len(header) :]
    if len(data) > MAX_BYTES:
        raise _malformed(f"it has more than {MAX_BYTES} bytes")
    try:
        parts = cbor2.loads(
            data,
            tag_hook=_refuse_tag,
            semantic_decoders=_NoTags(),
            max_depth=_MAX_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
        )
        # What follows the value, or is written in a longer way than it needs, comes out differently.
        is_canonical = cbor2.dumps(parts) == data
    except (cbor2.CBORError, ValueError, TypeError) as error:
        raise _malformed("it is not CBOR without tags") from error
    if not is_canonical or not isinstance(parts, list) or len(parts) != _PARTS:
        raise _malformed("it is not a list of five, written in the shortest way")
    return parts


class _NoTags(dict[int, Any]):
    """A decoder for every tag: none is accepted, not even those that the library knows."""

    def get(self, _tag: int, _default: object = None) -> Any:
        return _refuse_tag

    def __getitem__(self, _tag: int) -> Any:
        return _refuse_tag


def _refuse_tag(*_: object) -> NoReturn:
    raise ValueError("a tag")


def _exactly(value: object, length: int) -> bytes:
    if type(value) is not bytes or len(value) != length:
        raise _malformed(f"one of its parts should have {length} bytes")
    return value


def _signatures(value: object) -> tuple[bytes, ...]:
    if not isinstance(value, list) or len(value) > MAX_SIGNATURES:
        raise _malformed(f"it has no list of at most {MAX_SIGNATURES} signatures")
    return tuple(_exactly(signature, SIGNATURE_LENGTH) for signature in value)


def _key(value: object) -> PublicKey:
    if type(value) is not bytes:
        raise _malformed("its own key is not P-256")
    try:
        multicodec, raw = decode_varint(value)
        if multicodec != Algorithm.P256.multicodec:
            raise _malformed("its own key is not P-256")
        return PublicKey(Algorithm.P256, raw)
    except ProofVerificationError:
        raise
    except CredentialError as error:
        raise _malformed(error.detail) from error


def _is_number(value: object) -> bool:
    return type(value) is int and value >= 0


def _malformed(reason: str) -> ProofVerificationError:
    return ProofVerificationError(f"the value of this ecdsa-sd-2023 proof cannot be read: {reason}")
