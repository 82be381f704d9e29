"""Read from the publish folder what an issuer had published when its database was lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials import strict_json
from credentials.data_integrity import verify
from credentials.did.did_web import did_from_url
from credentials.errors import CredentialError
from credentials.jsonld.context_set import ContextSet
from credentials.model.instant import parse_instant
from credentials.status.bitstring import decode_list
from credentials.status.bitstring_entry import INVALIDATING
from plumbing.keyring.port import KeyState
from plumbing.keyring.shown_keys import KeysUnreadable, parse_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from plumbing.keyring.shown_keys import ShownKey

_BITS = 8


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A status list as a file.

    Attributes:
        valid_from: UTC seconds; the bits are at least as new.
        bits: one bit a place.
        signed_by: the id of the office's key that made the proof; None when none did, and then only set bits count.
    """

    office: str
    list_id: str
    purpose: str
    valid_from: int
    valid_until: int
    bits: bytes
    document: bytes
    signed_by: str | None

    @property
    def size(self) -> int:
        """How many places it has."""
        return len(self.bits) * _BITS

    def set_places(self) -> Iterator[int]:
        """The places whose bit is set."""
        for position, byte in enumerate(self.bits):
            if byte:
                yield from (position * _BITS + bit for bit in range(_BITS) if byte & (0x80 >> bit))


@dataclass(frozen=True, slots=True)
class PublishedOffice:
    """What lies in an office's folder; `unreadable` names files that nothing could be taken from."""

    office: str
    keys: tuple[ShownKey, ...]
    lists: tuple[PublishedList, ...]
    unreadable: tuple[str, ...]


def read_published(folder: Path, *, public_url: str) -> list[PublishedOffice]:
    """Read all offices that ever published here; an empty or missing folder gives none.

    Raises:
        OSError: when a file is there and cannot be read: then a person must look, before bits are lost.
    """
    offices = sorted((folder / "offices").iterdir()) if (folder / "offices").is_dir() else []
    return [_read_office(office, public_url) for office in offices if office.is_dir()]


def _read_office(folder: Path, public_url: str) -> PublishedOffice:
    unreadable: list[str] = []
    keys: list[ShownKey] = []
    try:
        keys = parse_keys((folder / "keys.json").read_bytes())
    except (FileNotFoundError, KeysUnreadable):
        unreadable.append(f"{folder.name}/keys.json")
    identifier = f"{public_url}/offices/{folder.name}"
    lists = []
    for file in sorted((folder / "status").glob("*.json")):
        found = _read_list(file.read_bytes(), folder.name, file.stem, identifier, keys)
        if found is None:
            unreadable.append(f"{folder.name}/status/{file.name}")
        else:
            lists.append(found)
    return PublishedOffice(folder.name, tuple(keys), tuple(lists), tuple(unreadable))


def _read_list(
    content: bytes, office: str, list_id: str, identifier: str, keys: Sequence[ShownKey]
) -> PublishedList | None:
    try:
        document: Any = strict_json.parse(content)
        subject = document["credentialSubject"]
        if document["id"] != f"{identifier}/status/{list_id}" or subject["statusPurpose"] not in INVALIDATING:
            return None
        return PublishedList(
            office=office,
            list_id=list_id,
            purpose=subject["statusPurpose"],
            valid_from=parse_instant(document["validFrom"]),
            valid_until=parse_instant(document["validUntil"]),
            bits=decode_list(subject["encodedList"]),
            document=content,
            signed_by=_signer(document, did_from_url(identifier), keys),
        )
    except (CredentialError, KeyError, TypeError):
        return None


def _signer(document: Any, did: str, keys: Sequence[ShownKey]) -> str | None:
    if document["issuer"] != did:
        return None
    for key in keys:
        if key.state is KeyState.COMPROMISED:
            continue
        try:
            verify.verify_proof(
                document,
                key.public_key,
                contexts=ContextSet.bundled(),
                suites=frozenset({"eddsa-rdfc-2022"}),
                purpose="assertionMethod",
                domain=None,
                challenge=None,
                now=parse_instant(document["validFrom"]),
            )
        except CredentialError:
            continue
        return key.key_id
    return None
