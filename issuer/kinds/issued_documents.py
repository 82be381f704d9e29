"""Which documents cards were issued from: context and schema, by identifier and digest, so that they never change.

A verifier trusts them by digest, through the registry's list. Other bytes under the same identifier would be another
meaning of cards that people hold, so they are refused: when packages are read, and once more before a card is recorded,
because two processes may have read different files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.refusals import IssuanceUnavailable
from plumbing.observability.logs import get_logger
from plumbing.settings import Fault

if TYPE_CHECKING:
    from issuer.kinds.kinds import Kinds
    from issuer.published.resources import Resources
    from plumbing.clock import Clock
    from plumbing.database.port import Database, Executor, Row
    from use_cases.derive.documents import PublishedDocument
    from use_cases.use_case import UseCase

_log = get_logger(__name__)


class IssuedDocuments:
    """Remembers the documents of every version before the first card is recorded that names them."""

    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._remembered: set[PublishedDocument] = set()  # that this process has seen in the table, bytes and all

    async def remember(self, use_case: UseCase, resources: Resources) -> None:
        """Return when the documents that a card of this version names are those of every card before it.

        Raises:
            IssuanceUnavailable: other bytes were issued from under the same identifier.
        """
        for document in resources.named_by_cards(use_case):
            if document in self._remembered:
                continue
            row = await self._database.fetch_one(
                """
                INSERT INTO issued_documents (id, sha256, use_case, version, first_issued)
                VALUES (:id, :sha256, :use_case, :version, :now)
                ON CONFLICT (id) DO UPDATE SET sha256 = issued_documents.sha256
                RETURNING sha256
                """,
                id=document.id,
                sha256=document.sha256,
                use_case=use_case.name,
                version=use_case.version,
                now=self._clock.now(),
            )
            if row is None or row["sha256"] != document.sha256:
                _log.error("issuance-unavailable", error="DocumentChanged", document=document.id)
                raise IssuanceUnavailable("the credential cannot be recorded at this moment")
            self._remembered.add(document)


async def judge_packages(executor: Executor, kinds: Kinds, *, now: int) -> list[Fault]:
    """Find packages that would change or forget what living cards were issued from."""
    versions = {(one.name, one.version): one for package in kinds.packages.values() for one in package.versions}
    faults = []
    for row in await executor.fetch_all("SELECT * FROM issued_documents ORDER BY id"):
        version = versions.get((row["use_case"], row["version"]))
        named = () if version is None else kinds.resources.named_by_cards(version)
        digests = {document.id: document.sha256 for document in named}
        if row["id"] not in digests:
            if await _has_living_cards(executor, row, now):
                faults.append(Fault(_place(row), _GONE.format(version=row["version"], id=row["id"])))
        elif digests[row["id"]] != row["sha256"]:
            faults.append(Fault(_place(row), _CHANGED.format(version=row["version"], id=row["id"])))
    return faults


_CHANGED = (
    "cards were issued that name {id}, and its bytes are others now. Raise the version in use_case.toml, and keep the "
    "file as it was as earlier/v{version}.toml"
)
_GONE = (
    "cards that are still good name {id}, and no version of the package has it any more. Put the file as it was back, "
    "as earlier/v{version}.toml beside a newer use_case.toml"
)


async def _has_living_cards(executor: Executor, row: Row, now: int) -> bool:
    found = await executor.fetch_one(
        """
        SELECT 1 AS found FROM credentials WHERE use_case = :use_case AND version = :version AND state = 'issued'
          AND revoked = 0 AND valid_until >= :now LIMIT 1
        """,
        use_case=row["use_case"],
        version=row["version"],
        now=now,
    )
    return found is not None


def _place(row: Row) -> str:
    return f"{row['use_case']} version {row['version']}"
