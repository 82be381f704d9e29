"""What this verifier accepts: asked of wallets, told to them, and held against what they send."""

from __future__ import annotations

from credentials.model.version import DataModel

FORMATS = frozenset({"dc+sd-jwt", "ldp_vc"})
"""Credential format identifiers that are asked for."""

SUITES = frozenset({"eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019", "ecdsa-sd-2023"})
"""Cryptosuites of Data Integrity proofs, on cards, status lists and presentations; on these none that shows parts."""

JOSE_ALGORITHMS = frozenset({"EdDSA", "Ed25519", "ES256", "ES384"})
"""JOSE names of the algorithms of tokens: cards, key bindings and status lists. Two are names of one algorithm."""

DATA_MODELS = frozenset({DataModel.V2_0})
"""Versions of the W3C data model."""
