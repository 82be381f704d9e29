"""Finds the key that a document vouches for: 'Retrieve Verification Method' (Controlled Identifiers 1.0 section 3.3).

The document was fetched (or derived) for the DID in question; here it is judged, step by step in the order of the
specification and with its error names, before any of its keys is believed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credentials.did.build import RELATIONSHIPS
from credentials.did.did_url import parse_did_url
from credentials.errors import ControlledIdentifierError, DidError, KeyMaterialError, ModelError
from credentials.keys.jwk import parse_public_jwk
from credentials.keys.multikey import parse_multikey
from credentials.model.instant import parse_instant

if TYPE_CHECKING:
    from credentials.did.did_url import DidUrl
    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject

_MULTIKEY_TYPES = ("Multikey",)
_JWK_TYPES = ("JsonWebKey", "JsonWebKey2020")


def find_key(document: JsonObject, verification_method: str, relationship: str, *, now: int) -> PublicKey:
    """The key of a verification method, if the document vouches for it in this relationship at this time.

    Args:
        document: the controlled identifier document, as it was had for the DID before the `#`.
        verification_method: the DID URL that a proof names.
        relationship: what the key must be listed for, like `assertionMethod`.
        now: UTC seconds; a method that has expired or was revoked by then is refused.

    Raises:
        ControlledIdentifierError: with the code that the specification names for the step that failed.
    """
    url = _parse_url(verification_method)
    _judge_document(document, url.did.text)
    method = _find_method(document, url)
    _judge_method(method, url, now)
    if not _is_listed(document, relationship, url):
        raise ControlledIdentifierError(
            "the document does not list this key for this purpose", code="invalid-relationship-for-verification-method"
        )
    return _key_of(method)


def _parse_url(verification_method: str) -> DidUrl:
    try:
        url = parse_did_url(verification_method)
    except DidError as error:
        raise ControlledIdentifierError(error.detail, code="invalid-verification-method-url") from error
    if url.fragment is None:
        raise ControlledIdentifierError(
            "a verification method is named by a DID URL with a fragment", code="invalid-verification-method-url"
        )
    return url


def _judge_document(document: JsonObject, did: str) -> None:
    if not isinstance(document.get("id"), str):
        raise _invalid_document("the document has no id")
    for name in ("verificationMethod", *RELATIONSHIPS):
        entries = document.get(name, [])
        if not isinstance(entries, list):
            raise _invalid_document(f"{name} of the document is not a list")
        if not all(isinstance(entry, dict) or (isinstance(entry, str) and name in RELATIONSHIPS) for entry in entries):
            raise _invalid_document(f"{name} of the document holds something that is no verification method")
    if document["id"] != did:
        raise ControlledIdentifierError(
            "the document belongs to another identifier", code="invalid-controlled-identifier-document-id"
        )


def _find_method(document: JsonObject, url: DidUrl) -> JsonObject:
    found: list[JsonObject] = [
        entry
        for name in ("verificationMethod", *RELATIONSHIPS)
        for entry in document.get(name, [])
        if isinstance(entry, dict) and _absolute(entry.get("id"), url) == url.text
    ]
    if not found:
        raise _invalid_method("the document has no verification method of this name")
    if any(entry != found[0] for entry in found):
        raise _invalid_method("the document has different verification methods of this name")
    return found[0]


def _judge_method(method: JsonObject, url: DidUrl, now: int) -> None:
    if method.get("controller") != url.did.text:
        raise _invalid_method("the verification method is controlled by somebody else")
    for name in ("expires", "revoked"):
        if name not in method:
            continue
        try:
            ended = parse_instant(method[name])
        except ModelError as error:
            raise _invalid_method(f"{name} of the verification method is not a moment in time") from error
        if ended <= now:
            raise _invalid_method(f"the verification method is no longer good ({name})")


def _is_listed(document: JsonObject, relationship: str, url: DidUrl) -> bool:
    return relationship in RELATIONSHIPS and any(
        _absolute(entry.get("id") if isinstance(entry, dict) else entry, url) == url.text
        for entry in document.get(relationship, [])
    )


def _key_of(method: JsonObject) -> PublicKey:
    kind, multibase, jwk = method.get("type"), method.get("publicKeyMultibase"), method.get("publicKeyJwk")
    if "secretKeyMultibase" in method or "secretKeyJwk" in method:
        raise _invalid_method("the verification method shows a secret key")
    if multibase is not None and jwk is not None:
        raise _invalid_method("the verification method gives its key twice")
    try:
        if kind in _MULTIKEY_TYPES and isinstance(multibase, str):
            return parse_multikey(multibase)
        if kind in _JWK_TYPES and isinstance(jwk, dict):
            return parse_public_jwk(jwk)
    except KeyMaterialError as error:
        raise _invalid_method(error.detail) from error
    raise _invalid_method("the verification method is neither a Multikey nor a JsonWebKey with its key")


def _absolute(reference: Any, url: DidUrl) -> Any:
    """A reference as an absolute URL: `#key` means the key of the document in which it stands."""
    return url.did.text + reference if isinstance(reference, str) and reference.startswith("#") else reference


def _invalid_document(detail: str) -> ControlledIdentifierError:
    return ControlledIdentifierError(detail, code="invalid-controlled-identifier-document")


def _invalid_method(detail: str) -> ControlledIdentifierError:
    return ControlledIdentifierError(detail, code="invalid-verification-method")
