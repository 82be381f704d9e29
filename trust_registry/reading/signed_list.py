"""When a trust list is believed: signed by a pinned key of the very authority, in its time, and never older than seen.

The list is a compact JWS (`typ` stadtsiegel-trust-list+jwt) over one snapshot of everything the authority says, so that
entries of different versions cannot be mixed (T-05). Pure: the caller hands in the time and the newest version seen.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.errors import CredentialError, SignatureError
from credentials.jose import jws
from trust_registry.reading.errors import (
    ListContradicted,
    ListExpired,
    ListLivesTooLong,
    ListMalformed,
    ListNotProven,
    ListNotYetIssued,
    ListOfAnotherAuthority,
    ListRolledBack,
    StatementMalformed,
)
from trust_registry.reading.registry import Registry, judge_type_entries, parse_type_entry
from trust_registry.reading.statement import parse_statement
from trust_registry.reading.wire_shape import judge_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject

LIST_TYP = "stadtsiegel-trust-list+jwt"
"""The `typ` of a trust list."""

MAX_LIST_BYTES = 1_048_576
"""The largest list that a publisher makes and a reader takes."""

MAX_LIFETIME = 7 * 86_400
"""Longer than this no list holds: whoever keeps newer ones back gains a week at most (T-04)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest list that a reader has believed: its version and the digest of its payload."""

    version: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TrustList:
    """A list that has been proven: the answers in it, and what a reader must remember of it."""

    registry: Registry
    seen: Seen
    token: str


def judge_list(
    token: str,
    *,
    authority: str,
    keys: Sequence[PublicKey],
    now: int,
    newest_seen: Seen | None,
    clock_skew: int,
) -> TrustList:
    """Believe a list or refuse it.

    Args:
        token: the compact JWS as it came.
        authority: the DID that the reader trusts.
        keys: the keys pinned for it; no other key is ever tried, whatever the header says.
        now: the present moment.
        newest_seen: what was believed last, from durable storage.
        clock_skew: how far the authority's clock may run ahead of ours.

    Raises:
        ListRefused: one kind for each reason.
    """
    claims, digest = _proven_payload(token, authority=authority, keys=keys)
    _judge_time(claims, now=now, clock_skew=clock_skew)
    seen = Seen(claims["version"], digest)
    if newest_seen is not None and seen.version < newest_seen.version:
        raise ListRolledBack(f"this is version {seen.version}, but version {newest_seen.version} has been seen")
    if newest_seen is not None and seen.version == newest_seen.version and seen.sha256 != newest_seen.sha256:
        raise ListContradicted(f"there are two different lists with the version {seen.version}")
    try:
        credential_types = [parse_type_entry(entry) for entry in claims["credential_types"]]
        judge_type_entries(credential_types)
        registry = Registry(
            authority=authority,
            version=seen.version,
            issued=claims["iat"],
            expires=claims["exp"],
            statements=[parse_statement(entry, authority=authority) for entry in claims["statements"]],
            credential_types=credential_types,
        )
    except StatementMalformed as error:
        raise ListMalformed(error.detail) from error
    return TrustList(registry, seen, token)


def _proven_payload(token: str, *, authority: str, keys: Sequence[PublicKey]) -> tuple[JsonObject, str]:
    if not keys:
        raise ListNotProven("no key of the authority is pinned")
    try:
        parsed = jws.parse(token, max_bytes=MAX_LIST_BYTES)
    except CredentialError as error:
        raise ListMalformed(f"this is not a signed list: {error.detail}") from error
    key_id = parsed.header.get("kid")
    if not isinstance(key_id, str) or key_id.partition("#")[0] != authority:
        raise ListOfAnotherAuthority("the list names the key of another authority, or none")
    _judge_signature(parsed, keys)
    try:
        claims = parsed.claims()
    except CredentialError as error:
        raise ListMalformed(f"the list's payload is malformed: {error.detail}") from error
    faults = judge_shape(claims, "frame")
    if faults:
        raise ListMalformed(f"the list is malformed at {faults[0][0] or 'its top'}: {faults[0][1]}")
    if claims["iss"] != authority:
        raise ListOfAnotherAuthority("the list is issued in the name of another authority")
    return claims, hashlib.sha256(parsed.payload).hexdigest()


def _judge_signature(parsed: jws.Jws, keys: Sequence[PublicKey]) -> None:
    for key in keys:
        try:
            jws.verify(parsed, key, algorithms=key.algorithm.jose_names, typ=LIST_TYP)
        except SignatureError:
            continue
        except CredentialError as error:
            raise ListMalformed(f"the list is not signed the way lists are: {error.detail}") from error
        return
    raise ListNotProven("none of the keys pinned for the authority signed this list")


def _judge_time(claims: JsonObject, *, now: int, clock_skew: int) -> None:
    if claims["iat"] > now + clock_skew:
        raise ListNotYetIssued("the list is dated in the future: compare the clocks of the authority and this service")
    if claims["exp"] - claims["iat"] > MAX_LIFETIME:
        raise ListLivesTooLong(f"a list that holds for more than {MAX_LIFETIME // 86_400} days is not believed")
    if now >= claims["exp"]:
        raise ListExpired("the list has expired and no newer one is to be had")
