"""Nonce and audience: the presentation answers this question, and was made for this verifier (OpenID4VP 1.0 B.1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.data_integrity.proof import Proof


def judge_nonce(proof: Proof, *, nonce: str) -> Check:
    """The proof's challenge is the nonce of the request."""
    return Check(CheckName.NONCE, "nonce-matches" if proof.challenge == nonce else "nonce-wrong")


def judge_audience(proof: Proof, *, audience: str) -> Check:
    """The proof's domain is the whole client identifier, and nobody else's beside it (SECURITY V-05)."""
    return Check(CheckName.AUDIENCE, "audience-matches" if proof.domain == (audience,) else "audience-wrong")
