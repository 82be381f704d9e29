"""Shapes that credentials and presentations share: contexts, types, identifiers (VCDM 2.0 sections 4.3 to 4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credentials.errors import ModelError, UnreadableDocumentError
from credentials.model.version import DataModel, read_version
from credentials.rdf.terms import is_absolute_iri

if TYPE_CHECKING:
    from collections.abc import Set

    from credentials.strict_json import JsonObject

MOST_ENTRIES = 64
"""No list of a city's document has more entries; every entry may cost a look-up."""


def read_document(
    document: object, *, type_: str, data_models: Set[DataModel]
) -> tuple[JsonObject, DataModel, tuple[str, ...]]:
    """Judge what every document of the data model has: its contexts in order, its types, its id.

    Returns:
        The document, the version that it follows, and its types.

    Raises:
        UnreadableDocumentError: no object, or of a version that is not accepted.
        ModelError: when another rule is broken.
    """
    if not isinstance(document, dict):
        raise UnreadableDocumentError("a credential or presentation is a JSON object")
    _judge_contexts(document.get("@context"))
    version = read_version(document, data_models)
    types = read_types(document, f"a {type_}")
    if type_ not in types:
        raise ModelError(f"the type {type_} is missing")
    if "id" in document:
        read_url(document["id"], "id")
    return document, version, types


def read_types(thing: JsonObject, what: str) -> tuple[str, ...]:
    """The types of an object, at least one.

    Raises:
        ModelError: none, one that is no text, or one twice.
    """
    types = thing.get("type")
    types = types if isinstance(types, list) else [types]
    if not 0 < len(types) <= MOST_ENTRIES or not all(isinstance(t, str) and t for t in types):
        raise ModelError(f"type of {what} is a text or a non-empty array of texts")
    if len(set(types)) != len(types):
        raise ModelError(f"{what} has a type twice")
    return tuple(types)


def read_url(value: object, what: str) -> str:
    """A URL: absolute, with a scheme.

    Raises:
        ModelError: for anything else.
    """
    if not isinstance(value, str) or not is_absolute_iri(value):
        raise ModelError(f"{what} is one URL")
    return value


def read_url_or_object(value: object, what: str) -> str:
    """A URL, or an object with a URL as its `id`: how issuers and holders are named.

    Raises:
        ModelError: for anything else.
    """
    return read_url(value.get("id") if isinstance(value, dict) else value, what)


def read_objects(parent: JsonObject, name: str) -> tuple[JsonObject, ...]:
    """The non-empty objects under a member that holds one or several of them; none where the member is absent.

    Raises:
        ModelError: an empty array, an empty object, or anything that is no object.
    """
    if name not in parent:
        return ()
    value: Any = parent[name]
    entries = value if isinstance(value, list) else [value]
    if not 0 < len(entries) <= MOST_ENTRIES or not all(isinstance(entry, dict) and entry for entry in entries):
        raise ModelError(f"{name} is a non-empty object, or an array of 1 to {MOST_ENTRIES} of them")
    return tuple(entries)


def read_typed_objects(parent: JsonObject, name: str) -> tuple[JsonObject, ...]:
    """As `read_objects`, and each says its type; where it has an `id`, that is one URL.

    Raises:
        ModelError: for anything else.
    """
    entries = read_objects(parent, name)
    for entry in entries:
        read_types(entry, name)
        if "id" in entry:
            read_url(entry["id"], f"id of {name}")
    return entries


def _judge_contexts(contexts: object) -> None:
    if not isinstance(contexts, list) or not 0 < len(contexts) <= MOST_ENTRIES:
        raise ModelError("@context is an ordered array")
    if not all(isinstance(context, dict) or is_absolute_iri(context) for context in contexts):
        raise ModelError("every context is a URL or an object")
