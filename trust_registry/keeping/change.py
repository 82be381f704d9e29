"""What the authority can change: say a statement, end one, register a credential type.

Each change is one transaction that counts the version first; all faults of a request are told at once; what would make
the list larger than readers take is refused before it is made.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.dcql.claims_path import render_path
from credentials.did.did_url import parse_did
from credentials.did.did_web import document_url
from credentials.errors import DidError, ModelError
from credentials.model.instant import parse_instant
from plumbing.database.doubt import resolving_doubt
from plumbing.database.errors import UniqueViolation
from trust_registry.keeping.audit_actions import ENDINGS, RegistryAction, actions_of_saying
from trust_registry.keeping.draft_list import measure_list
from trust_registry.keeping.statement_store import (
    bump_version,
    current_version,
    find_statement,
    insert_statement,
    read_snapshot,
    set_end,
)
from trust_registry.keeping.type_store import find_type, put_type
from trust_registry.keeping.within_type import beyond_type, judge_asking
from trust_registry.reading.registry import TypeEntry, parse_type_entry
from trust_registry.reading.signed_list import MAX_LIST_BYTES
from trust_registry.reading.statement import Action, End, EndKind, Statement, parse_asking
from trust_registry.reading.wire_shape import judge_shape
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from plumbing.audit.trail import AuditTrail
    from plumbing.clock import Clock
    from plumbing.database.port import Database, Executor
    from plumbing.entropy import Entropy
    from plumbing.idempotency.keys import IdempotencyKeys
    from trust_registry.keeping.authority import Authority
    from trust_registry.keeping.statement_store import Snapshot

Faults = list[tuple[str, str]]
_ID_BYTES = 16
_HOUR = 3_600  # issuers date their cards by the hour: a statement that says nothing else holds for the present one


class ChangeRefused(Exception):  # noqa: N818 - an answer, not an accident
    """A change that is not made; the kinds below say why."""


class ChangeMalformed(ChangeRefused):
    """The request has faults: all of them, each with its place."""

    def __init__(self, faults: Faults) -> None:
        super().__init__("the request has faults")
        self.faults = faults


class ChangeContradicts(ChangeRefused):
    """The change does not go together with what has been said before."""


class StatementUnknown(ChangeRefused):
    """There is no statement with this id."""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement, the version from which on it is listed, and whether this request said it or the same one before.

    Of a request that comes again the version is the newest, which lists the statement as well.
    """

    statement: Statement
    version: int
    said_now: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """The authority's changes."""

    database: Database
    authority: Authority
    clock: Clock
    entropy: Entropy
    idempotency_keys: IdempotencyKeys
    trail: AuditTrail
    lifetime_seconds: int

    async def say(self, request: JsonObject, *, idempotency_key: str | None, actor: str) -> Said:
        """Say a new statement, or find the one said earlier for the same key and request.

        Raises:
            KeyUsedOtherwise: the key came with another request.
            ChangeMalformed: with all faults.
            ChangeContradicts: when the same has been said already, or the list is full.
        """
        wish = {"make": "statement", "request": request}
        key = self.idempotency_keys.of(self.authority.did, idempotency_key, wish)
        earlier = await self.idempotency_keys.made_before(self.database, key)
        if earlier is not None:
            return await self._said_before(earlier)
        now = self.clock.now()
        statement = self._parse_statement(request, now=now)
        try:
            async with (
                resolving_doubt(lambda: self._has(statement.id)),
                self.database.transaction() as transaction,
            ):
                made = await self.idempotency_keys.take(transaction, key, made=statement.id)
                if made == statement.id:
                    version = await self._add(transaction, statement, now=now)
                    for action in actions_of_saying(statement):
                        await self._tell(transaction, action, statement.id, actor)
        except UniqueViolation as error:
            raise ChangeContradicts("the same statement, from the same moment on, has been said already") from error
        return Said(statement, version, said_now=True) if made == statement.id else await self._said_before(made)

    async def _add(self, transaction: Executor, statement: Statement, *, now: int) -> int:
        version = await bump_version(transaction)
        entry = await find_type(transaction, statement.credential_type)
        if entry is None:
            raise ChangeMalformed([("credential_type", "is not registered here; register the type first")])
        faults = judge_asking(statement.asking, entry.claims) if statement.asking else []
        if faults:
            raise ChangeMalformed(faults)
        await insert_statement(transaction, statement, now=now)
        self._judge_size(await self._snapshot(transaction, version))
        return version

    async def _has(self, statement_id: str) -> bool:
        return await find_statement(self.database, statement_id, authority=self.authority.did) is not None

    async def _said_before(self, statement_id: str) -> Said:
        statement = await find_statement(self.database, statement_id, authority=self.authority.did)
        if statement is None:
            raise StatementUnknown(statement_id)
        return Said(statement, await current_version(self.database), said_now=False)

    async def end(self, statement_id: str, request: JsonObject, *, actor: str) -> tuple[Statement, int]:
        """End a statement, or tell that one is compromised; what is compromised stays so.

        Raises:
            ChangeMalformed: with all faults.
            StatementUnknown: when there is no such statement.
            ChangeContradicts: when it is compromised already, and the request says something else.
        """
        now = self.clock.now()
        faults = judge_shape(request, "ending")
        if faults:
            raise ChangeMalformed(faults)
        kind = EndKind(request["as"])
        at = _instant(request, "at", faults) if "at" in request else now
        if faults or at is None:
            raise ChangeMalformed(faults)
        async with self.database.transaction() as transaction:
            version = await bump_version(transaction)
            statement = await find_statement(transaction, statement_id, authority=self.authority.did)
            if statement is None:
                raise StatementUnknown(statement_id)
            end = _judge_end(statement, kind, at, now=now, told="at" in request)
            if not await set_end(transaction, statement_id, end):
                raise ChangeContradicts("this statement is compromised; that can neither be taken back nor dated anew")
            ended = await find_statement(transaction, statement_id, authority=self.authority.did)
            await self._tell(transaction, ENDINGS[kind], statement_id, actor)
        return ended or statement, version

    async def register_type(self, request: JsonObject, *, actor: str) -> tuple[TypeEntry, int]:
        """Register a credential type, or newer documents and further claims of one.

        Raises:
            ChangeMalformed: with all faults.
            ChangeContradicts: when a document would change under its identifier, a statement in force asks for what
                the type has not, or the list is full.
        """
        faults = judge_shape(request, "new_credential_type")
        faults = faults or _judge_documents(request)
        if faults:
            raise ChangeMalformed(faults)
        entry, now = parse_type_entry(request), self.clock.now()
        async with self.database.transaction() as transaction:
            version = await bump_version(transaction)
            contradicted = await put_type(transaction, entry, now=now)
            if contradicted is not None:
                raise ChangeContradicts(
                    f"{contradicted} has been registered with other content; give the new version a new identifier"
                )
            snapshot = await self._snapshot(transaction, version)
            _judge_statements_of(entry.iri, snapshot, now=now)
            self._judge_size(snapshot)
            # an IRI may hold characters that no word of an audit entry has
            digest = hashlib.sha256(entry.iri.encode()).hexdigest()
            await self._tell(transaction, RegistryAction.TYPE_REGISTERED, f"sha256:{digest}", actor)
        return entry, version

    async def _tell(self, transaction: Executor, action: RegistryAction, object_id: str, actor: str) -> None:
        await self.trail.append(transaction, action, owner=self.authority.did, object_id=object_id, actor=actor)

    def _parse_statement(self, request: JsonObject, *, now: int) -> Statement:
        faults = judge_shape(request, "new_statement")
        if isinstance(entity := request.get("entity"), str) and not any(place == "entity" for place, _ in faults):
            faults += _judge_did(entity)
        starts = _instant(request, "starts", faults) if "starts" in request else now - now % _HOUR
        until = _instant(request, "until", faults) if "until" in request else None
        if starts is not None and until is not None and until <= starts:
            faults.append(("until", "must be later than the start"))
        if faults or starts is None:
            raise ChangeMalformed(sorted(set(faults)))
        action = Action(request["action"])
        return Statement(
            id=self.entropy.take(_ID_BYTES).hex(),
            authority=self.authority.did,
            entity=request["entity"],
            action=action,
            credential_type=request["credential_type"],
            starts=starts,
            until=until,
            end=None,
            name=LocalText.of(request["name"]),
            asking=parse_asking(request) if action is Action.VERIFY else None,
        )

    async def _snapshot(self, transaction: Executor, version: int) -> Snapshot:
        return await read_snapshot(transaction, authority=self.authority.did, version=version)

    def _judge_size(self, snapshot: Snapshot) -> None:
        now = self.clock.now()
        size = measure_list(
            snapshot,
            authority=self.authority.did,
            kid=self.authority.kid,
            now=now,
            expires=now + self.lifetime_seconds,
        )
        if size > MAX_LIST_BYTES:
            raise ChangeContradicts("the list is full: with this it would be larger than its readers take")


def _judge_statements_of(iri: str, snapshot: Snapshot, *, now: int) -> None:
    """Refuse claims of a type that contradict what somebody may ask for without an override."""
    entry = next(one for one in snapshot.credential_types if one.iri == iri)
    for statement in snapshot.statements:
        asking = statement.asking
        if statement.credential_type != iri or asking is None or asking.override:
            continue
        if statement.stops is not None and statement.stops <= now:
            continue
        if beyond := beyond_type(asking.claims, entry.claims):
            raise ChangeContradicts(
                f"the statement {statement.id} asks for {render_path(beyond[0])}, which is none of these claims; "
                "end it first, or name the claim"
            )


def _judge_end(statement: Statement, kind: EndKind, at: int, *, now: int, told: bool) -> End:
    if not told:
        at = max(at, statement.starts)  # withdrawn before it began: it ends in the moment of its start
    if at < statement.starts:
        raise ChangeMalformed([("at", "must not lie before the start of the statement")])
    if kind is EndKind.COMPROMISED:
        if told and at > now:
            raise ChangeMalformed([("at", "must not lie in the future: what is compromised is so now")])
        if statement.end is not None:
            at = min(at, statement.end.at)  # a compromise found later must not reach into the time of a successor
    return End(kind, at)


def _judge_documents(request: JsonObject) -> Faults:
    seen: set[str] = set()
    faults: Faults = []
    for name in ("context", "schema", "type_metadata"):
        if name in request:
            if request[name]["id"] in seen:
                faults.append((f"{name}.id", "must differ from the identifiers of the other documents"))
            seen.add(request[name]["id"])
    return faults


def _judge_did(entity: str) -> Faults:
    try:
        if parse_did(entity).method == "web":
            document_url(entity)
    except DidError as error:
        return [("entity", f"is not a usable DID: {error.detail}")]
    return []


def _instant(request: JsonObject, name: str, faults: Faults) -> int | None:
    if any(place == name for place, _ in faults):
        return None
    try:
        return parse_instant(request[name])
    except ModelError as error:
        faults.append((name, error.detail))
        return None
