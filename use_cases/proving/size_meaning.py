"""How large a card can be: what a wallet shows, a message carries, an issuer signs and a verifier judges is bounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from credentials.data_integrity.selective.proof_value import MAX_SIGNATURES
from credentials.data_integrity.suites import SELECTIVE
from use_cases.faults import Finding
from use_cases.proving.parts import ClaimPart
from use_cases.use_case import Kind

MAX_FACTS = 200
"""So many claims, members of groups included, may stand in one package: a wallet shows them on one page."""

MAX_CONTENT = 36_000
"""So many bytes all texts and pictures of one card may have together, so that it still fits into one message."""

BYTES_OF_A_CHARACTER = 2
"""As many as a letter of any alphabet of Europe has in UTF-8."""

_CONTENT = {Kind.IMAGE: ("max_bytes", 1), Kind.TEXT: ("max_length", BYTES_OF_A_CHARACTER)}
"""By which key a claim of a kind is bounded, and how many bytes one of it is."""

MAX_CHOICES = 1_000
"""So many choices all claims of a package may have together: verifiers apply no larger schema."""

MAX_STATEMENTS = MAX_SIGNATURES - 32
"""So many statements a full card may make where each is signed by itself; the others are about the card."""


def judge_size(parts: Sequence[ClaimPart], formats: object) -> Iterator[Finding]:
    """Find a card that would be too large when everything on it is filled in."""
    if len(parts) > MAX_FACTS:
        message = f"There are {len(parts)} claims, those inside groups counted; at most {MAX_FACTS} are possible."
        yield Finding(parts[MAX_FACTS].place, f"{message} Leave some out, or make two documents of it.")
        return
    content = choices = statements = 0
    for part in parts:
        content += (size := _content(part) * _entries(part, parts))
        if content > MAX_CONTENT:
            limit = "max_bytes" if part.kind is Kind.IMAGE else "max_length"
            message = (
                f"The texts and pictures of a full card have more than {MAX_CONTENT} bytes together, a character "
                f"counted as {BYTES_OF_A_CHARACTER}. Lower {limit}, or max_items of the list around it."
            )
            yield Finding((*part.place, limit), message)
            content -= size  # so that each that does not fit is told, and a shorter one may
        choices += _length(part.claim.get("choices"))
        if choices > MAX_CHOICES:
            message = f"All choices together are more than {MAX_CHOICES}. Leave some out, or make a text of one claim."
            yield Finding((*part.place, "choices"), message)
            return
        on_card = part.claim.get("on_card") is not False and part.kind is not Kind.LIST
        statements += _entries(part, parts) if on_card else 0
        if statements > MAX_STATEMENTS and _signs_each(formats):
            message = (
                f"A full card makes more than {MAX_STATEMENTS} statements, and ecdsa-sd-2023 signs each by itself. "
                "Lower max_items, or leave out that form."
            )
            yield Finding(part.place, message)
            return


def _content(part: ClaimPart) -> int:
    """How many bytes a text or a picture can have, once."""
    if part.kind not in _CONTENT:
        return 0
    limit, factor = _CONTENT[part.kind]
    most = part.claim.get(limit)
    return most * factor if isinstance(most, int) else 0


def _entries(part: ClaimPart, parts: Sequence[ClaimPart]) -> int:
    """How often a claim can stand on a card: as often as the list around it has entries."""
    around = [one for one in parts if one.kind is Kind.LIST and part.place[: len(one.place)] == one.place]
    most = around[0].claim.get("max_items") if around else 1
    return most if isinstance(most, int) else 1


def _length(choices: Any) -> int:
    return len(choices) if isinstance(choices, dict) else 0


def _signs_each(formats: object) -> bool:
    rows = formats if isinstance(formats, list) else []
    return any(isinstance(row, dict) and row.get("cryptosuite") in SELECTIVE for row in rows)
