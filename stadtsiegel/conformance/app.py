"""The conformance server put together: one application, everything in memory, new keys at every start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from credentials.keys.algorithm import Algorithm
from plumbing.http.app import new_app
from plumbing.observability.metrics import ServiceMetrics
from stadtsiegel.conformance.accepted import known_contexts
from stadtsiegel.conformance.doors import Doors
from stadtsiegel.conformance.issuers import make_issuers, make_keys
from stadtsiegel.conformance.judge import Judge
from stadtsiegel.conformance.status import StatusIssuer
from stadtsiegel.conformance.trust import KnownKeys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web

    from credentials.strict_json import JsonObject
    from plumbing.clock import Clock
    from plumbing.entropy import Entropy
    from stadtsiegel.conformance.issuers import Issuer


@dataclass(frozen=True, slots=True)
class ConformanceServer:
    """The application, and who issues in it.

    Attributes:
        app: to be served.
        issuers: one for each suite and kind of key.
        status: the issuer with status lists.
    """

    app: web.Application
    issuers: tuple[Issuer, ...]
    status: StatusIssuer


def build_server(
    *,
    origin: str,
    clock: Clock,
    entropy: Entropy,
    controllers: Mapping[str, JsonObject],
    warnings: Literal["refuse", "bear"],
) -> ConformanceServer:
    """Put the server together.

    Args:
        origin: the https address that it will be reached at.
        clock: what time it is.
        entropy: for keys, places and challenges.
        controllers: documents of further trusted issuers, by their identifiers.
        warnings: whether status and validity make a document unverified.
    """
    keys, contexts = make_keys(entropy), known_contexts()
    issuers = make_issuers(keys)
    status = StatusIssuer(origin, key=keys[Algorithm.ED25519], contexts=contexts, entropy=entropy)
    trust = KnownKeys({**controllers, status.issuer.did: status.document})
    app = new_app(service="conformance", entropy=entropy, metrics=ServiceMetrics("conformance"))
    Doors(
        issuers=issuers,
        status=status,
        judge=Judge(trust=trust, contexts=contexts, status=status),
        contexts=contexts,
        clock=clock,
        entropy=entropy,
        warnings=warnings,
    ).add_to(app)
    return ConformanceServer(app, issuers, status)
