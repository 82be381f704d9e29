"""Nonce and audience: the presentation answers this question, and was made for this verifier (OpenID4VP 1.0, 14.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.verification.shown import Presented


def judge_nonce(presented: Presented, *, nonce: str) -> Check:
    """What the proof answers is the nonce of the request."""
    return Check(CheckName.NONCE, "nonce-matches" if presented.nonce == nonce else "nonce-wrong")


def judge_audience(presented: Presented, *, audience: str) -> Check:
    """The proof was made for the whole client identifier, and nobody else's beside it (SECURITY V-05)."""
    return Check(CheckName.AUDIENCE, "audience-matches" if presented.audience == (audience,) else "audience-wrong")
