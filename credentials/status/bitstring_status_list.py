"""Bitstring Status List 1.0: the credential that carries a list, written and read (sections 2.2 and 3.2).

A list may serve several purposes, and the entries that point into it say how many bits a place has. What its proof and
its issuer are worth is judged elsewhere, before a status is read from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credentials.errors import ModelError, StatusListLengthError, StatusVerificationError
from credentials.model.instant import render_instant
from credentials.status.bitstring import MINIMUM_ENTRIES, count_entries, decode_list, encode_list, get_value
from credentials.status.bitstring_entry import PURPOSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credentials.status.bitstring_entry import StatusEntry
    from credentials.strict_json import JsonObject

LIST_CREDENTIAL_TYPE = "BitstringStatusListCredential"
LIST_TYPE = "BitstringStatusList"


def build_list_credential(
    *,
    list_url: str,
    issuer: str,
    purpose: str | Sequence[str],
    bits: bytes | bytearray,
    valid_from: int,
    valid_until: int,
    ttl_ms: int,
    size: int = 1,
) -> JsonObject:
    """Build the unsecured status list credential.

    Args:
        list_url: where it will lie; also its `id`.
        issuer: the same that issues the credentials which point into it.
        purpose: one of the four, or several.
        bits: `size` of them a place.
        valid_from: UTC seconds.
        valid_until: UTC seconds; afterwards a verifier must have a newer list.
        ttl_ms: for how many milliseconds a verifier may keep the list without asking again.
        size: how many bits a place has.

    Raises:
        ModelError: a purpose that is not written here, or times that make no sense.
        StatusListLengthError: too few places.
    """
    purposes = [purpose] if isinstance(purpose, str) else list(purpose)
    if not purposes or not PURPOSES.issuperset(purposes) or len(set(purposes)) != len(purposes):
        raise ModelError(f"the purpose of a status list is {', '.join(sorted(PURPOSES))}; no other is written here")
    if valid_from > valid_until or ttl_ms <= 0:
        raise ModelError("a status list is valid for some time, and may be kept for some time")
    _judge_length(bits, size)
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": list_url,
        "type": ["VerifiableCredential", LIST_CREDENTIAL_TYPE],
        "issuer": issuer,
        "validFrom": render_instant(valid_from),
        "validUntil": render_instant(valid_until),
        "credentialSubject": {
            "id": f"{list_url}#list",
            "type": LIST_TYPE,
            "statusPurpose": purposes if len(purposes) > 1 else purposes[0],
            "encodedList": encode_list(bits),
            "ttl": ttl_ms,
        },
    }


def read_status(list_credential: JsonObject, entry: StatusEntry, *, allow_bare: bool = False) -> int:
    """Read the status of one place (section 3.2, from the comparison of purposes on).

    Args:
        list_credential: whose proof, issuer and validity the caller has judged.
        entry: what the credential says.
        allow_bare: also read lists from before the Recommendation, without the `u` of multibase.

    Returns:
        The value; whether it takes the credential's validity away is told by `entry.invalidates`.

    Raises:
        StatusVerificationError: the list is no bitstring status list, or not one for this purpose.
        EncodingError: the list cannot be decoded.
        StatusListLengthError: the list has fewer places than the specification asks for.
        RangeError: the place lies outside the list.
    """
    subject = _read_subject(list_credential)
    if entry.purpose not in _one_or_many(subject.get("statusPurpose")):
        raise StatusVerificationError("the status list serves another purpose than the entry asks for")
    bits = decode_list(subject.get("encodedList"), allow_bare=allow_bare)
    _judge_length(bits, entry.size)
    return get_value(bits, entry.index, size=entry.size)


def read_ttl(list_credential: JsonObject) -> int | None:
    """For how many milliseconds the list may be kept without asking again; None where it does not say.

    Raises:
        StatusVerificationError: this is no bitstring status list.
        ModelError: a `ttl` that is no time; it is counted in milliseconds, unlike that of a token status list.
    """
    ttl = _read_subject(list_credential).get("ttl")
    if ttl is not None and (isinstance(ttl, bool) or not isinstance(ttl, int) or ttl <= 0):
        raise ModelError("ttl is a number of milliseconds")
    return ttl


def _read_subject(list_credential: JsonObject) -> JsonObject:
    if LIST_CREDENTIAL_TYPE not in _one_or_many(list_credential.get("type")):
        raise StatusVerificationError(f"a status list has the type {LIST_CREDENTIAL_TYPE}")
    subject = list_credential.get("credentialSubject")
    if not isinstance(subject, dict) or LIST_TYPE not in _one_or_many(subject.get("type")):
        raise StatusVerificationError(f"the subject of a status list has the type {LIST_TYPE}")
    return subject


def _judge_length(bits: bytes | bytearray, size: int) -> None:
    if count_entries(bits, size=size) < MINIMUM_ENTRIES:
        raise StatusListLengthError(f"the status list has fewer than {MINIMUM_ENTRIES} places")


def _one_or_many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
