"""What the server says when it is ready: one implementation, as the W3C's test suites list them in their settings.

The object can be put into `implementations` of a suite's `localConfig.cjs` (docs/recipes/run-the-w3c-suites.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.data_integrity.suites import SUITES
from credentials.model.version import DataModel
from stadtsiegel.conformance.issuers import JOSE, default_of
from stadtsiegel.conformance.status import FOLDER, PURPOSES

if TYPE_CHECKING:
    from pathlib import Path

    from credentials.strict_json import JsonObject
    from stadtsiegel.conformance.app import ConformanceServer
    from stadtsiegel.conformance.issuers import Issuer

VC_2 = "vc2.0"
STATUS = "BitstringStatusList"
ENVELOPES = "EnvelopingProof"
_VERSIONS = [version.value for version in sorted(DataModel)]


def announce(server: ConformanceServer, origin: str, root_file: Path | None) -> JsonObject:
    """Write the object.

    Args:
        server: what is served.
        origin: where.
        root_file: the root certificate of the throw-away authority, where it is used.
    """
    curves = sorted({issuer.curve for issuer in server.issuers})
    verifier_tags = [VC_2, STATUS, ENVELOPES, *SUITES]
    status_tags = {FOLDER: [STATUS], **{f"{FOLDER}/{one}": [STATUS, one.capitalize()] for one in PURPOSES}}
    return {
        "name": "Stadtsiegel",
        "implementation": "Stadtsiegel conformance server",
        "origin": origin,
        "root": str(root_file) if root_file else None,
        "issuers": [
            _issuer(origin, default_of(server.issuers), "", [VC_2]),
            *(_issuer(origin, one, one.path, [_tag_of(one), one.curve]) for one in server.issuers),
            *(_issuer(origin, server.status.issuer, path, tags) for path, tags in status_tags.items()),
        ],
        "verifiers": [_verifier(f"{origin}/credentials/verify", verifier_tags, curves)],
        "vpVerifiers": [_verifier(f"{origin}/presentations/verify", verifier_tags, curves)],
        "vcHolders": [{"id": origin, "endpoint": f"{origin}/credentials/derive", "tags": ["vcHolder"]}],
        "setStatusLists": [{"id": origin, "endpoint": f"{origin}/credentials/status", "tags": [STATUS]}],
        "challenges": f"{origin}/challenges",
    }


def _tag_of(issuer: Issuer) -> str:
    return ENVELOPES if issuer.suite == JOSE else issuer.suite


def _issuer(origin: str, issuer: Issuer, path: str, tags: list[str]) -> JsonObject:
    return {
        "id": issuer.did,
        "endpoint": f"{origin}{path}/credentials/issue",
        "method": "POST",
        "tags": tags,
        **_supports([issuer.curve]),
    }


def _verifier(endpoint: str, tags: list[str], curves: list[str]) -> JsonObject:
    return {"id": endpoint, "endpoint": endpoint, "method": "POST", "tags": tags, **_supports(curves)}


def _supports(curves: list[str]) -> JsonObject:
    return {"supportedEcdsaKeyTypes": curves, "supports": {"vc": _VERSIONS, "keyTypes": curves}}
