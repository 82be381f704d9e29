"""JWT VC Issuer Metadata: the keys of an issuer with an https name (draft-ietf-oauth-sd-jwt-vc-19 section 3).

Read for issuers that have no DID document. What is made of it is the document of the did:web of the same address, with
the keys under the names that the issuer gives them: then everything else goes on as for every issuer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from credentials.did.build import Method, build_document
from credentials.did.did_web import folder_url
from credentials.errors import ControlledIdentifierError, KeyMaterialError
from credentials.keys.jwk import parse_public_jwk

if TYPE_CHECKING:
    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject

MOST_KEYS = 64
_ASSERTION = "assertionMethod"


def metadata_url(did: str) -> str:
    """Where the metadata lie of the issuer whose did:web this is: `/.well-known/jwt-vc-issuer` before its path.

    Raises:
        DidError: when it is not a did:web in its strict form.
    """
    host, _, path = _issuer_of(did).removeprefix("https://").partition("/")
    return f"https://{host}/.well-known/jwt-vc-issuer" + (f"/{path}" if path else "")


def method_of(did: str, key_id: str) -> str:
    """The DID URL of a key that the issuer itself names `key_id`; one that is a DID URL stays as it is."""
    return key_id if key_id.startswith("did:") else f"{did}#{quote(key_id, safe='')}"


def read_issuer_metadata(metadata: JsonObject, *, did: str) -> JsonObject:
    """Make the controller document of the issuer whose did:web this is.

    Keys that are of no kind that is read here, or that have no name, are left out.

    Raises:
        ControlledIdentifierError: the metadata of another issuer, without keys in them (`jwks`; an address of keys,
            `jwks_uri`, is not followed), or with two keys of one name.
    """
    if metadata.get("issuer") != _issuer_of(did):
        raise _refused("these are the metadata of another issuer")
    jwks = metadata.get("jwks")
    listed: Any = jwks.get("keys") if isinstance(jwks, dict) else None
    if "jwks_uri" in metadata or not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise _refused(f"the metadata of an issuer hold its keys themselves (jwks), and at most {MOST_KEYS}")
    methods = [
        Method(method_of(did, jwk["kid"]).removeprefix(f"{did}#"), key, (_ASSERTION,))
        for jwk in listed
        if isinstance(jwk, dict) and isinstance(jwk.get("kid"), str) and (key := _read(jwk)) is not None
    ]
    if len({method.fragment for method in methods}) != len(methods):
        raise _refused("two keys of this issuer have the same name")
    return build_document(did, methods)


def _read(jwk: JsonObject) -> PublicKey | None:
    try:
        return parse_public_jwk(jwk)
    except KeyMaterialError:
        return None


def _issuer_of(did: str) -> str:
    return folder_url(did).removesuffix("/")


def _refused(detail: str) -> ControlledIdentifierError:
    return ControlledIdentifierError(detail, code="invalid-controlled-identifier-document")
