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
    ClaimPath,
    Derived,
    Disclosure,
    Display,
    FormStep,
    Identification,
    Issuance,
    Kind,
    Logo,
    OnChange,
    Period,
    Proposal,
    Purpose,
    Register,
    Retention,
    Role,
    Rule,
    StatusPurpose,
    UseCase,
    Validity,
    Width,
)

_SECONDS = {"days": 86_400, "hours": 3_600, "minutes": 60}


def assemble(document: JsonObject, *, logo: str | None = None) -> UseCase:
    """Build the UseCase of a document in which no fault was found; `logo` is the picture that it names, as a URL."""
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
        display=_display(document["display"], logo),
        formats=tuple(_format(row) for row in document["formats"]) if "formats" in document else DEFAULT,
        status=tuple(StatusPurpose(purpose) for purpose in document.get("status", {}).get("purposes", StatusPurpose)),
        issuance=_issuance(document.get("issuance", {})),
        registers=tuple(
            Register(register_id, LocalText.of(register["title"]), tuple(register["asks"]))
            for register_id, register in document.get("registers", {}).items()
        ),
        steps=tuple(
            FormStep(LocalText.of(step["title"]), tuple(step["claims"]))
            for step in document.get("form", {}).get("steps", ())
        ),
        retention=_retention(document.get("retention", {})),
    )


def assemble_claim(name: str, claim: Mapping[str, Any]) -> Claim:
    """Build one claim, with those inside it."""
    return Claim(
        name=name,
        kind=Kind(claim["kind"]),
        label=LocalText.of(claim["label"]),
        mandatory=claim["mandatory"],
        help=_text(claim, "help"),
        on_card=claim.get("on_card", True),
        withholdable=claim.get("withholdable", True),
        identifies=claim.get("identifies", False),
        max_length=claim.get("max_length"),
        pattern=claim.get("pattern"),
        minimum=claim.get("minimum"),
        maximum=claim.get("maximum"),
        earliest=claim.get("earliest"),
        latest=claim.get("latest"),
        choices=tuple(Choice(code, LocalText.of(label)) for code, label in claim.get("choices", {}).items()),
        media_types=tuple(claim.get("media_types", ())),
        max_bytes=claim.get("max_bytes"),
        members=tuple(assemble_claim(inside, member) for inside, member in claim.get("claims", {}).items()),
        item=assemble_claim(name, {"mandatory": True, "label": claim["label"], **claim["item"]})
        if "item" in claim
        else None,
        min_items=claim.get("min_items"),
        max_items=claim.get("max_items"),
        derived=_derived(claim["derived"]) if "derived" in claim else None,
        default=claim.get("default"),
        register=claim.get("register"),
        width=Width(claim["width"]) if "width" in claim else None,
        sample=claim.get("sample"),
    )


def _text(table: Mapping[str, Any], key: str) -> LocalText | None:
    return LocalText.of(table[key]) if table.get(key) else None


def _derived(derived: Mapping[str, Any]) -> Derived:
    return Derived(
        source=derived["from"],
        rule=Rule(derived["rule"]),
        years=derived.get("years"),
        values=tuple(derived.get("values", {}).items()),
        on_change=OnChange(derived["on_change"]) if "on_change" in derived else None,
    )


def _display(display: Mapping[str, Any], logo: str | None) -> Display:
    return Display(
        background_color=display["background_color"],
        text_color=display["text_color"],
        logo=Logo(logo, LocalText.of(display["logo"]["alt"])) if logo is not None else None,
    )


def _issuance(issuance: Mapping[str, Any]) -> Issuance:
    usual = Issuance()
    return Issuance(
        identification=Identification(issuance.get("identification", usual.identification)),
        instructions=_text(issuance, "instructions"),
        tx_code=issuance.get("tx_code", usual.tx_code),
        second_clerk=issuance.get("second_clerk", usual.second_clerk),
    )


def _retention(retention: Mapping[str, Any]) -> Retention:
    return Retention(_seconds(retention.get("claims", {})), _text(retention, "reason"))


def _seconds(span: Mapping[str, int]) -> int:
    return sum(_SECONDS[unit] * count for unit, count in span.items())


def _path(claim: str) -> ClaimPath:
    return tuple(claim.split("."))


def _validity(validity: Mapping[str, Any]) -> Validity:
    return Validity(
        time_zone=validity["time_zone"],
        lasts=Period(**validity["lasts"]) if "lasts" in validity else None,
        until=dt.date.fromisoformat(validity["until"]) if "until" in validity else None,
        begins_with=validity.get("begins_with"),
        ends_with=validity.get("ends_with"),
    )


def _purpose(purpose_id: str, purpose: Mapping[str, Any]) -> Purpose:
    return Purpose(
        id=purpose_id,
        asker=purpose["asker"],
        title=LocalText.of(purpose["title"]),
        reason=LocalText.of(purpose["reason"]),
        legal_basis=LocalText.of(purpose["legal_basis"]),
        claims=tuple(_path(claim) for claim in purpose["claims"]),
        officer_sees=tuple(_path(claim) for claim in purpose.get("officer_sees", purpose["claims"])),
        retention_seconds=_seconds(purpose["keep"]),
        selective_disclosure=Disclosure(purpose["selective_disclosure"]) if "selective_disclosure" in purpose else None,
    )


def _format(row: Mapping[str, Any]) -> CardFormat:
    named = Format(row["format"])
    return CardFormat(named, row[WORDS[named]])
