"""Entries of credentials in bitstring status lists (Bitstring Status List 1.0 section 2.1).

Four purposes have a meaning that everybody shares, and no other is read: `revocation` and `suspension` take a
credential's validity away, `message` and `refresh` only tell something about it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials.errors import ModelError
from credentials.model.shape import MOST_ENTRIES, read_types, read_url

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

ENTRY_TYPE = "BitstringStatusListEntry"
INVALIDATING = frozenset({"revocation", "suspension"})
TELLING = frozenset({"message", "refresh"})
PURPOSES = INVALIDATING | TELLING

LARGEST_SIZE = 8
"""Bits of one place; a credential with messages for more values than 256 is no credential of a city."""

_UNNAMED = ("unset", "set")
_LONGEST_PLACE = 20
_PLACE = re.compile(rf"0|[1-9][0-9]{{0,{_LONGEST_PLACE - 1}}}")
_VALUE = re.compile(r"0x[0-9A-Fa-f]{1,4}")
_LONGEST_URL = 2048


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """Where a credential's status stands, and what its values mean.

    Attributes:
        purpose: one of `PURPOSES`.
        index: the place in the list.
        list_url: the https address of the list.
        size: how many bits a place has.
        messages: for each value what it means, for developers and never for people.
        references: where more can be read about them.
    """

    purpose: str
    index: int
    list_url: str
    size: int = 1
    messages: tuple[str, ...] = _UNNAMED
    references: tuple[str, ...] = ()

    def invalidates(self, value: int) -> bool:
        """Whether a credential with this value at its place is not valid."""
        return value != 0 and self.purpose in INVALIDATING


def parse_status_entry(entry: object) -> StatusEntry:
    """Read one `credentialStatus` entry.

    Raises:
        ModelError: for another type or purpose, or a malformed member.
    """
    if not isinstance(entry, dict):
        raise ModelError("a status entry is a JSON object")
    if ENTRY_TYPE not in read_types(entry, "a status entry"):
        raise ModelError(f"a status entry has the type {ENTRY_TYPE}; no other is read here")
    purpose = entry.get("statusPurpose")
    if not isinstance(purpose, str) or purpose not in PURPOSES:
        raise ModelError(f"the purpose of a status entry is {', '.join(sorted(PURPOSES))}; no other is read here")
    url = _read_list_url(entry)
    size = _read_size(entry)
    return StatusEntry(purpose, _read_place(entry), url, size, _read_messages(entry, size), _read_references(entry))


def _read_list_url(entry: JsonObject) -> str:
    url = entry.get("statusListCredential")
    if not isinstance(url, str) or not url.startswith("https://") or len(url) > _LONGEST_URL:
        raise ModelError("statusListCredential is the https address of the list")
    if entry.get("id") == url:
        raise ModelError("the id of a status entry is not the address of its list")
    return url


def _read_place(entry: JsonObject) -> int:
    place = entry.get("statusListIndex")
    if not isinstance(place, str) or not _PLACE.fullmatch(place):
        raise ModelError("statusListIndex is the place in the list as decimal digits in a string")
    return int(place)


def _read_size(entry: JsonObject) -> int:
    size = entry.get("statusSize", 1)
    if isinstance(size, bool) or not isinstance(size, int) or not 0 < size <= LARGEST_SIZE:
        raise ModelError(f"statusSize is a number of bits, 1 to {LARGEST_SIZE}")
    return size


def _read_messages(entry: JsonObject, size: int) -> tuple[str, ...]:
    if "statusMessage" not in entry:
        if size > 1:
            raise ModelError("a status entry of several bits says in statusMessage what its values mean")
        return _UNNAMED
    written: Any = entry["statusMessage"]
    if not isinstance(written, list) or len(written) != 1 << size:
        raise ModelError("statusMessage is an array with one message for each value that statusSize allows")
    messages = dict(map(_read_message, written))
    if set(messages) != set(range(1 << size)):
        raise ModelError("statusMessage has a message for each value once")
    return tuple(message for _, message in sorted(messages.items()))


def _read_message(written: object) -> tuple[int, str]:
    status, message = (written.get("status"), written.get("message")) if isinstance(written, dict) else (None, None)
    if not isinstance(status, str) or not _VALUE.fullmatch(status) or not isinstance(message, str):
        raise ModelError("a status message has a status like 0x1 and a text as its message")
    return int(status, 16), message


def _read_references(entry: JsonObject) -> tuple[str, ...]:
    if "statusReference" not in entry:
        return ()
    written: Any = entry["statusReference"]
    urls = written if isinstance(written, list) else [written]
    if not 0 < len(urls) <= MOST_ENTRIES:
        raise ModelError("statusReference is a URL, or an array of some")
    return tuple(read_url(url, "statusReference") for url in urls)
