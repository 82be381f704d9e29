"""From a proven document to the frozen UseCase; no check happens here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from credentials.strict_json import JsonObject
from use_cases.card_format import DEFAULT, WORDS, CardFormat, Format
from use_cases.local_text import LocalText
from use_cases.use_case import (
    Choice,
    Claim,
    Disclosure,
    Display,
    Kind,
    Period,
    Proposal,
    Purpose,
    Role,
    UseCase,
    Validity,
)

_SECONDS = {"days": 86_400, "hours": 3_600, "minutes": 60}


def assemble(document: JsonObject) -> UseCase:
    """Build the UseCase of a document in which no fault was found."""
    purposes = tuple(_purpose(purpose_id, purpose) for purpose_id, purpose in document["purposes"].items())
    return UseCase(
        name=document["name"],
        namespace=document["namespace"],
        version=document["version"],
        credential_type=document["credential_type"],
        title=LocalText.of(document["title"]),
        description=LocalText.of(document["description"]),
        claims=tuple(assemble_claim(name, claim) for name, claim in document["claims"].items()),
        validity=_validity(document["validity"]),
        roles=tuple(Role(role_id, LocalText.of(role["name"])) for role_id, role in document["roles"].items()),
        purposes=purposes,
        proposals=(
            *(Proposal("issue", role) for role in document["trust"]["may_issue"]),
            *(Proposal("verify", purpose.asker, purpose.id) for purpose in purposes),
        ),
        display=Display(**document["display"]),
        formats=tuple(_format(row) for row in document["formats"]) if "formats" in document else DEFAULT,
    )


def assemble_claim(name: str, claim: Mapping[str, Any]) -> Claim:
    """Build one claim."""
    return Claim(
        name=name,
        kind=Kind(claim["kind"]),
        label=LocalText.of(claim["label"]),
        mandatory=claim["mandatory"],
        help=LocalText.of(claim["help"]) if claim.get("help") else None,
        max_length=claim.get("max_length"),
        pattern=claim.get("pattern"),
        minimum=claim.get("minimum"),
        maximum=claim.get("maximum"),
        choices=tuple(Choice(code, LocalText.of(label)) for code, label in claim.get("choices", {}).items()),
        sample=claim.get("sample"),
    )


def _validity(validity: Mapping[str, Any]) -> Validity:
    return Validity(
        time_zone=validity["time_zone"],
        lasts=Period(**validity["lasts"]) if "lasts" in validity else None,
        until=dt.date.fromisoformat(validity["until"]) if "until" in validity else None,
    )


def _purpose(purpose_id: str, purpose: Mapping[str, Any]) -> Purpose:
    return Purpose(
        id=purpose_id,
        asker=purpose["asker"],
        title=LocalText.of(purpose["title"]),
        reason=LocalText.of(purpose["reason"]),
        claims=tuple(purpose["claims"]),
        retention_seconds=sum(_SECONDS[unit] * count for unit, count in purpose["keep"].items()),
        selective_disclosure=Disclosure(purpose["selective_disclosure"]) if "selective_disclosure" in purpose else None,
    )


def _format(row: Mapping[str, Any]) -> CardFormat:
    named = Format(row["format"])
    return CardFormat(named, row[WORDS[named]])
