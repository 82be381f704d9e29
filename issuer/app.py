"""The issuer put together: every part by its name, nothing global, two applications in one process share nothing."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from aiohttp import web

from issuer.hall import HALL, Hall
from issuer.issuance.card_forms import Means
from issuer.issuance.issue_credential import IssueCredential
from issuer.issuance.issue_directly import IssueDirectly
from issuer.issuance.message_encryption import MessageEncryption
from issuer.issuance.nonces import Nonces
from issuer.issuance.notify import NotifyIssuer
from issuer.issuance.record_card import RecordCard
from issuer.kinds.follow_reloads import FollowReloads
from issuer.kinds.issued_documents import IssuedDocuments, judge_packages
from issuer.kinds.kinds import LiveKinds
from issuer.kinds.make_ready import MakeReady
from issuer.kinds.reloads import newest_generation
from issuer.management_api.routes import add_management_routes
from issuer.offers.create_offer import CreateOffer
from issuer.offers.decide_offer import DecideOffer
from issuer.offers.entitlement import Entitlement
from issuer.offers.offer_secrets import OfferSecrets
from issuer.offers.redeem_offer import RedeemOffer
from issuer.offers.renew_offer import RenewOffer
from issuer.offers.withdraw_offer import WithdrawOffer
from issuer.offices.hash_key import derive, open_hash_key
from issuer.offices.key_life import KeyWatch
from issuer.offices.key_rollover import KeyRollover
from issuer.offices.office_keys import OfficeKeys
from issuer.openid4vci.routes import add_openid4vci_routes
from issuer.published.files import PublishedFiles
from issuer.published.routes import add_published_routes
from issuer.registers.ask_registers import AskRegisters
from issuer.renewals.kept_claims import KeptClaims
from issuer.renewals.renew_card import RenewCard
from issuer.status.change_place import ChangePlace
from issuer.status.change_status import ChangeStatus
from issuer.status.history import StatusHistory
from issuer.status.publish import StatusPublisher
from issuer.status.wake_up import WakeUp
from issuer.vc_api.routes import add_vc_api_routes
from plumbing.audit.trail import AuditTrail
from plumbing.database.deployment import read_epoch
from plumbing.database.migrate import Component, migrate_all
from plumbing.http.app import new_app
from plumbing.idempotency.keys import COMPONENT as IDEMPOTENCY
from plumbing.idempotency.keys import IdempotencyKeys
from plumbing.jobs import PeriodicJobs
from plumbing.publish_folder import KeptOutside, PublishFolder
from plumbing.retention.forget import Forget
from plumbing.retention.rules import read_rules
from plumbing.sealed_records.data_keys import COMPONENT as DATA_KEYS
from plumbing.sealed_records.record_seal import RecordSeal
from plumbing.settings import SettingsError
from plumbing.turns.turns import COMPONENT as TURNS
from plumbing.turns.turns import Turns
from trust_registry.reading.lookup import RegistryReader
from trust_registry.reading.tables import COMPONENT as READING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from issuer.settings import IssuerSettings
    from plumbing.access.api_keys import ApiKeys
    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from plumbing.database.sealed import Seal
    from plumbing.entropy import Entropy
    from plumbing.http.fetch import Fetcher
    from plumbing.keyring.port import Keyring
    from plumbing.observability.metrics import ServiceMetrics

LIST_SIZE = 131_072
"""Places in a status list: the least that the specification allows, to hide one card among many."""

PUBLISH_JOB = "publish-status-lists"
PUBLISH_JOB_SECONDS = 30
OPEN_LISTS_JOB = "open-status-lists"
OPEN_LISTS_JOB_SECONDS = 30
KEEP_FILES_JOB = "keep-published-files"
KEEP_FILES_JOB_SECONDS = 30
ACTIVATE_KEYS_JOB = "activate-next-keys"
ACTIVATE_KEYS_JOB_SECONDS = 30
FOLLOW_RELOADS_JOB = "follow-reloads"
FOLLOW_RELOADS_JOB_SECONDS = 1


JOBS = web.AppKey("jobs", PeriodicJobs)
KEPT_OUTSIDE = web.AppKey("kept_outside", KeptOutside)


COMPONENTS = (Component("issuer", files("issuer") / "migrations"), DATA_KEYS, TURNS, READING, IDEMPOTENCY)
"""Whose tables lie in an issuer's database, besides those that every service has."""


async def migrate_issuer(database: Database) -> None:
    """Bring the issuer's own tables up to date, and those of the rooms that it uses."""
    await migrate_all(database, COMPONENTS)


async def build_app(
    *,
    settings: IssuerSettings,
    database: Database,
    keyring: Keyring,
    seal: Seal,
    api_keys: ApiKeys,
    clock: Clock,
    entropy: Entropy,
    fetcher: Fetcher,
    metrics: ServiceMetrics,
    registry: RegistryReader | None = None,
    list_size: int = LIST_SIZE,
) -> web.Application:
    """Put the issuer together; its database must have been migrated.

    Args:
        settings: proven settings.
        database: this issuer's own database, never shared with verifier or registry.
        keyring: holds a key for each office, made at the first start.
        seal: seals at rest the data keys of claims and notes, and the key of hashes.
        api_keys: the keys of the offices' programs, owned by the office's id.
        clock: what time it is.
        entropy: for codes, tokens, nonces, places and ids.
        fetcher: the guarded way out, to the trust registry and the registers that the settings name.
        metrics: where requests are counted.
        registry: the reader of the trust list; made from the settings unless it is shared with others.
        list_size: places in a new status list.

    Raises:
        SettingsError: when packages have changed or forgotten what living cards were issued from.
    """
    if registry is None:
        registry = RegistryReader(database=database, fetcher=fetcher, clock=clock, trust=settings.trust)
    hash_key = await open_hash_key(database, seal=seal, entropy=entropy)
    trail = AuditTrail(clock=clock, entropy=entropy)
    kinds = await _judged(settings, database, clock)
    keys = OfficeKeys(keyring=keyring)
    rollover = KeyRollover(keyring=keyring, clock=clock)
    record_seal = RecordSeal(seal=seal, entropy=entropy)
    kept_claims = KeptClaims(seal=record_seal)
    secrets = OfferSecrets(hash_key=derive(hash_key, "hashes"), seal=record_seal)
    key_watch = KeyWatch(kinds=kinds, keys=keys, clock=clock, metrics=metrics)
    # a nonce of before a restore may have been spent since the backup: in another epoch none of them is known
    nonce_key = derive(hash_key, f"nonces of epoch {await read_epoch(database, 'issuer')}")
    nonces = Nonces(database=database, clock=clock, entropy=entropy, key=nonce_key)
    publisher = StatusPublisher(database=database, clock=clock, keys=keys, kinds=kinds)
    entitlement = Entitlement(registry=registry, clock=clock, keys=keys)
    idempotency_keys = IdempotencyKeys(clock=clock, hash_key=keyring.hash_key("idempotency"))
    kept = _published_files(settings.publish_folder, database=database, keys=keys, kinds=kinds)
    wake_up = WakeUp(publisher=publisher, then=kept.keep if kept is not None else None)
    make_ready = MakeReady(database=database, clock=clock, entropy=entropy, keys=keys, trail=trail, list_size=list_size)
    follow_reloads = FollowReloads(
        kinds=kinds,
        database=database,
        folder=settings.use_cases_folder,
        generation=await newest_generation(database),
        make_ready=make_ready,
    )
    history = StatusHistory(clock=clock, entropy=entropy, seal=record_seal, trail=trail)
    record_card = RecordCard(
        database=database,
        clock=clock,
        entropy=entropy,
        secrets=secrets,
        keys=keys,
        issued_documents=IssuedDocuments(database=database, clock=clock),
        wake_up=wake_up,
        trail=trail,
        list_size=list_size,
    )
    ask_registers = AskRegisters(sources=settings.registers, fetcher=fetcher, clock=clock)
    create_offer = CreateOffer(
        database=database,
        clock=clock,
        entropy=entropy,
        secrets=secrets,
        entitlement=entitlement,
        ask_registers=ask_registers,
        idempotency_keys=idempotency_keys,
        trail=trail,
        offer_seconds=settings.offer_seconds,
    )
    redeem_offer = RedeemOffer(database=database, clock=clock, entropy=entropy, secrets=secrets, trail=trail)
    issue_credential = IssueCredential(
        database=database,
        clock=clock,
        secrets=secrets,
        keys=keys,
        nonces=nonces,
        record_card=record_card,
        means=Means(entropy),
        kept=kept_claims,
        trail=trail,
    )
    hall = Hall(
        kinds=kinds,
        database=database,
        clock=clock,
        api_keys=api_keys,
        keys=keys,
        secrets=secrets,
        nonces=nonces,
        encryption=MessageEncryption(keyring=keyring, offices=settings.offices, entropy=entropy),
        create_offer=create_offer,
        decide_offer=DecideOffer(
            database=database,
            clock=clock,
            secrets=secrets,
            entitlement=entitlement,
            trail=trail,
            offer_seconds=settings.offer_seconds,
        ),
        redeem_offer=redeem_offer,
        renew_offer=RenewOffer(
            database=database,
            clock=clock,
            entropy=entropy,
            secrets=secrets,
            entitlement=entitlement,
            idempotency_keys=idempotency_keys,
            trail=trail,
            offer_seconds=settings.offer_seconds,
        ),
        renew_card=RenewCard(
            database=database, clock=clock, secrets=secrets, kept=kept_claims, create_offer=create_offer
        ),
        withdraw_offer=WithdrawOffer(database=database, clock=clock, trail=trail),
        issue_credential=issue_credential,
        issue_directly=IssueDirectly(
            database=database,
            clock=clock,
            secrets=secrets,
            create_offer=create_offer,
            redeem_offer=redeem_offer,
            issue_credential=issue_credential,
        ),
        notify=NotifyIssuer(database=database, clock=clock, secrets=secrets),
        change_status=ChangeStatus(database=database, clock=clock, history=history, trail=trail, wake_up=wake_up),
        change_place=ChangePlace(database=database, clock=clock, history=history, wake_up=wake_up),
        publisher=publisher,
        key_watch=key_watch,
        follow_reloads=follow_reloads,
    )
    app = new_app(service="issuer", entropy=entropy, metrics=metrics)
    app[HALL] = hall
    for add_door in (add_openid4vci_routes, add_published_routes, add_management_routes, add_vc_api_routes):
        add_door(app)

    async def activate_keys() -> None:
        if await rollover.activate_due(kinds.present.offices.values()):
            wake_up.wake()
        await key_watch.look()

    async def first_work(_: web.Application) -> AsyncIterator[None]:
        await make_ready(kinds.present)
        await publisher.publish_due()
        yield

    jobs = PeriodicJobs(metrics)
    for name, seconds, work in (
        (OPEN_LISTS_JOB, OPEN_LISTS_JOB_SECONDS, lambda: make_ready.open_lists(kinds.present)),
        (PUBLISH_JOB, PUBLISH_JOB_SECONDS, publisher.publish_due),
        (ACTIVATE_KEYS_JOB, ACTIVATE_KEYS_JOB_SECONDS, activate_keys),
        (FOLLOW_RELOADS_JOB, FOLLOW_RELOADS_JOB_SECONDS, follow_reloads.look),
    ):
        jobs.add(name, seconds, work)
    forget = Forget(database=database, clock=clock, rules=read_rules(COMPONENTS))
    forget.add_jobs(jobs, turns=Turns(database=database, clock=clock))
    if kept is not None:
        app[KEPT_OUTSIDE] = kept
        jobs.add(KEEP_FILES_JOB, KEEP_FILES_JOB_SECONDS, kept.keep)
    app[JOBS] = jobs
    app.cleanup_ctx.extend((first_work, wake_up.run_with, ask_registers.run_with))
    jobs.attach(app)
    return app


async def _judged(settings: IssuerSettings, database: Database, clock: Clock) -> LiveKinds:
    if faults := await judge_packages(database, settings.kinds, now=clock.now()):
        raise SettingsError(faults)
    return LiveKinds(settings.kinds)


def _published_files(
    folder: Path | None, *, database: Database, keys: OfficeKeys, kinds: LiveKinds
) -> KeptOutside | None:
    if folder is None:
        return None
    files = PublishedFiles(folder=PublishFolder(folder), database=database, keys=keys, kinds=kinds)
    return KeptOutside(files.keep)
