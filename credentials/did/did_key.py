"""did:key: a DID that is its key (The did:key Method v0.7).

The one verification method is named by the key's own Multikey value. Of the errors of section 3.1, invalidPublicKeyType
cannot come up: nobody can ask here for another form of the key than Multikey.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.did.build import SIGNING_RELATIONSHIPS, Method, build_document
from credentials.did.did_url import parse_did
from credentials.encoding import decode_multibase, decode_varint
from credentials.errors import DidError, EncodingError, KeyMaterialError
from credentials.keys.algorithm import ALGORITHM_OF_MULTICODEC
from credentials.keys.multikey import render_multikey
from credentials.keys.public_key import PublicKey

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

METHOD = "key"


def render_did(key: PublicKey) -> str:
    """The did:key of a public key."""
    return f"did:{METHOD}:{render_multikey(key)}"


def verification_method(did: str) -> str:
    """The DID URL of the one key that this DID has.

    Raises:
        DidError: when it is not a did:key that we read.
    """
    multikey, _ = _parse(did)
    return f"{did}#{multikey}"


def public_key(did: str) -> PublicKey:
    """The key that this DID is.

    Raises:
        DidError: when it is not a did:key that we read.
    """
    return _parse(did)[1]


def document(did: str) -> JsonObject:
    """The document that this DID stands for.

    Raises:
        DidError: when it is not a did:key that we read: other methods, versions, kinds of keys, malformed keys.
    """
    multikey, key = _parse(did)
    return build_document(did, [Method(multikey, key, SIGNING_RELATIONSHIPS)])


def _parse(did: str) -> tuple[str, PublicKey]:
    parsed = parse_did(did)
    if parsed.method != METHOD:
        raise DidError("this is not a did:key")
    multikey = parsed.identifier
    try:
        multicodec, raw = decode_varint(decode_multibase(multikey, allowed="z"))
    except EncodingError as error:
        raise DidError(f"this is not the Multikey value of a did:key: {error.detail}") from error
    algorithm = ALGORITHM_OF_MULTICODEC.get(multicodec)
    if algorithm is None:
        raise DidError("the key of this did:key is of a kind that is not read", code="unsupported-public-key-type")
    if len(raw) != algorithm.public_key_length:
        raise DidError("the key of this did:key has another length", code="invalid-public-key-length")
    try:
        return multikey, PublicKey(algorithm, raw)
    except KeyMaterialError as error:
        raise DidError(f"the key of this did:key is none: {error.detail}", code="invalid-public-key") from error
