"""What a restore of the registry does after the backup's rows are in: nothing said is unsaid, no version comes back.

The newest published list outside the database tells what the authority has said since the backup. It is believed only
with the signature of a key of this very authority. The next list has a version that no list can have had (T-03).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from credentials.jose import jws
from credentials.keys.algorithm import Algorithm
from credentials.keys.public_key import PublicKey
from plumbing.audit.entry import RESTORED
from trust_registry.keeping.audit_actions import ENDINGS, RegistryAction, actions_of_saying
from trust_registry.keeping.files import LIST_FILE
from trust_registry.keeping.statement_store import (
    current_version,
    find_statement,
    insert_statement,
    set_end,
)
from trust_registry.keeping.type_store import keep_earlier, put_type
from trust_registry.reading.errors import ListRefused
from trust_registry.reading.signed_list import MAX_LIST_BYTES, judge_list
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from pathlib import Path

    from plumbing.audit.trail import AuditTrail
    from plumbing.database.port import Executor
    from trust_registry.keeping.settings import RegistrySettings
    from trust_registry.reading.registry import Registry
    from trust_registry.reading.signed_list import TrustList

MOST_LISTS_A_SECOND = 1000
"""More changes than any machine makes, so that no list of which nobody here knows has the next version."""


async def restore_registry(
    executor: Executor, settings: RegistrySettings, *, made_at: int, now: int, trail: AuditTrail
) -> list[LocalText]:
    """Take in what the newest published list says, and move the version past everything that can have been published.

    Raises:
        OSError: when the published list is there and cannot be read.
    """
    version, known_until = await current_version(executor), made_at
    found, told = await _published(executor, settings)
    if found is not None and found.seen.version > version:
        counts = await _take_in(executor, found.registry, authority=settings.authority, now=now, trail=trail)
        await _keep_list(executor, found)
        version, known_until = found.seen.version, max(made_at, found.registry.issued)
        told.append(_tell_taken_in(found.seen.version, *counts))
    version += (max(0, now - known_until) + 1) * MOST_LISTS_A_SECOND
    await executor.execute("UPDATE list_state SET version = :version WHERE only_row = 1", version=version)
    told.append(
        LocalText(f"Die nächste Liste trägt die Version {version}.", f"The next list has the version {version}.")
    )
    return told


async def _published(executor: Executor, settings: RegistrySettings) -> tuple[TrustList | None, list[LocalText]]:
    folder = settings.publish_folder
    if folder is None or not (folder / LIST_FILE).is_file():
        return None, [_tell_unused(folder, "fehlt", "is missing")]
    path = folder / LIST_FILE
    token = path.read_text("ascii", errors="replace")
    rows = await executor.fetch_all(
        "SELECT algorithm, public_key FROM keyring_keys WHERE owner = :owner AND state <> 'compromised'",
        owner=settings.authority,
    )
    keys = [PublicKey(Algorithm(row["algorithm"]), row["public_key"]) for row in rows]
    try:
        issued = jws.parse(token, max_bytes=MAX_LIST_BYTES).claims()["iat"]
        # it may have expired since: what it says was said all the same
        found = judge_list(token, authority=settings.authority, keys=keys, now=issued, newest_seen=None, clock_skew=0)
    except (ListRefused, CredentialError, KeyError, TypeError) as error:
        reason = str(error) or type(error).__name__
        return None, [_tell_unused(folder, f"nicht verwendet: {reason}", f"not used: {reason}")]
    return found, []


async def _take_in(
    executor: Executor, registry: Registry, *, authority: str, now: int, trail: AuditTrail
) -> tuple[int, int, int]:
    async def tell(action: RegistryAction, statement_id: str) -> None:
        await trail.append(executor, action, owner=authority, object_id=statement_id, outcome=RESTORED)

    types = 0
    for entry in registry.credential_types.values():
        contradicted = await put_type(executor, entry, now=now)
        await keep_earlier(executor, entry, now=now)
        types += contradicted is None
    said = ended = 0
    for statement in registry.statements:
        known = await find_statement(executor, statement.id, authority=authority)
        if known is None:
            await insert_statement(executor, statement, now=now)
            said += 1
            for action in actions_of_saying(statement):
                await tell(action, statement.id)
        end = statement.end
        if end is None or (known is not None and known.end == end):
            continue
        if await set_end(executor, statement.id, end):
            ended += 1
            await tell(ENDINGS[end.kind], statement.id)
    return types, said, ended


async def _keep_list(executor: Executor, found: TrustList) -> None:
    await executor.execute(
        """
        INSERT INTO published_list (version, issued, expires, token) VALUES (:version, :issued, :expires, :token)
        ON CONFLICT (version) DO NOTHING
        """,
        version=found.seen.version,
        issued=found.registry.issued,
        expires=found.registry.expires,
        token=found.token,
    )


def _tell_unused(folder: Path | None, german: str, english: str) -> LocalText:
    return LocalText(
        f"ACHTUNG: veröffentlichte Liste ({folder or 'kein publish_folder eingestellt'}) {german}. Was seit der "
        "Sicherung erklärt, beendet oder als kompromittiert gemeldet wurde, bitte erneut eintragen.",
        f"ATTENTION: published list ({folder or 'no publish_folder is set'}) {english}. Please enter again what was "
        "said, ended or reported as compromised since the backup.",
    )


def _tell_taken_in(version: int, types: int, said: int, ended: int) -> LocalText:
    return LocalText(
        f"Aus der veröffentlichten Liste (Version {version}): {said} Erklärungen und {ended} Beendigungen seit der "
        f"Sicherung übernommen; {types} Nachweisarten abgeglichen.",
        f"From the published list (version {version}): {said} statements and {ended} endings since the backup taken "
        f"in; {types} credential types compared.",
    )
