"""Whose signatures count here: whoever carries a key in the identifier, and the controllers that a file names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from credentials import strict_json
from credentials.did.static import document_of
from credentials.errors import CredentialError, DidError
from credentials.verification.evidence import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from credentials.strict_json import JsonObject

MAX_FILE_BYTES = 1_048_576


class KnownKeys:
    """Answers in the place of a registry (`credentials.verification.evidence.TrustAnswers`): no test suite has one."""

    def __init__(self, controllers: Mapping[str, JsonObject]) -> None:
        self.controllers = controllers

    def standing(self, *, entity: str, action: Literal["issue", "verify"], credential_type: str, at: int) -> Standing:
        """Whoever has a key that is known here may do anything with every type at any time."""
        del action, credential_type, at
        known = entity in self.controllers or _has_key_in_name(entity)
        return Standing.AUTHORIZED if known else Standing.NOT_LISTED


def read_controllers(file: Path) -> dict[str, JsonObject]:
    """Read a file of trusted controllers: a JSON array of controlled identifier documents (DID documents are such).

    Raises:
        ValueError: it cannot be read, or an entry is not a document with an `id` of its own.
    """
    try:
        documents = strict_json.parse(file.read_bytes(), max_bytes=MAX_FILE_BYTES)
    except (OSError, CredentialError) as error:
        raise ValueError(f"{file} cannot be read: {error}") from error
    listed = documents if isinstance(documents, list) else []
    controllers = {one["id"]: one for one in listed if isinstance(one, dict) and isinstance(one.get("id"), str)}
    if not listed or len(controllers) != len(listed):
        raise ValueError(f"{file} must hold an array of documents, each with an id of its own")
    return controllers


def _has_key_in_name(entity: str) -> bool:
    try:
        return document_of(entity) is not None
    except DidError:
        return False
