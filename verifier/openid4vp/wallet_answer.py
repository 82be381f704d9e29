"""The wallet's answer at the wire: `vp_token` and `state`, or an error (OpenID4VP 1.0 sections 8.1, 8.2 and 8.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from credentials.strict_json import parse_object
from verifier.presentation.question import QUERY_ID
from verifier.presentation.refusals import MalformedAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.strict_json import JsonObject

MAX_VP_TOKEN_BYTES = 128 * 1024
MAX_DEPTH = 24


@dataclass(frozen=True, kw_only=True)
class WalletAnswer:
    """Either a presentation or the wallet's refusal.

    Attributes:
        presentation: The one verifiable presentation that was asked for, unproven; None when the wallet refused.
        error: The wallet's error code, length-capped; None when it presented.
    """

    presentation: JsonObject | None
    error: str | None


def parse_wallet_answer(form: Mapping[str, str], *, expected_state: str) -> WalletAnswer:
    """Read the form that a wallet has posted.

    Raises:
        MalformedAnswer: any other shape than the specification's, or the state of another check.
    """
    if form.get("state") != expected_state:
        raise MalformedAnswer("state is missing or belongs to another request")
    if "error" in form:
        return WalletAnswer(presentation=None, error=form["error"][:64])
    if "response" in form:
        raise MalformedAnswer("the request did not ask for an encrypted response (response_mode is direct_post)")
    if "vp_token" not in form:
        raise MalformedAnswer("vp_token is missing")
    try:
        vp_token = parse_object(form["vp_token"], max_bytes=MAX_VP_TOKEN_BYTES, max_depth=MAX_DEPTH)
    except CredentialError as error:
        raise MalformedAnswer(f"vp_token is not a JSON object as expected: {error.detail}") from error
    if set(vp_token) != {QUERY_ID}:
        raise MalformedAnswer(f"vp_token must have exactly one member, {QUERY_ID}")
    presentations = vp_token[QUERY_ID]
    if not isinstance(presentations, list) or len(presentations) != 1:
        raise MalformedAnswer(f"vp_token.{QUERY_ID} must be an array of exactly one presentation")
    presentation = presentations[0]
    if not isinstance(presentation, dict):
        raise MalformedAnswer("an ldp_vc presentation is a JSON object")
    return WalletAnswer(presentation=presentation, error=None)
