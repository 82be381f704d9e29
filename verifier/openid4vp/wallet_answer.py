"""The wallet's answer at the wire: `vp_token` and `state`, or an error (OpenID4VP 1.0 sections 8.1, 8.2 and 8.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials.errors import CredentialError
from credentials.strict_json import parse_object
from verifier.presentation.refusals import MalformedAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_VP_TOKEN_BYTES = 128 * 1024
MAX_DEPTH = 24


@dataclass(frozen=True, kw_only=True)
class WalletAnswer:
    """Either what is presented or the wallet's refusal.

    Attributes:
        vp_token: By credential query id, an array of what is presented, unproven; None when the wallet refused.
        error: The wallet's error code, length-capped; None when it presented.
    """

    vp_token: Mapping[str, Sequence[Any]] | None
    error: str | None


def parse_wallet_answer(form: Mapping[str, str], *, expected_state: str) -> WalletAnswer:
    """Read the form that a wallet has posted.

    Raises:
        MalformedAnswer: any other shape than the specification's, or the state of another check.
    """
    if form.get("state") != expected_state:
        raise MalformedAnswer("state is missing or belongs to another request")
    if "error" in form:
        return WalletAnswer(vp_token=None, error=form["error"][:64])
    if "response" in form:
        raise MalformedAnswer("the request did not ask for an encrypted response (response_mode is direct_post)")
    if "vp_token" not in form:
        raise MalformedAnswer("vp_token is missing")
    try:
        vp_token = parse_object(form["vp_token"], max_bytes=MAX_VP_TOKEN_BYTES, max_depth=MAX_DEPTH)
    except CredentialError as error:
        raise MalformedAnswer(f"vp_token is not a JSON object as expected: {error.detail}") from error
    if not all(isinstance(presentations, list) for presentations in vp_token.values()):
        raise MalformedAnswer("every member of vp_token is an array of presentations")
    return WalletAnswer(vp_token=vp_token, error=None)
