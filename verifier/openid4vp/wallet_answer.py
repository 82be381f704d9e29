"""The wallet's answer at the wire: `vp_token` and `state`, or an error (OpenID4VP 1.0 sections 8.1 to 8.3 and 8.5).

It comes as a form, or as one JWE in a form whose plaintext has the same members as JSON.
"""

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
ENCRYPTED = "response"


@dataclass(frozen=True, kw_only=True)
class WalletAnswer:
    """Either what is presented or the wallet's refusal.

    Attributes:
        vp_token: By credential query id, an array of what is presented, unproven; None when the wallet refused.
        error: The wallet's error code, length-capped; None when it presented.
    """

    vp_token: Mapping[str, Sequence[Any]] | None
    error: str | None


def encrypted_part(form: Mapping[str, str]) -> str | None:
    """The JWE of an encrypted answer; None for a plain one.

    Raises:
        MalformedAnswer: a form that is both.
    """
    if ENCRYPTED in form and ("vp_token" in form or "error" in form):
        raise MalformedAnswer("an answer is either encrypted or plain")
    return form.get(ENCRYPTED)


def parse_plain_answer(form: Mapping[str, str], *, expected_state: str) -> WalletAnswer:
    """Read the members of a form; `vp_token` is JSON written as text.

    Raises:
        MalformedAnswer: any other shape than the specification's, or the state of another check.
    """
    if "error" in form or "vp_token" not in form:
        return _parse(form, expected_state)
    return _parse({**form, "vp_token": _parse_object(form["vp_token"], "vp_token")}, expected_state)


def parse_decrypted_answer(plaintext: bytes, *, expected_state: str) -> WalletAnswer:
    """Read the plaintext of an encrypted answer.

    Raises:
        MalformedAnswer: as for `parse_plain_answer`.
    """
    return _parse(_parse_object(plaintext, "the encrypted answer"), expected_state)


def _parse(members: Mapping[str, Any], expected_state: str) -> WalletAnswer:
    if members.get("state") != expected_state:
        raise MalformedAnswer("state is missing or belongs to another request")
    if "error" in members:
        return WalletAnswer(vp_token=None, error=str(members["error"])[:64])
    vp_token = members.get("vp_token")
    if not isinstance(vp_token, dict):
        raise MalformedAnswer("vp_token is missing or not a JSON object")
    if not all(isinstance(presentations, list) for presentations in vp_token.values()):
        raise MalformedAnswer("every member of vp_token is an array of presentations")
    return WalletAnswer(vp_token=vp_token, error=None)


def _parse_object(text: str | bytes, what: str) -> Mapping[str, Any]:
    try:
        return parse_object(text, max_bytes=MAX_VP_TOKEN_BYTES, max_depth=MAX_DEPTH)
    except CredentialError as error:
        raise MalformedAnswer(f"{what} is not a JSON object as expected: {error.detail}") from error
