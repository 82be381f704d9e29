"""Published copies against the database: none missing, none older than promised, no revocation undone. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credentials import strict_json
from credentials.errors import CredentialError
from credentials.keys.multikey import render_multikey
from stadtsiegel.check_issued.facts import SKEW
from stadtsiegel.check_issued.finding import Finding
from stadtsiegel.check_issued.lists import PUBLISH_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stadtsiegel.check_issued.facts import ListFact, PlaceFact, World
    from stadtsiegel.check_issued.lists import Published


def judge_list_copy(
    copy: Published,
    current: Published | None,
    *,
    status_list: ListFact,
    places: Sequence[PlaceFact],
    now: int,
    place: str,
) -> Iterator[Finding]:
    """Judge a published copy that is in order by itself.

    Args:
        copy: the copy.
        current: what the database says is published.
        status_list: the list's row.
        places: the list's places.
        now: the present moment.
        place: where the copy lies.
    """
    if current is not None and now - current.at > PUBLISH_SECONDS:
        if copy.at < current.at:
            yield Finding("copy-stale", place)
        if copy.at == current.at and copy.marked != current.marked:
            yield Finding("copy-differs", place)
    # a copy of the last minute may know more than the moment at which the database is read
    if status_list.purpose != "suspension" and copy.at < now - SKEW:
        for given in places:
            if copy.value(given.place) == 1 and given.value != 1:
                yield Finding("revocation-undone", f"status_places/{status_list.list_id}/{given.place}")


def judge_did_document(raw: bytes | None, office: str, world: World, place: str) -> Iterator[Finding]:
    """Judge an office's published DID document: all its keys but the compromised ones, and no other."""
    if raw is None:
        yield Finding("copy-missing", place)
        return
    did = world.offices[office].did
    meant = {
        f"{did}#{key.key_id}": render_multikey(key.public_key)
        for (owner, _), key in world.keys.items()
        if owner == office and key.state != "compromised" and key.public_key is not None
    }
    try:
        document: Any = strict_json.parse_object(raw, max_bytes=1_000_000)
        shown = {one["id"]: one["publicKeyMultibase"] for one in document["verificationMethod"]}
        whole = document["id"] == did and set(document["assertionMethod"]) == set(shown)
    except (CredentialError, KeyError, TypeError):
        yield Finding("did-document-wrong", place, "not readable")
        return
    if not whole or shown != meant:
        yield Finding("did-document-wrong", place, f"{len(shown)} keys shown, {len(meant)} meant")
