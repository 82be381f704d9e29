"""Each status list: its row against its places, its published document against both. Pure but for the arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials import strict_json
from credentials.data_integrity.proof_set import extract_proof
from credentials.data_integrity.verify import verify_proof
from credentials.errors import CredentialError
from credentials.jose import jws
from credentials.jsonld.context_set import ContextSet
from credentials.model.instant import parse_instant
from credentials.status.bitstring import decode_list
from credentials.status.token_status_list import TokenStatusList
from stadtsiegel.check_issued.facts import DAY, SKEW
from stadtsiegel.check_issued.finding import Finding
from stadtsiegel.check_issued.forms import BOTH, suite_of_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from credentials.keys.public_key import PublicKey
    from stadtsiegel.check_issued.facts import KeyFact, ListFact, PlaceFact, World

PUBLISH_SECONDS = 60
"""So soon after a change it is published; what the issuer promises."""

LEAST_SIZE = 131_072
_TTL = 180
_TOKEN_BITS = 2
_MOST_BYTES = 4_000_000
_LONGEST = DAY
_LEAST_CARD_LIFE = 180 * DAY
_NEW_LIST = 300
_OF_NO_CARD = ""  # what a place says whose card stands in no record
_CONTEXTS = ContextSet.bundled()


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A published list as its document says.

    Attributes:
        said: for which address, issuer and purpose it is made, how long it may be kept, how many places it has.
        marked: what it says at the places that say anything but that all is good.
        at: when it was signed.
        until: its last second.
        key_id: which key signed it.
    """

    said: Mapping[str, object]
    marked: Mapping[int, int]
    at: int
    until: int
    key_id: str

    def value(self, place: int) -> int:
        """What it says at a place; beyond the end, 0."""
        return self.marked.get(place, 0)


class _SignerUnknownError(Exception):
    """No key of the office that is known made the document."""


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
    read = _read_token if status_list.purpose == BOTH else _read_credential
    try:
        published, key = read(raw, status_list, world)
    except _SignerUnknownError as error:
        return None, [Finding("list-signer-unknown", place, str(error))]
    except (CredentialError, KeyError, TypeError, AttributeError, ValueError) as error:
        return None, [Finding("list-not-proven", place, type(error).__name__)]
    findings = list(_judge_signer(key, published, place))
    meant = {
        "id": office.list_url(status_list.list_id),
        "issuer": office.did,
        "purpose": status_list.purpose,
        "ttl": _TTL,
        "size": status_list.size,
    }
    wrong = [name for name, one in meant.items() if published.said[name] != one]
    if wrong:
        findings.append(Finding("list-content-wrong", place, ", ".join(wrong)))
    if not 0 < published.until - published.at <= _LONGEST:
        findings.append(Finding("list-content-wrong", place, "validity"))
    if published.until <= world.now:
        findings.append(Finding("list-expired", place))
    return published, findings


def _read_credential(raw: bytes, status_list: ListFact, world: World) -> tuple[Published, KeyFact]:
    document = strict_json.parse_object(raw, max_bytes=_MOST_BYTES)
    key, public_key = _key_of(extract_proof(document).verification_method, status_list, world)
    verify_proof(
        document,
        public_key,
        contexts=_CONTEXTS,
        suites=frozenset({suite_of_list(public_key.algorithm)}),
        purpose="assertionMethod",
        domain=None,
        challenge=None,
        now=parse_instant(document["validFrom"]),  # a copy may have been signed while the check was under way
    )
    subject = document["credentialSubject"]
    bits = decode_list(subject["encodedList"])
    said = {
        "id": document.get("id"),
        "issuer": document.get("issuer"),
        "purpose": subject.get("statusPurpose"),
        "ttl": subject.get("ttl", 0) / 1000,
        "size": len(bits) * 8,
    }
    marked = {n * 8 + bit: 1 for n, byte in enumerate(bits) if byte for bit in range(8) if byte >> (7 - bit) & 1}
    at, until = parse_instant(document["validFrom"]), parse_instant(document["validUntil"])
    return Published(said=said, marked=marked, at=at, until=until, key_id=key.key_id), key


def _read_token(raw: bytes, status_list: ListFact, world: World) -> tuple[Published, KeyFact]:
    token = jws.parse(raw.decode("ascii"), max_bytes=_MOST_BYTES)
    key, public_key = _key_of(token.header["kid"], status_list, world)
    jws.verify(token, public_key, algorithms=public_key.algorithm.jose_names, typ="statuslist+jwt")
    claims = token.claims()
    statuses = TokenStatusList.decode(claims["status_list"]["lst"], bits=claims["status_list"]["bits"])
    said = {
        "id": claims["sub"],
        "issuer": world.offices[status_list.office].did,  # a token names its issuer by its key alone
        "purpose": BOTH if statuses.bits == _TOKEN_BITS else f"{statuses.bits} bits",
        "ttl": claims["ttl"],
        "size": statuses.places,
    }
    published = Published(said=said, marked=statuses.marked(), at=claims["iat"], until=claims["exp"], key_id=key.key_id)
    return published, key


def _key_of(method: str, status_list: ListFact, world: World) -> tuple[KeyFact, PublicKey]:
    did, _, key_id = method.partition("#")
    key = world.keys.get((status_list.office, key_id))
    if key is None or key.public_key is None or did != world.offices[status_list.office].did:
        raise _SignerUnknownError(key_id)
    return key, key.public_key


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
        named = (
            (given.suspension_list, given.suspension_place)
            if status_list.purpose == "suspension"
            else (given.revocation_list, given.revocation_place)
        )
        if given.credential_id is None:
            of_no_card = world.restored and given.copy_id == _OF_NO_CARD
            if status_list.created > oldest_possible and not of_no_card:
                yield Finding("place-without-record", place)
        elif named != (status_list.list_id, given.place):
            yield Finding("place-not-recorded", place)


def differing_places(published: Published, places: Iterable[PlaceFact]) -> tuple[dict[int, str], list[int]]:
    """Compare a document with the rows, place by place.

    Returns:
        The places whose row says something else, with their card; and the marked places that nobody was given.
    """
    differing = {}
    given = set()
    for one in places:
        given.add(one.place)
        if published.value(one.place) != one.value:
            differing[one.place] = one.credential_id or _OF_NO_CARD
    return differing, [place for place in published.marked if place not in given]
