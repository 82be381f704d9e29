"""The verifier, wired by name: build_app makes the application from its parts."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from aiohttp import web

from plumbing.audit.trail import AuditTrail
from plumbing.database.migrate import Component, migrate_all
from plumbing.http.app import new_app
from plumbing.idempotency.keys import COMPONENT as IDEMPOTENCY
from plumbing.idempotency.keys import IdempotencyKeys
from plumbing.jobs import PeriodicJobs
from plumbing.retention.forget import Forget
from plumbing.retention.rules import read_rules
from plumbing.sealed_records.data_keys import COMPONENT as DATA_KEYS
from plumbing.sealed_records.record_seal import RecordSeal
from plumbing.turns.turns import COMPONENT as TURNS
from plumbing.turns.turns import Turns
from trust_registry.reading.lookup import RegistryReader
from trust_registry.reading.pinned import PinnedDocuments
from trust_registry.reading.resolve_did import DidResolver
from trust_registry.reading.tables import COMPONENT as READING
from verifier.documents.challenges import Challenges
from verifier.documents.verify_document import VerifyDocument
from verifier.evidence.gather import Judge
from verifier.evidence.issuer_keys import IssuerKeys
from verifier.evidence.status_lists import StatusLists
from verifier.hall import HALL, Hall
from verifier.management_api.routes import add_management_routes
from verifier.openid4vp.routes import add_openid4vp_routes
from verifier.presentation.check_store import CheckStore
from verifier.presentation.create_check import CreateCheck
from verifier.presentation.decrypt_answer import DecryptAnswer
from verifier.presentation.fetch_request import FetchRequest
from verifier.presentation.forget_result import ForgetResult
from verifier.presentation.read_check import CancelCheck, ReadCheck
from verifier.presentation.receive_answer import ReceiveAnswer
from verifier.relying_parties.relying_party import REQUEST_KEY
from verifier.vc_api.routes import add_vc_api_routes

if TYPE_CHECKING:
    from plumbing.access.api_keys import ApiKeys
    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from plumbing.database.sealed import Seal
    from plumbing.entropy import Entropy
    from plumbing.http.fetch import Fetcher
    from plumbing.keyring.port import Keyring
    from plumbing.observability.metrics import ServiceMetrics
    from verifier.settings import VerifierSettings

JOBS = web.AppKey("jobs", PeriodicJobs)

COMPONENTS = (Component("verifier", files("verifier") / "migrations"), DATA_KEYS, TURNS, READING, IDEMPOTENCY)
"""Whose tables lie in a verifier's database, besides those that every service has."""


async def migrate_verifier(database: Database) -> None:
    """Bring the verifier's own tables up to date, and those of the rooms that it uses."""
    await migrate_all(database, COMPONENTS)


async def build_app(
    *,
    settings: VerifierSettings,
    database: Database,
    keyring: Keyring,
    seal: Seal,
    api_keys: ApiKeys,
    clock: Clock,
    entropy: Entropy,
    fetcher: Fetcher,
    metrics: ServiceMetrics,
    registry: RegistryReader | None = None,
) -> web.Application:
    """Put the verifier together; its database must have been migrated.

    Args:
        settings: proven settings.
        database: this verifier's own database, never shared with issuer or registry.
        keyring: holds a key for each relying party, made at the first start.
        seal: seals the data keys of results at rest.
        api_keys: the keys of the services that ask, owned by the relying party's id.
        clock: what time it is.
        entropy: for ids, nonces and codes.
        fetcher: the guarded way out.
        metrics: where requests are counted.
        registry: the reader of the trust list; made from the settings unless it is shared with others.
    """
    if registry is None:
        registry = RegistryReader(database=database, fetcher=fetcher, clock=clock, trust=settings.trust)
    trail = AuditTrail(clock=clock, entropy=entropy)
    store = CheckStore(database=database, seal=RecordSeal(seal=seal, entropy=entropy), trail=trail)
    judge = Judge(
        issuer_keys=IssuerKeys(resolver=DidResolver(fetcher=fetcher, clock=clock), fetcher=fetcher, clock=clock),
        pinned=PinnedDocuments(database=database, fetcher=fetcher, clock=clock),
        status_lists=StatusLists(fetcher=fetcher, clock=clock),
        anchors=settings.anchors,
    )
    app = new_app(service="verifier", entropy=entropy, metrics=metrics)
    app[HALL] = Hall(
        relying_parties={one.relying_party_id: one for one in settings.relying_parties},
        keyring=keyring,
        api_keys=api_keys,
        clock=clock,
        create_check=CreateCheck(
            database=database,
            store=store,
            registry=registry,
            clock=clock,
            entropy=entropy,
            idempotency_keys=IdempotencyKeys(clock=clock, hash_key=keyring.hash_key("idempotency")),
            lifetime=settings.check_lifetime,
        ),
        fetch_request=FetchRequest(store=store, registry=registry, clock=clock),
        decrypt_answer=DecryptAnswer(store=store, clock=clock),
        receive_answer=ReceiveAnswer(
            store=store,
            registry=registry,
            judge=judge,
            clock=clock,
            entropy=entropy,
            clock_skew=settings.clock_skew,
        ),
        read_check=ReadCheck(store=store, clock=clock),
        cancel_check=CancelCheck(store=store, clock=clock),
        forget_result=ForgetResult(store=store),
        challenges=Challenges(database=database, clock=clock, entropy=entropy, lifetime=settings.check_lifetime),
        verify_document=VerifyDocument(registry=registry, judge=judge, clock=clock, clock_skew=settings.clock_skew),
    )
    add_openid4vp_routes(app)
    add_management_routes(app)
    add_vc_api_routes(app)
    for relying_party in settings.relying_parties:
        await keyring.ensure(owner=relying_party.relying_party_id, purpose=REQUEST_KEY)
    jobs = PeriodicJobs(metrics)
    forget = Forget(database=database, clock=clock, rules=read_rules(COMPONENTS))
    forget.add_jobs(jobs, turns=Turns(database=database, clock=clock))
    app[JOBS] = jobs
    jobs.attach(app)
    return app
