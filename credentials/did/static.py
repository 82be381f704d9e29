"""The document and the key of a DID that carries them in its name; nothing need be fetched for these methods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.did import did_jwk, did_key
from credentials.did.did_url import parse_did

if TYPE_CHECKING:
    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject


def document_of(did: str) -> JsonObject | None:
    """The document of a did:key or did:jwk; None for methods whose documents must be fetched.

    Raises:
        DidError: when it is no DID, or one that its method refuses.
    """
    match parse_did(did).method:
        case did_key.METHOD:
            return did_key.document(did)
        case did_jwk.METHOD:
            return did_jwk.document(did)
        case _:
            return None


def key_of(did: str) -> PublicKey | None:
    """The key of a did:key or did:jwk; None for methods whose documents must be fetched.

    Raises:
        DidError: when it is no DID, or one that its method refuses.
    """
    match parse_did(did).method:
        case did_key.METHOD:
            return did_key.public_key(did)
        case did_jwk.METHOD:
            return did_jwk.public_key(did)
        case _:
            return None
