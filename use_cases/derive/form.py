"""The form in which an office gives the claims of a card, as data: a desk draws it, a program reads it.

Each field says what judges it later, so that a page can tell a clerk early; `judge_claims` has the last word.
A derived claim stands behind the claim from which it follows, as something that is computed and never typed in.
"""

from __future__ import annotations

from collections.abc import Callable

from credentials.strict_json import JsonObject
from use_cases.derive.schema import list_limits, number_limits
from use_cases.use_case import Claim, FormStep, Kind, UseCase, Width

_SHORT, _MEDIUM = 20, 60
"""Characters of a text that fit into a short and into a medium field."""


def form_description(use_case: UseCase) -> JsonObject:
    """Describe the form: how the person is identified, the registers that are asked, and the fields, step by step."""
    issuance = use_case.issuance
    steps = use_case.steps or (FormStep(use_case.title, tuple(claim.name for claim in use_case.asked_claims)),)
    return {
        "use_case": use_case.name,
        "version": use_case.version,
        "title": use_case.title.to_json(),
        "description": use_case.description.to_json(),
        "identification": issuance.identification.value,
        "instructions": issuance.instructions.to_json() if issuance.instructions else None,
        "tx_code": issuance.tx_code,
        "second_clerk": issuance.second_clerk,
        "registers": [
            {"id": register.id, "title": register.title.to_json(), "asks": list(register.asks)}
            for register in use_case.registers
        ],
        "steps": [
            {
                "title": step.title.to_json(),
                "fields": [_field(claim) for name in step.claims for claim in _with_followers(use_case, name)],
            }
            for step in steps
        ],
    }


def _with_followers(use_case: UseCase, name: str) -> list[Claim]:
    followers = [claim for claim in use_case.claims if claim.derived and claim.derived.source == name]
    return [use_case.claim(name), *followers]


def _field(claim: Claim) -> JsonObject:
    return {
        "name": claim.name,
        "kind": claim.kind.value,
        "label": claim.label.to_json(),
        "help": claim.help.to_json() if claim.help else None,
        "mandatory": claim.mandatory,
        "on_card": claim.on_card,
        "withholdable": claim.withholdable,
        "width": _width(claim).value,
        "default": claim.default,
        "register": claim.register,
        "computed": _computed(claim),
        **_LIMITS[claim.kind](claim),
    }


def _choices(claim: Claim) -> JsonObject:
    return {"choices": [{"code": one.code, "label": one.label.to_json()} for one in claim.choices]}


def _number(claim: Claim) -> JsonObject:
    least, most = number_limits(claim)
    return {"minimum": least, "maximum": most}


def _list(claim: Claim) -> JsonObject:
    fewest, most = list_limits(claim)
    return {"item": _field(claim.item) if claim.item else None, "min_items": fewest, "max_items": most}


_LIMITS: dict[Kind, Callable[[Claim], JsonObject]] = {
    Kind.TEXT: lambda claim: {"max_length": claim.max_length, "pattern": claim.pattern},
    Kind.NUMBER: _number,
    Kind.DATE: lambda claim: {"earliest": claim.earliest, "latest": claim.latest},
    Kind.BOOLEAN: lambda _: {},
    Kind.CHOICE: _choices,
    Kind.IMAGE: lambda claim: {"media_types": list(claim.media_types), "max_bytes": claim.max_bytes},
    Kind.GROUP: lambda claim: {"members": [_field(member) for member in claim.members]},
    Kind.LIST: _list,
}
"""What only fields of one kind have; a day is `2026-05-03` or `today`."""


def _computed(claim: Claim) -> JsonObject | None:
    if claim.derived is None:
        return None
    rule = {"from": claim.derived.source, "rule": claim.derived.rule.value}
    if claim.derived.on_change is None:
        return {**rule, "values": dict(claim.derived.values)}
    return {**rule, "years": claim.derived.years, "on_change": claim.derived.on_change.value}


def _width(claim: Claim) -> Width:
    """Take the package's own width, else one that the kind and the longest text suggest."""
    if claim.width:
        return claim.width
    if claim.kind is Kind.TEXT:
        length = claim.max_length or 0
        return Width.SHORT if length <= _SHORT else Width.MEDIUM if length <= _MEDIUM else Width.LONG
    return _WIDTHS[claim.kind]


_WIDTHS = {
    Kind.NUMBER: Width.SHORT,
    Kind.DATE: Width.SHORT,
    Kind.BOOLEAN: Width.SHORT,
    Kind.CHOICE: Width.MEDIUM,
    Kind.IMAGE: Width.LONG,
    Kind.GROUP: Width.LONG,
    Kind.LIST: Width.LONG,
}
