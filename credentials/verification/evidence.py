"""What a Verdict rests on besides the document itself: gathered by the caller, judged here.

Trust never comes from the credential (DESIGN rule 1.2): who may issue or ask is answered by the registry, keys stand in
controller documents that were fetched only because the registry names their controller or in certificates below
configured anchors, and contexts and schemas are those whose digest the registry lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol

from credentials.x509.anchors import NO_ANCHORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.jsonld.context_set import ContextSet
    from credentials.strict_json import JsonObject
    from credentials.x509.anchors import TrustAnchors


class Standing(StrEnum):
    """How an entity stands with the registry for one action on one credential type at one moment."""

    AUTHORIZED = "authorized"
    NOT_LISTED = "not-listed"
    NOT_YET = "not-yet"
    ENDED = "ended"
    COMPROMISED = "compromised"


class TrustAnswers(Protocol):
    """One proven list of the registry, asked for a point in time."""

    def standing(self, *, entity: str, action: Literal["issue", "verify"], credential_type: str, at: int) -> Standing:
        """How `entity` stood at the moment `at`."""
        ...


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Evidence that could not be had; whatever rests on it stays undecided.

    Attributes:
        reason: for the log of the service; never shown to a citizen, never holds personal data.
    """

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that the checks may look at besides the presented document.

    Attributes:
        trust: the registry's answers, or why there are none.
        controller_documents: DID documents by DID. Only of issuers that the registry names; the documents of `did:key`
            and `did:jwk` need not be here, they follow from the DID.
        status_lists: as received, by their address: status list credentials as JSON, status list tokens as text.
        schemas: JSON Schemas, or credentials with one inside, by their identifier; each with the digest that the
            registry lists.
        contexts: the JSON-LD contexts that may be used at all; no other is ever read.
        type_metadata: of SD-JWT VCs by their `vct`: the octets whose digest the registry lists; also those of the types
            on which they build.
        anchors: to which chains of certificates may lead; without any, no certificate counts.
    """

    trust: TrustAnswers | Unavailable
    controller_documents: Mapping[str, JsonObject | Unavailable]
    status_lists: Mapping[str, JsonObject | str | Unavailable]
    schemas: Mapping[str, JsonObject | Unavailable]
    contexts: ContextSet
    type_metadata: Mapping[str, bytes | Unavailable] = field(default_factory=dict)
    anchors: TrustAnchors = NO_ANCHORS
