"""The key to which a wallet encrypts its answer: fresh for every check, and gone with the answer (SECURITY V-18).

Only its seed is kept, sealed in the check's row with a data key of its own.
"""

from __future__ import annotations

from credentials.jose.agreement_key import SEED_LENGTH, PrivateAgreementKey
from credentials.jose.jwe import ENCRYPTIONS

SEED_BYTES = SEED_LENGTH

ACCEPTED_ENCRYPTIONS = tuple(sorted(ENCRYPTIONS))
"""`enc` values that are told to wallets and taken from them (both are demanded by HAIP 1.0 section 5)."""


def answer_key(seed: bytes, *, request_id: str) -> PrivateAgreementKey:
    """The key of one check; named after the request, which has no other."""
    return PrivateAgreementKey.from_seed(seed, kid=request_id)
