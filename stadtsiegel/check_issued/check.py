"""The whole check: one moment of the database, walked once, with every rule applied."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stadtsiegel.check_issued import read
from stadtsiegel.check_issued.copies import judge_did_document, judge_list_copy
from stadtsiegel.check_issued.documents import judge_documents, judge_memory
from stadtsiegel.check_issued.facts import DAY, World
from stadtsiegel.check_issued.finding import Finding, Pile
from stadtsiegel.check_issued.kept import judge_kept
from stadtsiegel.check_issued.lists import (
    PUBLISH_SECONDS,
    differing_places,
    judge_document,
    judge_places,
    judge_row,
)
from stadtsiegel.check_issued.offers import judge_offer
from stadtsiegel.check_issued.records import judge_record
from stadtsiegel.check_issued.statements import read_statements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plumbing.database.port import Database, Executor
    from stadtsiegel.check_issued.facts import ListFact, PlaceFact
    from stadtsiegel.check_issued.lists import Published
    from stadtsiegel.check_issued.publications import Publications
    from stadtsiegel.check_issued.settings import CheckedDeployment

_COUNTED = ("records", "offers", "lists", "places", "keys", "copies")
_OVERDUE = (
    ("offers", "offer_id", "delete_after"),
    ("data_keys", "record", "delete_after"),
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found.

    Attributes:
        checked: how many rows of each kind were looked at.
        pile: the findings.
    """

    checked: Counter[str]
    pile: Pile

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.pile.counts


async def check_issued(
    database: Database, deployment: CheckedDeployment, *, now: int, publications: Publications | None
) -> Report:
    """Check everything that was issued.

    Args:
        database: the issuer's database; it is only read, as it is at one moment.
        deployment: what the settings say.
        now: the present moment.
        publications: where published copies are; None checks only what the database says is published.
    """
    async with database.snapshot() as view:
        return await _Check(view, deployment, now, publications).run()


class _Check:
    def __init__(
        self, view: Executor, deployment: CheckedDeployment, now: int, publications: Publications | None
    ) -> None:
        self._view = view
        self._deployment = deployment
        self._now = now
        self._publications = publications
        self._pile = Pile()
        self._checked: Counter[str] = Counter(dict.fromkeys(_COUNTED, 0))

    async def run(self) -> Report:
        world, faults_of_the_trust_list = await self._world()
        await self._records(world)
        if self._checked["records"] and not all(one.may_be_unlisted for one in world.offices.values()):
            self._pile.add(faults_of_the_trust_list)
        self._pile.add(judge_documents(world))
        await self._offers(world)
        await self._kept(world)
        await self._lists(world)
        await self._did_documents(world)
        await self._retention()
        await self._audit_record()
        return Report(self._checked, self._pile)

    async def _world(self) -> tuple[World, list[Finding]]:
        deployment = self._deployment
        token = await read.trust_list(self._view, deployment.authority)
        statements, findings = read_statements(token, authority=deployment.authority, keys=deployment.authority_keys)
        documents = await read.documents(self._view)
        world = World(
            now=self._now,
            offices=deployment.offices,
            keys=await read.keys(self._view),
            lists=await read.lists(self._view),
            documents=documents,
            began=min((one.first_issued for every in documents.values() for one in every), default=None),
            retired=await read.retired(self._view),
            restored=await read.restored(self._view),
            statements=statements,
        )
        self._checked["keys"] = len(world.keys)
        return world, findings

    async def _records(self, world: World) -> None:
        async for record, copies, history in read.records(self._view):
            self._checked["records"] += 1
            self._pile.add(judge_record(record, copies, history, world))
            self._pile.add(judge_memory(record, world))

    async def _kept(self, world: World) -> None:
        async for kept in read.kept_claims(self._view):
            self._pile.add(judge_kept(kept, world))

    async def _offers(self, world: World) -> None:
        async for offer in read.offers(self._view):
            self._checked["offers"] += 1
            self._pile.add(judge_offer(offer, world))
        for row in await read.offers_without_record(self._view):
            self._pile.add(
                [Finding("offer-state-wrong", f"offers/{row['offer_id']}", f"{row['state']} without record")]
            )
        early = await read.handed_out_too_early(self._view)
        self._pile.add(Finding("not-approved", f"offers/{row['offer_id']}", row["state"]) for row in early)

    async def _lists(self, world: World) -> None:
        open_lists = Counter((one.office, one.purpose) for one in world.lists.values() if one.state == "open")
        self._pile.add(
            Finding("two-open-lists", f"status_lists/{office}/{purpose}")
            for (office, purpose), number in open_lists.items()
            if number > 1
        )
        for status_list in world.lists.values():
            self._checked["lists"] += 1
            place = f"status_lists/{status_list.list_id}"
            if status_list.office not in world.offices:
                self._pile.add([Finding("office-unknown", place, status_list.office)])
                continue
            places = await read.places(self._view, status_list.list_id)
            self._checked["places"] += len(places)
            self._pile.add(judge_places(status_list, places, world))
            published = await self._document(status_list, places, world, place)
            await self._copy(status_list, published, places, world)

    async def _document(
        self, status_list: ListFact, places: Sequence[PlaceFact], world: World, place: str
    ) -> Published | None:
        raw = await read.document(self._view, status_list.list_id)
        published = None
        if raw is not None:
            published, findings = judge_document(raw, status_list, world, place)
            self._pile.add(findings)
            if published is None:
                return None
            await self._bits(status_list, published, places)
        self._pile.add(judge_row(status_list, published, world, place))
        return published

    async def _bits(self, status_list: ListFact, published: Published, places: Sequence[PlaceFact]) -> None:
        differing, ungiven = differing_places(published, places)
        up_to_date = status_list.version == status_list.published_version
        for index, credential_id in differing.items():
            if not up_to_date and await self._changed_just_now(credential_id, published):
                continue
            place = f"status_places/{status_list.list_id}/{index}"
            self._pile.add([Finding("bit-differs-from-list", place, f"published {published.value(index)}")])
        self._pile.add(Finding("bit-of-nobody", f"status_places/{status_list.list_id}/{index}") for index in ungiven)

    async def _changed_just_now(self, credential_id: str, published: Published) -> bool:
        # what is missing in a document was changed after it was signed, so a young document misses only young changes
        if published.at >= self._now - PUBLISH_SECONDS:
            return True
        changed_at = await read.last_change(self._view, credential_id)
        return changed_at is not None and changed_at >= self._now - PUBLISH_SECONDS

    async def _copy(
        self, status_list: ListFact, published: Published | None, places: Sequence[PlaceFact], world: World
    ) -> None:
        if self._publications is None:
            return
        place = f"published/offices/{status_list.office}/status/{status_list.list_id}"
        raw = await self._publications.status_list(status_list)
        if raw is None:
            if published is not None:
                self._pile.add([Finding("copy-missing", place)])
            return
        self._checked["copies"] += 1
        copy, findings = judge_document(raw, status_list, world, place)
        self._pile.add(findings)
        if copy is not None:
            self._pile.add(
                judge_list_copy(copy, published, status_list=status_list, places=places, now=self._now, place=place)
            )

    async def _did_documents(self, world: World) -> None:
        if self._publications is None:
            return
        for office in {one.office for one in world.lists.values()} & world.offices.keys():
            raw = await self._publications.did_document(office)
            self._checked["copies"] += 1
            self._pile.add(judge_did_document(raw, office, world, f"published/offices/{office}/did"))

    async def _audit_record(self) -> None:
        since = await read.audited_since(self._view)
        if since is None:
            return
        for action in ("credential-recorded", "credential-issued"):
            self._pile.add(
                Finding("not-in-audit-record", f"credentials/{one}", action)
                for one in await read.without_audit_entry(self._view, action, since=since)
            )

    async def _retention(self) -> None:
        before = self._now - DAY
        for table, key, when in _OVERDUE:
            late = await read.overdue(self._view, table=table, key=key, when=when, before=before)
            self._pile.add(Finding("overdue", f"{table}/{one}") for one in late)
        for offer_id in await read.overdue(
            self._view, table="offers", key="offer_id", when="sealed IS NOT NULL AND erase_at", before=before
        ):
            self._pile.add([Finding("overdue", f"offers/{offer_id}", "claims")])
