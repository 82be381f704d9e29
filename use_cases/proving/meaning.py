"""The meaning of a package: every name it uses exists, every promise can be kept.

The checks run over documents whose shape may be faulty elsewhere, so each looks only at parts that are what they
should be; the rest has been told by `shape.py` already.
"""

from __future__ import annotations

from collections.abc import Iterator

from credentials.strict_json import JsonObject
from use_cases.faults import Finding, Path
from use_cases.proving.asking_meaning import judge_asking
from use_cases.proving.claim_meaning import judge_claim
from use_cases.proving.derived_meaning import judge_derived
from use_cases.proving.display_meaning import judge_display
from use_cases.proving.format_meaning import judge_formats
from use_cases.proving.parts import claim_parts, names, no_such, table
from use_cases.proving.purpose_meaning import judge_purposes
from use_cases.proving.reserved_terms import RESERVED_TERMS
from use_cases.proving.size_meaning import MAX_FACTS, judge_size
from use_cases.proving.validity_meaning import judge_retention, judge_validity
from use_cases.proving.value_meaning import judge_values
from use_cases.use_case import StatusPurpose


def judge_meaning(document: JsonObject, misshapen: set[Path]) -> Iterator[Finding]:
    """Find everything that has the right shape and still cannot be meant; `misshapen` are places told already."""
    parts = list(claim_parts(document))
    yield from _judge_type(document)
    yield from judge_display(table(document, "display"))
    yield from judge_size(parts, document.get("formats"))
    for part in parts[:MAX_FACTS]:
        found = [*judge_claim(part), *judge_derived(part, table(document, "claims"))]
        yield from found
        if not found and not any(path[: len(part.place)] == part.place for path in misshapen):
            yield from judge_values(part)
    yield from judge_validity(document)
    yield from judge_retention(document, parts)
    yield from judge_formats(document.get("formats"))
    yield from judge_asking(document)
    yield from judge_purposes(document, parts)
    yield from _judge_status(document)
    yield from _judge_trust(document)


def _judge_type(document: JsonObject) -> Iterator[Finding]:
    name = document.get("credential_type")
    if isinstance(name, str) and name in RESERVED_TERMS:
        message = f"`{name}` already means something in every credential. Choose a name of your own."
        yield Finding(("credential_type",), message)
    namespace = document.get("namespace")
    if isinstance(namespace, str) and _is_address(namespace):
        message = "An IP address moves with the machine. Write a lasting name of the city instead."
        yield Finding(("namespace",), message)


def _is_address(namespace: str) -> bool:
    host = namespace.removeprefix("https://").split("/")[0]
    return host.replace(".", "").isdigit()


def _judge_status(document: JsonObject) -> Iterator[Finding]:
    purposes = table(document, "status").get("purposes")
    if isinstance(purposes, list) and purposes and StatusPurpose.REVOCATION not in purposes:
        message = 'Every card can be revoked. Write purposes = ["revocation", "suspension"].'
        yield Finding(("status", "purposes"), message)


def _judge_trust(document: JsonObject) -> Iterator[Finding]:
    roles = table(document, "roles")
    for index, role in names(table(document, "trust").get("may_issue")):
        if role not in roles:
            yield Finding(("trust", "may_issue", index), no_such("role", role, list(roles), "roles"))
