"""The facts of a new document, asked one by one: what people call it, its kind, whether every card has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stadtsiegel.use_case.new.dialogue import UnusableAnswer
from stadtsiegel.use_case.new.questions import in_both
from use_cases.drafting.column_kind import USUAL_LENGTH
from use_cases.drafting.draft import MOST_CLAIMS
from use_cases.drafting.leave_out import leave_out_refused
from use_cases.drafting.naming import choice_code, claim_name
from use_cases.drafting.schema_values import IMAGES, USUAL_IMAGE_BYTES
from use_cases.local_text import LocalText
from use_cases.use_case import Kind

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from stadtsiegel.use_case.new.dialogue import Dialogue

NO_MORE = "-"

_KINDS: dict[LocalText, JsonObject] = {
    LocalText("Text", "text"): {"kind": Kind.TEXT.value, "max_length": USUAL_LENGTH},
    LocalText("Zahl", "number"): {"kind": Kind.NUMBER.value},
    LocalText("Datum", "date"): {"kind": Kind.DATE.value},
    LocalText("Ja-Nein", "yes-no"): {"kind": Kind.BOOLEAN.value},
    LocalText("Auswahl", "choice"): {"kind": Kind.CHOICE.value},
    LocalText("Bild", "picture"): {
        "kind": Kind.IMAGE.value,
        "media_types": list(IMAGES),
        "max_bytes": USUAL_IMAGE_BYTES,
    },
}
_YES = {"ja": True, "yes": True, "j": True, "y": True, "nein": False, "no": False, "n": False}


def ask_for_facts(dialogue: Dialogue) -> JsonObject:
    """Ask for facts until there are no more; without any, the answer is empty."""
    claims: JsonObject = {}
    while len(claims) < MOST_CLAIMS:
        words = dialogue.ask(
            LocalText(
                f"{len(claims) + 1}. Angabe, etwa „Parkzone / Parking zone“ (- für keine weitere)",
                f"Fact {len(claims) + 1}, such as “Parkzone / Parking zone” (- for no more)",
            ),
            NO_MORE,
            in_both,
        )
        if words.de == NO_MORE:
            break
        claim = _claim(dialogue, words)
        claims, notes = leave_out_refused(claims | {claim_name(words.en, claims): claim})
        for note in notes:
            dialogue.say(note.message)
    return claims


def _claim(dialogue: Dialogue, words: LocalText) -> JsonObject:
    known = list(_KINDS)
    offered = dialogue.in_language(known[0])
    kind = dialogue.ask(
        LocalText(
            f"  Art: {', '.join(one.de for one in known)}",
            f"  Kind: {', '.join(one.en for one in known)}",
        ),
        offered,
        _kind,
    )
    limits = _KINDS[kind].copy()
    if limits["kind"] == Kind.CHOICE:
        limits["choices"] = dialogue.ask(
            LocalText(
                "  Welche Werte, mit Kommas dazwischen?",
                "  Which values, with commas between?",
            ),
            "Ja / Yes, Nein / No",
            _choices,
        )
    mandatory = dialogue.ask(
        LocalText("  Hat jeder Nachweis sie? ja, nein", "  Does every card have it? yes, no"),
        dialogue.in_language(LocalText("ja", "yes")),
        _truth,
    )
    return {"kind": limits["kind"], "mandatory": mandatory, "label": words.to_json()} | limits


def _kind(text: str) -> LocalText:
    for kind in _KINDS:
        if text.casefold() in (kind.de.casefold(), kind.en):
            return kind
    raise UnusableAnswer(
        f"Schreiben Sie eines von {', '.join(kind.de for kind in _KINDS)}.",
        f"Write one of {', '.join(kind.en for kind in _KINDS)}.",
    )


def _choices(text: str) -> JsonObject:
    codes: JsonObject = {}
    for words in [in_both(part) for part in text.split(",") if part.strip()]:
        codes[choice_code(words.en.lower(), codes)] = words.to_json()
    if len(codes) < 2:  # noqa: PLR2004 - one value is no choice
        raise UnusableAnswer(
            "Schreiben Sie zwei Werte oder mehr, etwa Nord / North, Süd / South.",
            "Write two values or more, such as Nord / North, Süd / South.",
        )
    return codes


def _truth(text: str) -> bool:
    if text.casefold() not in _YES:
        raise UnusableAnswer("Schreiben Sie ja oder nein.", "Write yes or no.")
    return _YES[text.casefold()]
