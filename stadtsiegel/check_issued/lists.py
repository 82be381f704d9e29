"""Each status list: its row against its places, its published document against both. Pure but for the arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials import strict_json
from credentials.data_integrity.proof_set import extract_proof
from credentials.data_integrity.verify import verify_proof
from credentials.errors import CredentialError
from credentials.jsonld.context_set import ContextSet
from credentials.model.instant import parse_instant
from credentials.status.bitstring import decode_list
from stadtsiegel.check_issued.facts import DAY, SKEW
from stadtsiegel.check_issued.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stadtsiegel.check_issued.facts import KeyFact, ListFact, PlaceFact, World

PUBLISH_SECONDS = 60
"""So soon after a change it is published; what the issuer promises."""

LEAST_SIZE = 131_072
_TTL_MS = 180_000
_LONGEST = DAY
_LEAST_CARD_LIFE = 180 * DAY
_NEW_LIST = 300
_OF_NO_CARD = ""  # what a place says whose card stands in no record
_CONTEXTS = ContextSet.bundled()


@dataclass(frozen=True, slots=True)
class Published:
    """A published list as its document says.

    Attributes:
        bits: one bit a place.
        at: when it was signed.
        until: its last second.
        key_id: which key signed it.
    """

    bits: bytes
    at: int
    until: int
    key_id: str

    def bit(self, place: int) -> int:
        """The bit of a place; beyond the end, 0."""
        byte = self.bits[place // 8] if 0 <= place < len(self.bits) * 8 else 0
        return byte >> (7 - place % 8) & 1

    def set_places(self) -> Iterator[int]:
        """The places whose bit is set."""
        for number, byte in enumerate(self.bits):
            if byte:
                yield from (number * 8 + bit for bit in range(8) if byte >> (7 - bit) & 1)


def judge_document(
    raw: bytes, status_list: ListFact, world: World, place: str
) -> tuple[Published | None, list[Finding]]:
    """Judge a published document by itself: signed by a key of the office that could, and saying what it must.

    Args:
        raw: the document as it was published.
        status_list: the list that it has to be.
        world: offices and keys.
        place: where it lies.
    """
    office = world.offices[status_list.office]
    try:
        document = strict_json.parse_object(raw, max_bytes=4_000_000)
        proof = extract_proof(document)
        did, _, key_id = proof.verification_method.partition("#")
        key = world.keys.get((status_list.office, key_id))
        if key is None or key.public_key is None or did != office.did:
            return None, [Finding("list-signer-unknown", place, key_id)]
        verify_proof(
            document,
            key.public_key,
            contexts=_CONTEXTS,
            suites=frozenset({"eddsa-rdfc-2022"}),
            purpose="assertionMethod",
            domain=None,
            challenge=None,
            now=parse_instant(document["validFrom"]),  # a copy may have been signed while the check was under way
        )
        subject = document["credentialSubject"]
        published = Published(
            decode_list(subject["encodedList"]),
            parse_instant(document["validFrom"]),
            parse_instant(document["validUntil"]),
            key_id,
        )
    except (CredentialError, KeyError, TypeError, AttributeError) as error:
        return None, [Finding("list-not-proven", place, type(error).__name__)]
    findings = list(_judge_signer(key, published, place))
    said = (
        document.get("id"),
        document.get("issuer"),
        subject.get("statusPurpose"),
        subject.get("ttl"),
        len(published.bits) * 8,
    )
    meant = (office.list_url(status_list.list_id), office.did, status_list.purpose, _TTL_MS, status_list.size)
    if said != meant:
        names = ("id", "issuer", "purpose", "ttl", "size")
        wrong = [name for name, one, other in zip(names, said, meant, strict=True) if one != other]
        findings.append(Finding("list-content-wrong", place, ", ".join(wrong)))
    if not 0 < published.until - published.at <= _LONGEST:
        findings.append(Finding("list-content-wrong", place, "validity"))
    if published.until <= world.now:
        findings.append(Finding("list-expired", place))
    return published, findings


def _judge_signer(key: KeyFact, published: Published, place: str) -> Iterator[Finding]:
    if key.state == "compromised":
        yield Finding("list-signer-compromised", place, key.key_id)
    if published.at < key.created - SKEW or key.state == "next":
        yield Finding("list-signer-unknown", place, f"{key.key_id} did not sign yet")
    if key.stopped is not None and published.at > key.stopped + SKEW:
        yield Finding("list-signer-unknown", place, f"{key.key_id} had stopped")


def judge_row(status_list: ListFact, published: Published | None, world: World, place: str) -> Iterator[Finding]:
    """Judge a list's row, and that it tells of its document what the document says."""
    if status_list.size < LEAST_SIZE:
        yield Finding("list-too-small", place, str(status_list.size))
    if status_list.published_version > status_list.version:
        yield Finding("list-version-wrong", place)
    if published is None:
        if status_list.published_at is None and status_list.created < world.now - _NEW_LIST:
            yield Finding("list-not-published", place)
        return
    if published.at > world.now + SKEW:
        yield Finding("list-content-wrong", place, "signed in the future")
    told = (status_list.published_at, status_list.valid_until, status_list.signed_by)
    if told != (published.at, published.until, published.key_id):
        yield Finding("list-row-differs", place)


def judge_places(status_list: ListFact, places: Iterable[PlaceFact], world: World) -> Iterator[Finding]:
    """Judge what was given of a list: each place is inside and is the one that its credential's record names.

    A place without a record is right only when the record's time may be over, or, after a restore, when it was set
    for a card of which the backup did not know.
    """
    oldest_possible = world.now - _LEAST_CARD_LIFE
    for given in places:
        place = f"status_places/{status_list.list_id}/{given.place}"
        if not 0 <= given.place < status_list.size:
            yield Finding("place-outside-list", place)
        named = {
            "revocation": (given.revocation_list, given.revocation_place),
            "suspension": (given.suspension_list, given.suspension_place),
        }[status_list.purpose]
        if named == (None, None):
            of_no_card = world.restored and given.credential_id == _OF_NO_CARD
            if status_list.created > oldest_possible and not of_no_card:
                yield Finding("place-without-record", place)
        elif named != (status_list.list_id, given.place):
            yield Finding("place-not-recorded", place)


def differing_places(published: Published, places: Iterable[PlaceFact]) -> tuple[dict[int, str], list[int]]:
    """Compare a document with the rows, bit by bit.

    Returns:
        The places whose row says something else, with their credential; and the set places that nobody was given.
    """
    differing = {}
    given = set()
    for one in places:
        given.add(one.place)
        if published.bit(one.place) != one.bit:
            differing[one.place] = one.credential_id
    return differing, [place for place in published.set_places() if place not in given]
