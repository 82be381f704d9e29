"""A JSON Schema (2020-12, draft-07) as claims of a package: objects become groups, arrays lists, enumerations choices.

Of a schema for credentials the subject is taken. Every keyword that a claim cannot hold is told by its place; none is
dropped silently. Only references inside of the schema are followed, and nothing is fetched.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Any

from credentials.errors import JsonError
from credentials.strict_json import JsonObject, parse_object
from use_cases.drafting.draft import MOST_CLAIMS, MOST_MEMBERS, Draft, Note, SourceError
from use_cases.drafting.naming import LONGEST_SENTENCE, claim_name, label, one_line
from use_cases.drafting.schema_values import KINDS, Unfit, kind_of
from use_cases.faults import shown
from use_cases.local_text import LocalText
from use_cases.proving.size_meaning import MAX_FACTS
from use_cases.use_case import Kind

MAX_BYTES = 262_144
MAX_DEPTH = 24

_DEEPEST_GROUP = 2
_DIALECTS = ("/2020-12/", "/2019-09/", "/draft-07/")
_SAYS_NOTHING = {"$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "type"}
_SUBJECT = "credentialSubject"


def draft_from_json_schema(content: bytes) -> Draft:
    """Make a claim of each property.

    Raises:
        SourceError: when it is no schema of an object with properties.
    """
    try:
        schema = parse_object(content.removeprefix(codecs.BOM_UTF8), max_bytes=MAX_BYTES, max_depth=MAX_DEPTH)
    except JsonError as error:
        raise SourceError(
            f"Die Datei ist kein brauchbares JSON-Schema ({error.detail}).",
            f"The file is no usable JSON Schema: {error.detail}.",
        ) from error
    return _Reading(schema).draft()


class _Reading:
    """One pass over a schema; notes are kept in its order."""

    def __init__(self, schema: JsonObject) -> None:
        self._schema = schema
        self._notes: list[Note] = []
        self._facts = 0

    def draft(self) -> Draft:
        dialect = self._schema.get("$schema")
        if isinstance(dialect, str) and not any(known in dialect for known in _DIALECTS):
            self._note(
                "$schema",
                "Diese Fassung von JSON Schema ist nicht bekannt; sie wurde wie 2020-12 gelesen.",
                "This version of JSON Schema is not known; it was read like 2020-12.",
            )
        place, root = self._subject()
        claims = self._members(root, place, MOST_CLAIMS, ()) if self._is_object(root) else {}
        if not claims:
            raise SourceError(
                "Das Schema beschreibt kein Objekt mit Angaben. Es braucht „properties“ mit mindestens einer Angabe, "
                "die ein Nachweis tragen kann.",
                'The schema describes no object with facts. It needs "properties" with at least one that a card can '
                "hold.",
            )
        title, description = self._schema.get("title"), self._schema.get("description")
        return Draft(
            claims,
            tuple(self._notes),
            title=one_line(title) or None if isinstance(title, str) else None,
            description=one_line(description, LONGEST_SENTENCE) or None if isinstance(description, str) else None,
        )

    def _subject(self) -> tuple[str, JsonObject]:
        """Of a schema for whole credentials take what is said about the subject."""
        properties = self._schema.get("properties")
        subject = properties.get(_SUBJECT) if isinstance(properties, dict) else None
        if not isinstance(subject, dict):
            return "", self._schema
        place = f"properties.{_SUBJECT}"
        self._note(
            place,
            "Das Schema beschreibt einen ganzen Nachweis; übernommen wird, was es über die Person sagt.",
            "The schema describes a whole credential; taken over is what it says about its subject.",
        )
        resolved = self._resolved(subject, place)
        members = resolved.get("properties")
        if isinstance(members, dict):  # who holds the card is written there by the issuer
            resolved = resolved | {"properties": {name: each for name, each in members.items() if name != "id"}}
        return place, resolved

    def _is_object(self, schema: JsonObject) -> bool:
        return schema.get("type", "object") in ("object", ["object"]) and isinstance(schema.get("properties"), dict)

    def _members(self, schema: JsonObject, place: str, most: int, around: tuple[str, ...]) -> JsonObject:
        """Make claims of the properties of an object, as many as a package can hold.

        `around` names the groups in which it lies; no member is called like one of them.
        """
        self._tell_left(schema, place, {"properties", "required"})
        required = schema.get("required")
        needed = required if isinstance(required, list) else []
        claims: JsonObject = {}
        for word, member in schema["properties"].items():
            inside = f"{place}.properties.{shown(word)}".lstrip(".")
            if len(claims) == most:
                self._note(inside, f"Mehr als {most} Angaben passen nicht.", f"More than {most} facts do not fit.")
                continue
            name = claim_name(word, {*claims, *around})
            if claim := self._claim(member, inside, word, (*around, name), is_needed=word in needed):
                claims[name] = claim
                if name != word:
                    self._note(inside, f"Die Angabe heißt {name}.", f"The fact is called {name}.")
        return claims

    def _claim(
        self, member: object, place: str, word: str, way: tuple[str, ...], *, is_needed: bool
    ) -> JsonObject | None:
        schema = self._resolved(member, place)
        try:
            value = self._value(schema, place, way)
        except Unfit as unfit:
            self._note(place, f"Weggelassen: {unfit.message.de}", f"Left out: {unfit.message.en}")
            return None
        title, description = schema.get("title"), schema.get("description")
        words = (one_line(title) if isinstance(title, str) else "") or label(word) or label(claim_name(word))
        claim = {
            "kind": value["kind"],
            "mandatory": is_needed and not _may_be_null(schema),
            "label": {"de": words, "en": words},
        }
        if isinstance(description, str) and (sentence := one_line(description, LONGEST_SENTENCE)):
            claim["help"] = {"de": sentence, "en": sentence}
        return claim | value

    def _value(self, schema: JsonObject, place: str, way: tuple[str, ...]) -> JsonObject:
        kind = kind_of(schema)
        if self._facts == MAX_FACTS:
            raise Unfit(
                f"Ein Nachweis hat höchstens {MAX_FACTS} Angaben, die in Gruppen mitgezählt.",
                f"a card has at most {MAX_FACTS} facts, those inside groups counted.",
            )
        self._facts += 1
        if kind is Kind.GROUP:
            return self._group(schema, place, way)
        if kind is Kind.LIST:
            return self._list(schema, place, way)
        value = KINDS[kind](schema)
        self._notes += (Note(f"{place}.{key}".lstrip("."), message) for key, message in value.changed)
        self._tell_left(schema, place, value.taken | {"default"})
        return {"kind": kind.value, **value.limits, **({"default": schema["default"]} if "default" in schema else {})}

    def _group(self, schema: JsonObject, place: str, way: tuple[str, ...]) -> JsonObject:
        if len(way) > _DEEPEST_GROUP:
            raise Unfit(
                "Gruppen liegen höchstens zwei tief ineinander.", "groups lie in each other at most two levels deep."
            )
        if not self._is_object(schema):
            raise Unfit("Das Objekt hat keine „properties“.", 'the object has no "properties".')
        members = self._members(schema, place, MOST_MEMBERS, way)
        if not members:
            raise Unfit("In der Gruppe bleibt keine Angabe.", "no fact is left in the group.")
        return {"kind": Kind.GROUP.value, "claims": members}

    def _list(self, schema: JsonObject, place: str, way: tuple[str, ...]) -> JsonObject:
        items = self._resolved(schema.get("items"), f"{place}.items")
        if kind_of(items) is Kind.LIST:
            raise Unfit("Listen liegen nicht ineinander.", "lists do not lie in each other.")
        value = KINDS[Kind.LIST](schema)
        self._notes += (Note(f"{place}.{key}", message) for key, message in value.changed)
        self._tell_left(schema, place, value.taken)
        return {"kind": Kind.LIST.value, **value.limits, "item": self._value(items, f"{place}.items", way)}

    def _resolved(self, schema: object, place: str) -> JsonObject:
        """Follow references inside of the schema; what stands beside one goes before what it names."""
        beside: JsonObject = {}
        for _ in range(MAX_DEPTH):
            if not isinstance(schema, dict):
                return beside
            reference = schema.get("$ref")
            beside = {key: value for key, value in schema.items() if key != "$ref"} | beside
            if reference is None:
                return beside
            schema = self._referred(reference)
            if schema is None:
                break
        self._note(
            f"{place}.$ref",
            f"Der Verweis {shown(reference)} führt zu keinem Teil dieser Datei.",
            f"The reference {shown(reference)} leads to no part of this file.",
        )
        return beside

    def _referred(self, reference: object) -> object:
        found: Any = self._schema
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return None
        for step in reference[2:].split("/"):
            found = found.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(found, Mapping) else None
        return found

    def _tell_left(self, schema: JsonObject, place: str, taken: set[str]) -> None:
        for key in schema:
            if key not in taken | _SAYS_NOTHING and not (key == "additionalProperties" and schema[key] is False):
                self._note(
                    f"{place}.{shown(key)}".lstrip("."),
                    "Dafür hat ein Nachweis keine Regel; es gilt hier nicht mehr.",
                    "A package has no rule for this; it no longer holds here.",
                )

    def _note(self, place: str, de: str, en: str) -> None:
        self._notes.append(Note(place, LocalText(de, en)))


def _may_be_null(schema: JsonObject) -> bool:
    type_, values = schema.get("type"), schema.get("enum")
    return (isinstance(type_, list) and "null" in type_) or (isinstance(values, list) and None in values)
