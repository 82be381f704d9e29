"""One value of a JSON Schema as a claim holds it: its kind, its limits, and which keywords are in them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from credentials.strict_json import JsonObject
from use_cases.derive.schema import LARGEST_NUMBER
from use_cases.drafting.column_kind import LONGEST_TEXT, USUAL_LENGTH
from use_cases.drafting.draft import MOST_CHOICES
from use_cases.drafting.naming import choice_code, label, one_line
from use_cases.local_text import LocalText
from use_cases.use_case import Kind

USUAL_ITEMS = 20
MOST_ITEMS = 100
USUAL_IMAGE_BYTES = 16_000
IMAGES = ("image/jpeg", "image/png")

_KIND_OF_TYPE = {
    "string": Kind.TEXT,
    "integer": Kind.NUMBER,
    "number": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
    "object": Kind.GROUP,
    "array": Kind.LIST,
}
_NUMBER_LIMITS: tuple[tuple[str, str, Callable[[float], int]], ...] = (
    ("minimum", "minimum", math.ceil),
    ("exclusiveMinimum", "minimum", lambda limit: math.floor(limit) + 1),
    ("maximum", "maximum", math.floor),
    ("exclusiveMaximum", "maximum", lambda limit: math.ceil(limit) - 1),
)
"""A keyword, the limit of a claim, and the whole number nearest to it that is still allowed."""

_DIGIT = re.compile(r"\\\\|\\d|\[|\]")


class Unfit(Exception):  # noqa: N818 - no error of a program: a part that stays behind
    """This part cannot become a claim; the sentence says why, in both languages."""

    def __init__(self, de: str, en: str) -> None:
        self.message = LocalText(de, en)
        super().__init__(en)


@dataclass(slots=True)
class Value:
    """What becomes of one value.

    Attributes:
        limits: keys of a claim.
        taken: the keywords that say the same there.
        changed: keywords that say something else there, or were added, with the reason.
    """

    limits: JsonObject = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    changed: list[tuple[str, LocalText]] = field(default_factory=list)

    def change(self, keyword: str, de: str, en: str) -> None:
        """Say that a keyword does not hold as it stands."""
        self.taken.add(keyword)
        self.changed.append((keyword, LocalText(de, en)))


def kind_of(schema: JsonObject) -> Kind:
    """Find the kind of claim that a schema describes.

    Raises:
        Unfit: for several types, for none, for values that no claim has.
    """
    if _choices(schema) is not None:
        return Kind.CHOICE
    written = schema.get("type", _type_of(schema))
    types = [one for one in written if one != "null"] if isinstance(written, list) else [written]
    if len(types) != 1 or (kind := _KIND_OF_TYPE.get(str(types[0]))) is None:
        raise Unfit(
            "Eine Angabe hat genau einen Typ: string, integer, number, boolean, object oder array.",
            "a fact has exactly one type: string, integer, number, boolean, object or array.",
        )
    if kind is Kind.TEXT and schema.get("format") in ("date", "date-time"):
        return Kind.DATE
    if kind is Kind.TEXT and _media_types(schema):
        return Kind.IMAGE
    return kind


def _type_of(schema: JsonObject) -> str | None:
    """Guess a type that is not written from what is said about it."""
    if "const" in schema:
        names: dict[type, str] = {str: "string", bool: "boolean", int: "integer"}
        return names.get(type(schema["const"]))
    return next(
        (
            type_
            for keyword, type_ in {"properties": "object", "items": "array", "pattern": "string"}.items()
            if keyword in schema
        ),
        None,
    )


def _choices(schema: JsonObject) -> tuple[str, list[tuple[str | int, object]]] | None:
    """Find an enumeration of two or more texts or whole numbers: its keyword, and values with what they are called."""
    for keyword in ("oneOf", "anyOf", "enum"):
        rows = schema.get(keyword)
        if not isinstance(rows, list):
            continue
        values: list[tuple[Any, object]]
        if keyword == "enum":
            values = [(value, None) for value in rows if value is not None]
        elif all(isinstance(row, Mapping) and "const" in row for row in rows):
            values = [(row["const"], row.get("title")) for row in rows]
        else:
            continue
        known = all(isinstance(value, str | int) and not isinstance(value, bool) for value, _ in values)
        if known and 2 <= len(values) <= MOST_CHOICES:  # noqa: PLR2004 - one value is no choice
            return keyword, values
    return None


def _choice(schema: JsonObject) -> Value:
    keyword, values = _choices(schema) or ("enum", [])
    value = Value(taken={keyword})
    codes: JsonObject = {}
    for written, name in values:
        plain = one_line(str(written))
        code = choice_code(str(written), codes)
        if code != written:
            value.change(
                keyword,
                f"„{plain}“ steht als Code {code} auf dem Nachweis.",
                f"“{plain}” stands on the card as the code {code}.",
            )
        words = (one_line(name) if isinstance(name, str) else "") or (label(code) if code == written else plain) or code
        codes[code] = {"de": words, "en": words}
    value.limits["choices"] = codes
    return value


def _text(schema: JsonObject) -> Value:
    value = Value()
    fixed = constant(schema)
    longest = schema.get("maxLength", None if fixed is None else len(str(fixed)))
    if _is_count(longest, 1, LONGEST_TEXT):
        value.taken.add("maxLength")
    else:
        longest = USUAL_LENGTH if "maxLength" not in schema else LONGEST_TEXT
        value.change(
            "maxLength",
            f"Ein Text braucht eine Grenze bis {LONGEST_TEXT} Zeichen; hier gelten {longest}.",
            f"A text needs a limit of up to {LONGEST_TEXT} characters; here it is {longest}.",
        )
    value.limits["max_length"] = longest
    if schema.get("minLength") in (0, 1):  # a text on a card is never empty
        value.taken.add("minLength")
    if isinstance(pattern := schema.get("pattern"), str):
        value.taken.add("pattern")
        value.limits["pattern"] = with_digits_written_out(pattern)
    _fix(schema, value, {"pattern": f"^{_escaped(str(fixed))}$", "max_length": len(str(fixed))})
    return value


def _number(schema: JsonObject) -> Value:
    value = Value()
    if schema.get("type") != "integer" and "number" in str(schema.get("type")):
        value.change(
            "type",
            "Eine Zahl ist hier eine ganze Zahl; schreiben Sie zum Beispiel Cent statt Euro.",
            "A number is a whole number here; write cents, for example, and not euros.",
        )
    if schema.get("multipleOf") == 1:
        value.taken.add("multipleOf")
    for keyword, key, nearest in _NUMBER_LIMITS:
        limit = schema.get(keyword)
        if isinstance(limit, int | float) and not isinstance(limit, bool) and abs(limit) <= LARGEST_NUMBER:
            value.taken.add(keyword)
            closer = max if key == "minimum" else min
            value.limits[key] = closer(nearest(limit), value.limits.get(key, nearest(limit)))
    _fix(schema, value, {"minimum": constant(schema), "maximum": constant(schema)})
    return value


def _date(schema: JsonObject) -> Value:
    value = Value(taken={"format"})
    if schema.get("format") == "date-time":
        value.change("format", "Von Tag und Uhrzeit bleibt der Tag.", "Of day and time of day only the day is kept.")
    if schema.get("pattern") == "^[0-9]{4}-[0-9]{2}-[0-9]{2}$":  # says no more than the format
        value.taken.add("pattern")
    return value


def _boolean(schema: JsonObject) -> Value:
    del schema
    return Value()


def _image(schema: JsonObject) -> Value:
    value = Value({"media_types": _media_types(schema), "max_bytes": USUAL_IMAGE_BYTES})
    value.taken = {"contentMediaType", "contentEncoding", "pattern", "minLength"}
    value.change(
        "maxLength",
        f"Das Bild steht als data:-URL auf dem Nachweis, mit höchstens {USUAL_IMAGE_BYTES} Byte.",
        f"The picture is a data: URL on the card, of at most {USUAL_IMAGE_BYTES} bytes.",
    )
    return value


def _media_types(schema: JsonObject) -> list[str]:
    """Name the kinds of pictures that a text holds, as content or as a data: URL (RFC 2397); none for other texts."""
    if (named := schema.get("contentMediaType")) in IMAGES:
        return [str(named)]
    pattern = schema.get("pattern")
    if not isinstance(pattern, str) or not pattern.startswith("^data:image/"):
        return []
    return [image for image in IMAGES if image.partition("/")[2] in pattern] or list(IMAGES)


def _list(schema: JsonObject) -> Value:
    value = Value(taken={"items"})
    least, most = schema.get("minItems"), schema.get("maxItems")
    if _is_count(least, 0, MOST_ITEMS):
        value.taken.add("minItems")
        value.limits["min_items"] = least
    if _is_count(most, 1, MOST_ITEMS):
        value.taken.add("maxItems")
    else:
        most = max(USUAL_ITEMS if "maxItems" not in schema else MOST_ITEMS, value.limits.get("min_items", 0))
        value.change(
            "maxItems",
            f"Eine Liste braucht eine Grenze bis {MOST_ITEMS} Einträge; hier gelten {most}.",
            f"A list needs a limit of up to {MOST_ITEMS} entries; here it is {most}.",
        )
    value.limits["max_items"] = most
    return value


KINDS: dict[Kind, Callable[[JsonObject], Value]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.BOOLEAN: _boolean,
    Kind.CHOICE: _choice,
    Kind.IMAGE: _image,
    Kind.LIST: _list,
}
"""How each kind is read; a group has only members."""


def constant(schema: JsonObject) -> Any:
    """Give the only value that a schema allows, by `const` or as an enumeration of one; None without it."""
    values = schema.get("enum")
    return values[0] if isinstance(values, list) and len(values) == 1 else schema.get("const")


def with_digits_written_out(pattern: str) -> str:
    r"""Write `\d` as packages do: `[0-9]`, and `0-9` inside of a class. The set is the same in ECMA-262."""
    inside = False

    def written(match: re.Match[str]) -> str:
        nonlocal inside
        inside = {"[": True, "]": False}.get(match[0], inside)
        return ("0-9" if inside else "[0-9]") if match[0] == r"\d" else match[0]

    return _DIGIT.sub(written, pattern)


def _fix(schema: JsonObject, value: Value, limits: Mapping[str, Any]) -> None:
    """Let the limits allow one value only, where the schema does."""
    if constant(schema) is not None:
        value.taken |= {"const", "enum"}
        value.limits |= limits


def _escaped(text: str) -> str:
    return "".join(f"\\{letter}" if letter in r".+*?()[]{}|^$\\" else letter for letter in text)


def _is_count(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
