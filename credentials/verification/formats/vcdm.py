"""A credential of the W3C data model as the engine sees it, for every format that carries one (VCDM 2.0 section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credentials.dcql.claims_path import places_of
from credentials.errors import ContextError, DataLossError
from credentials.jsonld.expanded_types import expanded_types
from credentials.verification.shown import ShownCredential
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.dcql.claims_path import ClaimsPath
    from credentials.jsonld.context_set import ContextSet
    from credentials.model.credential import Credential
    from credentials.verification.shown import CredentialProof

_ABOUT_THE_NODE = ("id", "type")
"""They come along wherever a part of their node is shown (Data Integrity ECDSA Cryptosuites 1.0 section 3.4.13)."""


def show_credential(
    credential: Credential, proof: CredentialProof, *, contexts: ContextSet, in_part: bool = False
) -> tuple[Check, ShownCredential | None]:
    """Judge that all terms of a well-shaped credential are known here.

    Args:
        credential: as it was read.
        proof: how it is secured.
        contexts: the only ones that it may name.
        in_part: whether its holder may have left something out.

    Returns:
        The check `shape`, and the credential where it has passed.
    """
    # The proofs, however many, are read one by one where they are judged.
    unsecured = {name: value for name, value in credential.document.items() if name != "proof"}
    # Claims are read by their short names, so these must mean one thing from the top of the document to its bottom.
    if any(_names_context(value) for name, value in unsecured.items() if name != "@context"):
        return Check(CheckName.SHAPE, "credential-redefines-terms"), None
    try:
        types = expanded_types(unsecured, contexts)
    except ContextError as error:
        return Check(CheckName.SHAPE, "context-not-known", error.code), None
    except DataLossError as error:
        return Check(CheckName.SHAPE, "credential-has-unknown-terms", error.code), None
    shown = ShownCredential(
        issuer=credential.issuer,
        types=types,
        claims=credential.document,
        valid_from=credential.valid_from,
        valid_until=credential.valid_until,
        status_entries=credential.status_entries,
        schemas=credential.schemas,
        proof=proof,
        facts=_facts(credential.document["credentialSubject"]),
        in_part=in_part,
    )
    return Check(CheckName.SHAPE, "shape-understood"), shown


def _facts(subjects: Any, place: ClaimsPath = ("credentialSubject",)) -> tuple[ClaimsPath, ...]:
    if isinstance(subjects, list):
        return tuple(path for index, one in enumerate(subjects) for path in _facts(one, (*place, index)))
    facts = [name for name in subjects if name not in _ABOUT_THE_NODE]
    return tuple(path for name in facts for path in places_of(subjects[name], (*place, name), aside=_ABOUT_THE_NODE))


def _names_context(value: Any) -> bool:
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "@context" in value:
                return True
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return False
