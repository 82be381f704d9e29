"""The form that a wallet posts: an answer, encrypted where that is asked for (OpenID4VP 1.0 sections 8.2 and 8.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.jose import jwe
from credentials.strict_json import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from credentials.strict_json import JsonObject
    from wallet_sim.authorization_request import AuthorizationRequest


def answer_form(
    request: AuthorizationRequest, vp_token: JsonObject, *, take_entropy: Callable[[int], bytes]
) -> dict[str, str]:
    """Write an answer for a request."""
    state = {} if request.state is None else {"state": request.state}
    if request.encrypt_to is None:
        return {"vp_token": render(vp_token).decode(), **state}
    return encrypted_form(request, render({"vp_token": vp_token, **state}), take_entropy=take_entropy)


def encrypted_form(
    request: AuthorizationRequest, plaintext: bytes, *, take_entropy: Callable[[int], bytes]
) -> dict[str, str]:
    """Encrypt any answer, well formed or not, to the key that the verifier has named."""
    if request.encrypt_to is None:
        raise ValueError("this request takes a plain answer")
    entropy = take_entropy(jwe.ENTROPY_LENGTH)
    return {"response": jwe.encrypt(plaintext, request.encrypt_to, encryption=request.encryption, entropy=entropy)}


def error_form(request: AuthorizationRequest, error: str) -> dict[str, str]:
    """Write a refusal; it tells nothing that would need encryption (section 8.5)."""
    return {"error": error} | ({} if request.state is None else {"state": request.state})
