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
from credentials.status.token_status_list import parse_list_token
from issuer.status.list_document import SUITES
from issuer.status.list_store import STATUS
from issuer.status.places import Mark
from plumbing.keyring.port import KeyState
from plumbing.keyring.shown_keys import KeysUnreadable, parse_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from credentials.status.token_status_list import StatusListToken
    from plumbing.keyring.shown_keys import ShownKey

_BITS = 8


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A status list as a file.

    Attributes:
        signed_at: UTC seconds; what is marked is at least as new.
        size: how many places it has.
        marked: what is said at the places that say anything but that all is good.
        signed_by: the id of the office's key that signed; None when none did, and then only what is marked counts.
    """

    office: str
    list_id: str
    purpose: str
    signed_at: int
    valid_until: int
    size: int
    marked: Mapping[int, int]
    document: bytes
    signed_by: str | None

    def can_end(self, value: int) -> bool:
        """Whether what a place of this list says is a suspension, which can end."""
        return value == (Mark.SUSPENDED if self.purpose == STATUS else Mark.SET) and self.purpose != "revocation"


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
    for suffix, read in _READERS.items():
        for file in sorted((folder / "status").glob(f"*{suffix}")):
            found = read(file.read_bytes(), _Office(folder.name, identifier, keys), file.stem)
            if found is None:
                unreadable.append(f"{folder.name}/status/{file.name}")
            else:
                lists.append(found)
    return PublishedOffice(folder.name, tuple(keys), tuple(lists), tuple(unreadable))


@dataclass(frozen=True, slots=True)
class _Office:
    id: str
    identifier: str
    keys: Sequence[ShownKey]

    @property
    def believed(self) -> list[ShownKey]:
        return [key for key in self.keys if key.state is not KeyState.COMPROMISED]


def _read_credential(content: bytes, office: _Office, list_id: str) -> PublishedList | None:
    try:
        document: Any = strict_json.parse(content)
        subject = document["credentialSubject"]
        if document["id"] != f"{office.identifier}/status/{list_id}" or subject["statusPurpose"] not in INVALIDATING:
            return None
        bits = decode_list(subject["encodedList"])
        return PublishedList(
            office=office.id,
            list_id=list_id,
            purpose=subject["statusPurpose"],
            signed_at=parse_instant(document["validFrom"]),
            valid_until=parse_instant(document["validUntil"]),
            size=len(bits) * _BITS,
            marked=dict.fromkeys(_set_bits(bits), Mark.SET),
            document=content,
            signed_by=_signer(document, office),
        )
    except (CredentialError, KeyError, TypeError):
        return None


def _read_token(content: bytes, office: _Office, list_id: str) -> PublishedList | None:
    try:
        token = parse_list_token(content.decode("ascii"))
        statuses = token.inflate()
        marked = statuses.marked()
    except (CredentialError, UnicodeDecodeError):
        return None
    if token.list_url != f"{office.identifier}/status/{list_id}" or not set(marked.values()) <= set(Mark):
        return None
    return PublishedList(
        office=office.id,
        list_id=list_id,
        purpose=STATUS,
        signed_at=int(token.issued_at),
        valid_until=int(token.expires_at or token.issued_at),
        size=statuses.places,
        marked=marked,
        document=content,
        signed_by=next((key.key_id for key in office.believed if _signed(token, key)), None),
    )


_READERS = {".json": _read_credential, ".jwt": _read_token}


def _signed(token: StatusListToken, key: ShownKey) -> bool:
    try:
        token.verify(key.public_key, algorithms=key.public_key.algorithm.jose_names)
    except CredentialError:
        return False
    return True


def _set_bits(bits: bytes) -> Iterator[int]:
    for position, byte in enumerate(bits):
        if byte:
            yield from (position * _BITS + bit for bit in range(_BITS) if byte & (0x80 >> bit))


def _signer(document: Any, office: _Office) -> str | None:
    if document["issuer"] != did_from_url(office.identifier):
        return None
    for key in office.believed:
        try:
            verify.verify_proof(
                document,
                key.public_key,
                contexts=ContextSet.bundled(),
                suites=frozenset({SUITES[key.public_key.algorithm]}),
                purpose="assertionMethod",
                domain=None,
                challenge=None,
                now=parse_instant(document["validFrom"]),
            )
        except CredentialError:
            continue
        return key.key_id
    return None
