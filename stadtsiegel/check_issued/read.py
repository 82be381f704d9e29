"""The issuer's tables, read with the checker's own SQL and page by page, so that a million cards need little memory."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from credentials.errors import CredentialError
from credentials.keys.algorithm import Algorithm
from credentials.keys.public_key import PublicKey
from stadtsiegel.check_issued.facts import (
    CopyFact,
    DocumentFact,
    KeptFact,
    KeyFact,
    ListFact,
    OfferFact,
    PlaceFact,
    RecordFact,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from plumbing.database.port import Executor, Row

PAGE = 2_000
_LIST = (
    "list_id, office, purpose, size, state, version, published_version, published_at, valid_until, signed_by, created"
)

_RECORDS = """
SELECT c.credential_id, c.office, c.offer_id, c.round, c.use_case, c.version, c.credential_type,
       c.verification_method, c.format, c.secured_by, c.dated, c.valid_from, c.valid_until, c.state, c.suspended,
       c.revoked, c.recorded_at, c.issued_at, c.delete_after
FROM credentials c
WHERE c.credential_id > :after
ORDER BY c.credential_id LIMIT :page
"""
_COPIES = """
SELECT k.copy_id, k.credential_id, k.revocation_list, k.revocation_place, k.suspension_list, k.suspension_place,
       r.copy_id AS revocation_holder, r.value AS revocation_value,
       s.copy_id AS suspension_holder, s.value AS suspension_value
FROM copies k
LEFT JOIN status_places r ON r.list_id = k.revocation_list AND r.place = k.revocation_place
LEFT JOIN status_places s ON s.list_id = k.suspension_list AND s.place = k.suspension_place
WHERE k.credential_id > :after AND k.credential_id <= :last
ORDER BY k.credential_id
"""
_HISTORY = """
SELECT credential_id, action, COUNT(*) AS times FROM status_changes
WHERE credential_id > :after AND credential_id <= :last
GROUP BY credential_id, action ORDER BY credential_id
"""
_OFFERS = """
SELECT c.offer_id, COUNT(*) AS records, MIN(c.round) AS first_round, MAX(c.round) AS last_round,
       CAST(SUM(CASE WHEN c.state = 'issued' THEN 1 ELSE 0 END) AS BIGINT) AS issued,
       CAST(SUM(CASE WHEN c.state = 'issued' AND c.revoked = 0 THEN 1 ELSE 0 END) AS BIGINT) AS good,
       MAX(c.recorded_at) AS newest, MAX(c.office) AS office, MAX(c.use_case) AS use_case,
       MAX(c.version) AS version, MAX(o.state) AS state, MAX(o.rounds) AS rounds, MAX(o.made_by) AS made_by,
       MAX(o.approved_by) AS approved_by
FROM credentials c LEFT JOIN offers o ON o.offer_id = c.offer_id
WHERE c.offer_id > :after
GROUP BY c.offer_id ORDER BY c.offer_id LIMIT :page
"""
_KEPT = """
SELECT k.credential_id, k.office, k.change_at, k.delete_after, c.office AS card_office, c.use_case, c.version, c.state,
       c.revoked, c.issued_at, c.valid_until
FROM kept_claims k LEFT JOIN credentials c ON c.credential_id = k.credential_id
WHERE k.credential_id > :after
ORDER BY k.credential_id LIMIT :page
"""
_OFFERS_WITHOUT_RECORD = """
SELECT offer_id, state FROM offers
WHERE state IN ('issued', 'accepted', 'refused')
  AND NOT EXISTS (SELECT 1 FROM credentials WHERE credentials.offer_id = offers.offer_id)
"""
_HANDED_OUT_TOO_EARLY = """
SELECT offer_id, state FROM offers
WHERE made_by IS NOT NULL AND approved_by IS NULL
  AND state NOT IN ('awaiting_approval', 'not_approved', 'cancelled', 'failed')
  AND NOT EXISTS (SELECT 1 FROM credentials WHERE credentials.offer_id = offers.offer_id)
"""
_PLACES = """
SELECT p.place, p.copy_id, p.value, c.credential_id,
       k.revocation_list, k.revocation_place, k.suspension_list, k.suspension_place
FROM status_places p
LEFT JOIN copies k ON k.copy_id = p.copy_id
LEFT JOIN credentials c ON c.credential_id = k.credential_id
WHERE p.list_id = :list_id
"""
_LAST_CHANGE = """
SELECT MAX(changed_at) AS at FROM (
    SELECT changed_at FROM status_changes WHERE credential_id = :credential_id
    UNION ALL
    SELECT later.recorded_at AS changed_at FROM credentials later JOIN credentials c ON c.offer_id = later.offer_id
    WHERE c.credential_id = :credential_id AND later.round > c.round
) AS changes
"""


_WITHOUT_AUDIT_ENTRY = """
SELECT c.credential_id FROM credentials c
LEFT JOIN audit_chain a ON a.object_id = c.credential_id AND a.action = :action
LEFT JOIN audit_tail t ON t.object_id = c.credential_id AND t.action = :action
WHERE a.entry_id IS NULL AND t.entry_id IS NULL AND c.recorded_at >= :since
  AND (c.issued_at IS NOT NULL OR :action <> 'credential-issued')
LIMIT 1000
"""
_AUDIT_SINCE = """
SELECT MIN(occurred) AS since FROM (
    SELECT occurred FROM audit_chain WHERE action = 'credential-recorded'
    UNION ALL SELECT occurred FROM audit_tail WHERE action = 'credential-recorded'
) AS entries
"""


async def keys(database: Executor) -> dict[tuple[str, str], KeyFact]:
    """All signing keys of offices, by office and key id."""
    rows = await database.fetch_all(
        "SELECT key_id, owner, algorithm, public_key, state, created, ends, stopped FROM keyring_keys"
        " WHERE purpose = 'assertion'"
    )
    return {(row["owner"], row["key_id"]): _key(row) for row in rows}


def _key(row: Row) -> KeyFact:
    try:
        public_key = PublicKey(Algorithm(row["algorithm"]), row["public_key"])
    except (CredentialError, ValueError):
        public_key = None
    return KeyFact(
        key_id=row["key_id"],
        owner=row["owner"],
        public_key=public_key,
        state=row["state"],
        created=row["created"],
        ends=row["ends"],
        stopped=row["stopped"],
    )


async def lists(database: Executor) -> dict[str, ListFact]:
    """All status lists without their documents, by id."""
    rows = await database.fetch_all(f"SELECT {_LIST} FROM status_lists")  # noqa: S608 a constant
    return {row["list_id"]: ListFact(**row) for row in rows}


async def document(database: Executor, list_id: str) -> bytes | None:
    """The published document of one list."""
    row = await database.fetch_one("SELECT document FROM status_lists WHERE list_id = :list_id", list_id=list_id)
    return bytes(row["document"]) if row and row["document"] is not None else None


async def places(database: Executor, list_id: str) -> list[PlaceFact]:
    """All places given of one list; as many as a list has at most."""
    return [PlaceFact(**row) for row in await database.fetch_all(_PLACES, list_id=list_id)]


async def records(database: Executor) -> AsyncIterator[tuple[RecordFact, list[CopyFact], dict[str, int]]]:
    """All records, each with its copies and how often each action stands in its history."""
    after = ""
    while rows := await database.fetch_all(_RECORDS, after=after, page=PAGE):
        last = rows[-1]["credential_id"]
        told = await database.fetch_all(_HISTORY, after=after, last=last)
        of_page = await database.fetch_all(_COPIES, after=after, last=last)
        copies = {
            credential_id: [CopyFact(**row) for row in rows_of_card]
            for credential_id, rows_of_card in groupby(of_page, key=lambda row: row["credential_id"])
        }
        history = {
            credential_id: {row["action"]: row["times"] for row in actions}
            for credential_id, actions in groupby(told, key=lambda row: row["credential_id"])
        }
        for row in rows:
            credential_id = row["credential_id"]
            yield RecordFact(**row), copies.get(credential_id, []), history.get(credential_id, {})
        after = last


async def offers(database: Executor) -> AsyncIterator[OfferFact]:
    """All offers that have records."""
    after = ""
    while rows := await database.fetch_all(_OFFERS, after=after, page=PAGE):
        for row in rows:
            yield OfferFact(**row)
        after = rows[-1]["offer_id"]


async def kept_claims(database: Executor) -> AsyncIterator[KeptFact]:
    """Everything that is kept of cards after their issue."""
    after = ""
    while rows := await database.fetch_all(_KEPT, after=after, page=PAGE):
        for row in rows:
            yield KeptFact(**row)
        after = rows[-1]["credential_id"]


async def offers_without_record(database: Executor) -> list[Row]:
    """Offers of which a card was handed out, and no record tells of it."""
    return await database.fetch_all(_OFFERS_WITHOUT_RECORD)


async def handed_out_too_early(database: Executor) -> list[Row]:
    """Offers without a card as yet that a second clerk should have approved first."""
    return await database.fetch_all(_HANDED_OUT_TOO_EARLY)


async def last_change(database: Executor, credential_id: str) -> int | None:
    """When the status of a card changed last, by a clerk or by its successor."""
    row = await database.fetch_one(_LAST_CHANGE, credential_id=credential_id)
    return row["at"] if row else None


async def audited_since(database: Executor) -> int | None:
    """From when on the audit record tells of cards; None if it never did."""
    row = await database.fetch_one(_AUDIT_SINCE)
    return row["since"] if row else None


async def without_audit_entry(database: Executor, action: str, *, since: int) -> list[str]:
    """The first thousand credentials recorded since then of which the audit record does not tell that this was done.

    What is linked and what waits for it count alike. A join and no search for each: both engines read the record once.
    """
    return [row["credential_id"] for row in await database.fetch_all(_WITHOUT_AUDIT_ENTRY, action=action, since=since)]


async def documents(database: Executor) -> dict[tuple[str, int], tuple[DocumentFact, ...]]:
    """The documents that cards were issued from, by use case and version."""
    found: dict[tuple[str, int], tuple[DocumentFact, ...]] = {}
    for row in await database.fetch_all("SELECT id, sha256, use_case, version, first_issued FROM issued_documents"):
        fact = DocumentFact(id=row["id"], sha256=row["sha256"], first_issued=row["first_issued"])
        key = (row["use_case"], row["version"])
        found[key] = (*found.get(key, ()), fact)
    return found


async def retired(database: Executor) -> dict[str, int]:
    """Since when offices have ended."""
    rows = await database.fetch_all("SELECT office, retired_at FROM retired_offices")
    return {row["office"]: row["retired_at"] for row in rows}


async def restored(database: Executor) -> bool:
    """Whether the data were ever taken in from a backup; each restore begins a higher epoch than the first."""
    row = await database.fetch_one("SELECT * FROM deployments WHERE service = 'issuer'")
    return row is not None and row.get("epoch", 1) > 1


async def trust_list(database: Executor, authority: str) -> str | None:
    """The signed list of an authority that the issuer believed last."""
    row = await database.fetch_one(
        "SELECT token FROM seen_trust_list WHERE authority = :authority", authority=authority
    )
    return row["token"] if row else None


async def overdue(database: Executor, *, table: str, key: str, when: str, before: int) -> list[Any]:
    """The first rows of a table that should have gone before a moment; the names are the checker's own constants."""
    rows = await database.fetch_all(
        f"SELECT {key} AS id FROM {table} WHERE {when} < :before LIMIT 100",  # noqa: S608 constants
        before=before,
    )
    return [row["id"] for row in rows]
