"""One run: the cards are made, the peers started, the phases measured one after the other."""

from __future__ import annotations

import importlib.util
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.performance import node_peers, proofs, tokens
from benchmarks.performance.phases import RDFC, phases
from benchmarks.performance.rounds import Figures, Pace, interleave
from benchmarks.performance.subject import CITIZEN, OFFICE_P256, documents, sd_jwt_claims
from credentials.keys.jwk import render_public_jwk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from benchmarks.performance.node_peers import NodePeers

ON_NODE = ("@digitalbazaar/vc", "jose", "@sd-jwt/sd-jwt-vc")
_DIDKIT = "it signs credentials of version 1.1 of the data model with another cryptosuite, so no card of ours"


@dataclass(frozen=True)
class Run:
    """What one run has found.

    Attributes:
        phases: the figures of each phase by its name.
        not_measured: why not, by the name of the peer.
    """

    phases: Mapping[str, Figures]
    not_measured: Mapping[str, str]


def run(
    pace: Pace, *, tell: Callable[[str], None], only: frozenset[str] | None = None, interop: Path = node_peers.INTEROP
) -> Run:
    """Measure everything, or only the phases of these names."""
    missing = node_peers.why_not(interop)
    found: dict[str, Figures] = {}
    with _started(missing) as node:
        for phase in phases(node):
            if only is None or phase.name in only:
                tell(f"  measuring {phase.name} ...")
                found[phase.name] = interleave(phase.make(), pace)
    return Run(found, not_measured(missing))


def not_measured(missing_on_node: str | None) -> dict[str, str]:
    """Which peers have no figures, and why."""
    without = {} if missing_on_node is None else dict.fromkeys(ON_NODE, missing_on_node)
    there = importlib.util.find_spec("didkit") is not None
    return without | {"didkit": _DIDKIT if there else f"it is not installed; {_DIDKIT}"}


def _started(missing: str | None) -> AbstractContextManager[NodePeers | None]:
    if missing is not None:
        return nullcontext()
    unsecured, sign = documents(), proofs.signer(RDFC)
    signed = [tokens.sign_vc_jwt(one) for one in documents(OFFICE_P256)]
    claims = sd_jwt_claims()
    bound = {"cnf": {"jwk": render_public_jwk(CITIZEN.private_key.public_key)}}
    return node_peers.running(
        unsecured=unsecured,
        secured=[sign(one) for one in unsecured],
        payloads=[tokens.payload_of(one) for one in signed],
        tokens=signed,
        claims=[one | bound for one in claims],
        sd_jwts=[tokens.issue_sd_jwt(one) for one in claims],
    )
