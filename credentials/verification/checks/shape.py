"""Shape: the document is what its data model says, and every one of its terms has a meaning that is known here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials.errors import ContextError, DataLossError, ModelError
from credentials.jsonld.expanded_types import expanded_types
from credentials.model.credential import parse_credential
from credentials.model.presentation import parse_presentation
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.jsonld.context_set import ContextSet
    from credentials.model.credential import Credential
    from credentials.model.presentation import Presentation


@dataclass(frozen=True, slots=True)
class Shown:
    """A well-shaped credential with its types as IRIs."""

    credential: Credential
    types: frozenset[str]


def judge_credential_shape(document: object, *, contexts: ContextSet) -> tuple[Check, Shown | None]:
    """Read a credential."""
    try:
        credential = parse_credential(document)
    except ModelError as error:
        return Check(CheckName.SHAPE, "credential-malformed", error.detail), None
    return _with_types(credential, contexts)


def judge_presentation_shape(
    document: object, *, contexts: ContextSet
) -> tuple[Check, Presentation | None, Shown | None]:
    """Read a presentation of exactly one credential.

    One query is answered by one credential in one presentation: then nothing of a second one, of another holder
    perhaps, can be taken for the first (SECURITY V-11).
    """
    try:
        presentation = parse_presentation(document)
    except ModelError as error:
        return Check(CheckName.SHAPE, "presentation-malformed", error.detail), None, None
    if len(presentation.credentials) != 1:
        return Check(CheckName.SHAPE, "credential-count-wrong"), None, None
    check, shown = _with_types(presentation.credentials[0], contexts)
    return check, presentation if shown else None, shown


def _with_types(credential: Credential, contexts: ContextSet) -> tuple[Check, Shown | None]:
    unsecured = {name: value for name, value in credential.document.items() if name not in ("@context", "proof")}
    # Claims are read by their short names, so these must mean one thing from the top of the document to its bottom.
    if _names_context(unsecured):
        return Check(CheckName.SHAPE, "credential-redefines-terms"), None
    try:
        types = expanded_types(credential.document, contexts)
    except ContextError as error:
        return Check(CheckName.SHAPE, "context-not-known", error.code), None
    except DataLossError as error:
        return Check(CheckName.SHAPE, "credential-has-unknown-terms", error.code), None
    return Check(CheckName.SHAPE, "shape-understood"), Shown(credential, types)


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
