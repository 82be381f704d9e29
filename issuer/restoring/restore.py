"""What a restore of an issuer does after the backup's rows are in; everything in one transaction with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.restoring.keep_status import keep_status
from issuer.restoring.published_lists import read_published
from issuer.restoring.told import tell_keys, tell_missing_folder, tell_status, tell_voided
from issuer.restoring.void_offers import void_offers
from plumbing.keyring.shown_keys import take_in_keys

if TYPE_CHECKING:
    from issuer.restoring.published_lists import PublishedOffice
    from issuer.settings import IssuerSettings
    from plumbing.audit.trail import AuditTrail
    from plumbing.database.port import Executor
    from plumbing.entropy import Entropy
    from use_cases.local_text import LocalText


async def restore_issuer(
    executor: Executor, settings: IssuerSettings, *, made_at: int, now: int, entropy: Entropy, trail: AuditTrail
) -> list[LocalText]:
    """Bring the restored rows together with what was published since, and void what was open.

    Args:
        executor: the transaction that took the backup in.
        settings: name the publish folder and the public URL.
        made_at: the backup's moment.
        now: the moment of the restore.
        entropy: for ids.
        trail: where every change is told.

    Returns:
        What was done and what a person must know, in order.

    Raises:
        OSError: when the publish folder is there and cannot be read.
    """
    offices: list[PublishedOffice] = []
    if settings.publish_folder is not None:
        offices = read_published(settings.publish_folder, public_url=settings.public_url)
    lists = [one for office in offices for one in office.lists]
    kept = await keep_status(executor, lists, made_at=made_at, now=now, entropy=entropy, trail=trail)
    new: list[str] = []
    compromised: list[str] = []
    for office in offices:
        more, ended = await take_in_keys(executor, owner=office.office, shown=office.keys, trail=trail)
        new += [f"{office.office}#{key}" for key in more]
        compromised += [f"{office.office}#{key}" for key in ended]
    voided = await void_offers(executor, made_at=made_at, now=now, trail=trail)
    unreadable = [name for office in offices for name in office.unreadable]
    return [
        *([] if lists else [tell_missing_folder(settings.publish_folder)]),
        *tell_status(kept, unreadable),
        *tell_keys(new, compromised),
        *tell_voided(voided),
    ]
