"""Requests of the W3C VC API, read alike at every door that speaks it (VCALM 1.0 sections 2.4 and 3.8).

What a door does not understand is refused and never passed over: an option that was ignored would be a check that the
caller believes in and nobody made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plumbing.http.bodies import BodyError, read_json_object
from plumbing.http.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aiohttp import web

    from credentials.strict_json import JsonObject

UNKNOWN_OPTION = "https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED"
PARSING_ERROR = "https://www.w3.org/TR/vc-data-model#PARSING_ERROR"
MALFORMED_VALUE = "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR"

OPTIONS = "options"
LONGEST_TEXT = 2_048
MOST_TEXTS = 256
_UNREADABLE = 400


@dataclass(frozen=True, slots=True)
class Kind:
    """What a member or an option may hold: a test, and the words for whoever sent something else."""

    accepts: Callable[[Any], bool]
    words: str


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT


OBJECT = Kind(lambda value: isinstance(value, dict) and bool(value), "an object that is not empty")
TEXT = Kind(_is_text, f"a text of 1 to {LONGEST_TEXT} characters")
TEXTS = Kind(
    lambda value: isinstance(value, list) and len(value) <= MOST_TEXTS and all(map(_is_text, value)),
    f"an array of at most {MOST_TEXTS} texts",
)
BOOLEAN = Kind(lambda value: isinstance(value, bool), "true or false")


@dataclass(frozen=True, slots=True)
class VcApiRequest:
    """A request of which every part is of its kind.

    Attributes:
        members: the body without its options.
        options: what was asked besides; empty where the body has none.
    """

    members: JsonObject
    options: JsonObject


async def read_vc_api_request(
    request: web.Request,
    *,
    members: Mapping[str, Kind],
    options: Mapping[str, Kind],
    max_bytes: int,
    optional: frozenset[str] = frozenset(),
) -> VcApiRequest:
    """Read a request.

    Args:
        request: what came.
        members: the members of the body besides `options`.
        options: the options that this door understands.
        max_bytes: the largest body accepted.
        optional: which members may be absent.

    Raises:
        Problem: 400 with the problem type that the specifications name; 408, 413 and 415 as for every body.
    """
    try:
        body = await read_json_object(request, max_bytes=max_bytes)
    except BodyError as error:
        if error.status != _UNREADABLE:
            raise
        raise Problem(_UNREADABLE, error.detail, type_=PARSING_ERROR, title="Parsing error") from error
    given = body.pop(OPTIONS, {})
    if not isinstance(given, dict):
        raise malformed("options must be an object, or absent.")
    _refuse_unknown("member", body, members)
    _refuse_unknown("option", given, options)
    for name in members.keys() - body.keys() - optional:
        raise malformed(f"{name} is missing.")
    for kinds, values in ((members, body), (options, given)):
        for name, value in values.items():
            if not kinds[name].accepts(value):
                raise malformed(f"{name} must be {kinds[name].words}.")
    return VcApiRequest(body, given)


def malformed(detail: str) -> Problem:
    """Tell that a value of a request is not of its kind."""
    return Problem(_UNREADABLE, detail, type_=MALFORMED_VALUE, title="Malformed value")


def _refuse_unknown(what: str, given: JsonObject, known: Mapping[str, Kind]) -> None:
    if given.keys() <= known.keys():
        return
    detail = f"Only these {what}s are understood here: {', '.join(sorted(known)) or 'none'}."
    raise Problem(_UNREADABLE, detail, type_=UNKNOWN_OPTION, title="Unknown option provided")
