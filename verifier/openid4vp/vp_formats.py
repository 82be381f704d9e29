"""What this verifier can judge, told to wallets per format (`vp_formats_supported`, OpenID4VP 1.0 appendix B)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verifier.presentation.accepted import JOSE_ALGORITHMS, SUITES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.strict_json import JsonObject

VP_FORMATS: Mapping[str, JsonObject] = {
    "dc+sd-jwt": {
        "sd-jwt_alg_values": sorted(JOSE_ALGORITHMS),
        "kb-jwt_alg_values": sorted(JOSE_ALGORITHMS),
    },
    "ldp_vc": {"proof_type_values": ["DataIntegrityProof"], "cryptosuite_values": sorted(SUITES)},
}


def vp_formats_of(query: JsonObject) -> JsonObject:
    """The formats that a query asks for, each with what is judged of it."""
    return {one["format"]: VP_FORMATS[one["format"]] for one in query["credentials"]}
