"""Each record by itself: its copies and their places, its key, dates, permission, history. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stadtsiegel.check_issued.facts import DAY, SKEW
from stadtsiegel.check_issued.finding import Finding
from stadtsiegel.check_issued.forms import key_of_form, purposes_of_form, value_of
from stadtsiegel.check_issued.validity import judge_period
from use_cases.use_case import StatusPurpose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stadtsiegel.check_issued.facts import CopyFact, KeyFact, RecordFact, World

_MOST_COPIES = 10
_DATED_BACK = 3_600  # cards of one hour have one date


def judge_record(
    record: RecordFact, copies: Sequence[CopyFact], history: Mapping[str, int], world: World
) -> Iterator[Finding]:
    """Judge one record.

    Args:
        record: the record.
        copies: its copies, with what lies at their places.
        history: how often each action stands in `status_changes`.
        world: keys, lists, offices and statements.
    """
    place = f"credentials/{record.credential_id}"
    if record.office not in world.offices:
        yield Finding("office-unknown", place, record.office)
        return
    if not 1 <= len(copies) <= _MOST_COPIES or record.credential_id not in [copy.copy_id for copy in copies]:
        yield Finding("copies-wrong", place, f"{len(copies)} copies")
    for copy in copies:
        yield from _judge_copy(copy, record, world, place)
    yield from _judge_key(record, world, place)
    yield from _judge_permission(record, world, place)
    yield from _judge_states(record, history, place)
    if record.delete_after < world.now - DAY:
        yield Finding("overdue", place)
    if record.delete_after < record.valid_until:
        yield Finding("forgotten-too-early", place)


def _judge_copy(copy: CopyFact, record: RecordFact, world: World, place: str) -> Iterator[Finding]:
    purposes = purposes_of_form(record.format)
    for one, purpose in zip((copy.revocation, copy.suspension), purposes, strict=True):
        if one is None:
            continue
        meant = value_of(purpose, revoked=bool(record.revoked), suspended=bool(record.suspended))
        status_list = world.lists.get(one.list_id)
        if status_list is None:
            yield Finding("list-unknown", place, one.purpose)
            continue
        if status_list.office != record.office or status_list.purpose != purpose:
            yield Finding("list-of-another", place, one.purpose)
        if not 0 <= one.place < status_list.size:
            yield Finding("place-outside-list", place, one.purpose)
        if one.holder is None:
            yield Finding("place-missing", place, one.purpose)
        elif one.holder != copy.copy_id:
            yield Finding("place-of-another", place, one.purpose)
        elif one.value != meant:
            yield Finding("bit-differs-from-record", place, f"{one.purpose}: record {meant}, place {one.value}")
    kind = world.offices[record.office].versions.get((record.use_case, record.version))
    if kind is not None and (copy.suspension is not None) is not (StatusPurpose.SUSPENSION in kind.status):
        yield Finding("copies-wrong", place, "places for other status purposes")
    if copy.suspension is None:
        return
    same = (copy.revocation_list, copy.revocation_place) == (copy.suspension_list, copy.suspension_place)
    if same is not (purposes[0] == purposes[1]):
        yield Finding("copies-wrong", place, "places for another format")


def _judge_key(record: RecordFact, world: World, place: str) -> Iterator[Finding]:
    did, _, key_id = record.verification_method.partition("#")
    key = world.keys.get((record.office, key_id))
    if key is None or did != world.offices[record.office].did:
        yield Finding("key-unknown", place)
        return
    yield from _judge_date(record, key, place)
    wanted = key_of_form(record.format, record.secured_by)
    if wanted is None or (key.public_key is not None and key.public_key.algorithm is not wanted):
        yield Finding("form-wrong", place, f"{record.format} {record.secured_by} by key {key_id}")
    if key.state == "compromised" and record.state == "issued" and not record.revoked:
        yield Finding("key-compromised", place, key_id)
    if record.recorded_at < key.created - SKEW:
        yield Finding("key-too-young", place, key_id)
    if key.stopped is not None and record.recorded_at > key.stopped + SKEW:
        yield Finding("key-stopped", place, key_id)
    if key.state == "next":
        yield Finding("key-not-active-yet", place, key_id)
    if key.ends is not None and record.valid_until >= key.ends:
        yield Finding("outlives-its-key", place, key_id)


def _judge_date(record: RecordFact, key: KeyFact, place: str) -> Iterator[Finding]:
    if not record.recorded_at - _DATED_BACK < record.dated <= record.recorded_at:
        yield Finding("date-wrong", place, f"{record.recorded_at - record.dated} seconds before it was recorded")
    elif record.dated < key.created - SKEW:
        yield Finding("date-wrong", place, "before its key was made")


def _judge_permission(record: RecordFact, world: World, place: str) -> Iterator[Finding]:
    office = world.offices[record.office]
    kind = office.versions.get((record.use_case, record.version))
    if kind is None:
        yield Finding("use-case-unknown", place, f"{record.use_case}, version {record.version}")
    elif record.credential_type != kind.credential_type_iri:
        yield Finding("type-differs", place)
    else:
        wrong = judge_period(
            kind, recorded_at=record.recorded_at, valid_from=record.valid_from, valid_until=record.valid_until
        )
        if wrong is not None:
            yield Finding("period-wrong", place, wrong)
    if not office.may_be_unlisted and not all(
        world.statements.allow(office.did, record.credential_type, at) for at in (record.recorded_at, record.dated)
    ):
        yield Finding("not-authorized", place)
    retired = world.retired.get(record.office)
    if retired is not None and record.recorded_at > retired + SKEW:
        yield Finding("issued-after-retirement", place)


def _judge_states(record: RecordFact, history: Mapping[str, int], place: str) -> Iterator[Finding]:
    if record.state == "issued" and record.issued_at is None:
        yield Finding("issued-without-moment", place)
    if record.issued_at is not None and record.issued_at < record.recorded_at - SKEW:
        yield Finding("issued-before-recorded", place)
    superseded = record.state == "superseded"
    if superseded and not record.revoked:
        yield Finding("superseded-and-good", place)
    if record.suspended != history.get("suspend", 0) - history.get("resume", 0):
        yield Finding("history-differs", place, "suspension")
    if not superseded and record.revoked != min(1, history.get("revoke", 0)):
        yield Finding("history-differs", place, "revocation")
