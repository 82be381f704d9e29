"""Finds the key that a document vouches for: 'Retrieve Verification Method' (Controlled Identifiers 1.0 section 3.3).

The document was fetched (or derived) for the DID in question; here it is judged, step by step in the order of the
specification and with its error names, before any of its keys is believed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credentials.did.build import RELATIONSHIPS
from credentials.did.did_url import LONGEST, parse_did_url
from credentials.errors import ControlledIdentifierError, DidError, KeyMaterialError, ModelError
from credentials.keys.algorithm import Algorithm
from credentials.keys.jwk import parse_public_jwk
from credentials.keys.multikey import parse_multikey
from credentials.model.instant import parse_instant
from credentials.rdf.terms import is_absolute_iri

if TYPE_CHECKING:
    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject

_IDENTIFIER_LISTS = {"alsoKnownAs", "controller"}
_LEGACY_ED25519 = "Ed25519VerificationKey2020"
_MULTIKEY_TYPES = ("Multikey", _LEGACY_ED25519)
_JWK_TYPES = ("JsonWebKey", "JsonWebKey2020")


def find_key(document: JsonObject, verification_method: str, relationship: str, *, now: int) -> PublicKey:
    """The key of a verification method, if the document vouches for it in this relationship at this time.

    Args:
        document: the controlled identifier document, as it was had for the identifier before the `#`.
        verification_method: the URL that a proof names: of a part of a DID's document, or of one at an https address.
        relationship: what the key must be listed for, like `assertionMethod`.
        now: UTC seconds; a method that has expired or was revoked by then is refused.

    Raises:
        ControlledIdentifierError: with the code that the specification names for the step that failed.
    """
    identifier, url = _parse_url(verification_method)
    _judge_document(document, identifier)
    method = _find_method(document, identifier, url)
    _judge_method(method, identifier, now)
    if not _is_listed(document, relationship, identifier, url):
        raise ControlledIdentifierError(
            "the document does not list this key for this purpose", code="invalid-relationship-for-verification-method"
        )
    return _key_of(method)


def _parse_url(text: object) -> tuple[str, str]:
    """The identifier of the document and the whole URL."""
    if isinstance(text, str) and text.startswith("https://"):
        identifier, _, fragment = text.partition("#")
        if len(text) <= LONGEST and is_absolute_iri(text) and fragment and "#" not in fragment:
            return identifier, text
    else:
        try:
            url = parse_did_url(text)
        except DidError as error:
            raise ControlledIdentifierError(error.detail, code="invalid-verification-method-url") from error
        if url.fragment is not None:
            return url.did.text, url.text
    raise ControlledIdentifierError(
        "a verification method is named by a URL with a fragment", code="invalid-verification-method-url"
    )


def _judge_document(document: JsonObject, identifier: str) -> None:
    if not isinstance(document.get("id"), str):
        raise _invalid_document("the document has no id")
    for name in _IDENTIFIER_LISTS & document.keys():
        listed = document[name] if isinstance(document[name], list) else [document[name]]
        if not all(is_absolute_iri(entry) for entry in listed):
            raise _invalid_document(f"{name} of the document is not a URL or several")
    for name in ("verificationMethod", *RELATIONSHIPS):
        entries = document.get(name, [])
        if not isinstance(entries, list):
            raise _invalid_document(f"{name} of the document is not a list")
        if not all(isinstance(entry, dict) or (isinstance(entry, str) and name in RELATIONSHIPS) for entry in entries):
            raise _invalid_document(f"{name} of the document holds something that is no verification method")
    if document["id"] != identifier:
        raise ControlledIdentifierError(
            "the document belongs to another identifier", code="invalid-controlled-identifier-document-id"
        )


def _find_method(document: JsonObject, identifier: str, url: str) -> JsonObject:
    found: list[JsonObject] = [
        entry
        for name in ("verificationMethod", *RELATIONSHIPS)
        for entry in document.get(name, [])
        if isinstance(entry, dict) and _absolute(entry.get("id"), identifier) == url
    ]
    if not found:
        raise _invalid_method("the document has no verification method of this name")
    if any(entry != found[0] for entry in found):
        raise _invalid_method("the document has different verification methods of this name")
    return found[0]


def _judge_method(method: JsonObject, identifier: str, now: int) -> None:
    if method.get("controller") != identifier:
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


def _is_listed(document: JsonObject, relationship: str, identifier: str, url: str) -> bool:
    return relationship in RELATIONSHIPS and any(
        _absolute(entry.get("id") if isinstance(entry, dict) else entry, identifier) == url
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
            key = parse_multikey(multibase)
            if kind == _LEGACY_ED25519 and key.algorithm is not Algorithm.ED25519:
                raise _invalid_method("the verification method gives another kind of key than its type says")
            return key
        if kind in _JWK_TYPES and isinstance(jwk, dict):
            return parse_public_jwk(jwk)
    except KeyMaterialError as error:
        raise _invalid_method(error.detail) from error
    raise _invalid_method("the verification method is neither a Multikey nor a JsonWebKey with its key")


def _absolute(reference: Any, identifier: str) -> Any:
    """A reference as an absolute URL: `#key` means the key of the document in which it stands."""
    return identifier + reference if isinstance(reference, str) and reference.startswith("#") else reference


def _invalid_document(detail: str) -> ControlledIdentifierError:
    return ControlledIdentifierError(detail, code="invalid-controlled-identifier-document")


def _invalid_method(detail: str) -> ControlledIdentifierError:
    return ControlledIdentifierError(detail, code="invalid-verification-method")
