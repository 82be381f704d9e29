"""A stranger reads every document of the catalogue, with nothing but what our issuer serves.

@digitalbazaar has only the contexts, @sd-jwt/sd-jwt-vc only the type metadata. Each holds and shows the documents for
every purpose, and sees what it asks for.
"""

from __future__ import annotations

import copy
from typing import Any

from credentials.data_integrity.selective.pointers import render_pointer
from tests.interop import cards
from tests.interop.catalogue_cards import (
    CATALOGUE,
    HOLDER,
    Card,
    frame,
    issued,
    part,
    served_contexts,
    served_types,
)
from tests.interop.conftest import RunNode
from use_cases.card_format import Format
from use_cases.derive.disclosure import always_shown
from use_cases.use_case import Purpose


def _changed(card: Card) -> Any:
    """The same document with one member of the holder's claims left out."""
    changed = copy.deepcopy(card.secured)
    del changed["credentialSubject"][next(iter(card.claims))]
    return changed


def _pointers(purpose: Purpose) -> list[str]:
    return [render_pointer(path) for path in purpose.paths]


def _visible(card: Card, purpose: Purpose) -> dict[str, Any]:
    return part(card.claims, [*always_shown(card.use_case), *purpose.claims])


async def test_a_stranger_reads_every_document_and_sees_for_each_purpose_what_it_asks_for(run_node: RunNode) -> None:
    documents, tokens = list(issued(Format.LDP_VC)), list(issued(Format.SD_JWT_VC))
    read = {(card.use_case.name, card.form) for card in [*documents, *tokens]}
    assert read == {(name, form) for name, use_case in CATALOGUE.items() for form in use_case.formats}
    whole = [card for card in documents if not card.form.selective]
    in_part = [(card, purpose) for card in documents if card.form.selective for purpose in card.use_case.purposes]
    as_tokens = [(card, purpose) for card in tokens for purpose in card.use_case.purposes]
    answer = await run_node(
        "catalogue.mjs",
        {
            "documents": served_contexts(),
            "types": served_types(),
            "date": cards.NOW_TEXT,
            "whole": [*(card.secured for card in whole), *map(_changed, whole)],
            "inPart": [
                {"credential": card.secured, "selectivePointers": _pointers(purpose)} for card, purpose in in_part
            ],
            "tokens": [
                {"credential": card.secured, "jwk": card.office_key, "frame": frame(card.use_case, purpose.claims)}
                for card, purpose in as_tokens
            ],
        },
    )
    good, changed = answer["whole"][: len(whole)], answer["whole"][len(whole) :]
    assert {str(card): one["error"] for card, one in zip(whole, good, strict=True) if not one["verified"]} == {}
    assert [one["verified"] for one in changed] == [False] * len(whole)
    for (card, purpose), one in zip(in_part, answer["inPart"], strict=True):
        assert (one["verified"], one["error"]) == (True, ""), f"{card} for {purpose.id}"
        assert one["shown"]["credentialSubject"] == {"id": HOLDER.did} | _visible(card, purpose)
    for (card, purpose), one in zip(as_tokens, answer["tokens"], strict=True):
        assert "error" not in one, f"{card} for {purpose.id}: {one['error']}"
        assert one["type"] == served_types()[card.use_case.credential_type_iri]
        told = {name: value for name, value in one["payload"].items() if name in card.claims}
        assert told == _visible(card, purpose), f"{card} for {purpose.id}"
