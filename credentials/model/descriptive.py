"""What a document says about itself besides its claims (VCDM 2.0 sections 4.6, 5.4 to 5.6, 5.10 and 11.1).

Names and descriptions may be texts in several languages; evidence, terms of use and the other members that are kept for
extensions say their type, so that nobody takes one kind for another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.errors import ModelError
from credentials.model.shape import MOST_ENTRIES, read_typed_objects
from credentials.rdf.terms import is_language_tag

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

_TEXTS = ("name", "description")
_TYPED = ("evidence", "termsOfUse", "refreshService", "renderMethod", "confidenceMethod")
_DIRECTIONS = ("ltr", "rtl")


def judge_descriptive_members(document: JsonObject) -> None:
    """Judge the members of a credential or presentation that describe it.

    Raises:
        ModelError: a text, language or direction that is none, or a member without its type.
    """
    judge_texts(document, "the document")
    for name in _TYPED:
        read_typed_objects(document, name)


def judge_texts(thing: JsonObject, whose: str) -> None:
    """Judge name and description: each a text, a text in a language, or an array of the latter.

    Raises:
        ModelError: for anything else.
    """
    for name in _TEXTS:
        if name in thing and not _is_text(thing[name]):
            raise ModelError(f"the {name} of {whose} is a text, or language value objects with @value")


def _is_text(value: object) -> bool:
    if isinstance(value, list):
        return 0 < len(value) <= MOST_ENTRIES and all(_is_text_in_language(entry) for entry in value)
    return isinstance(value, str) or _is_text_in_language(value)


def _is_text_in_language(value: object) -> bool:
    if not isinstance(value, dict) or not value.keys() <= {"@value", "@language", "@direction"}:
        return False
    return (
        isinstance(value.get("@value"), str)
        and ("@language" not in value or is_language_tag(value["@language"]))
        and ("@direction" not in value or value["@direction"] in _DIRECTIONS)
    )
