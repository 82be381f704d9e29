"""Tokens: changed as they lie (a forgery if believed), or before they are signed (only the reader is tried).

The second way gets past the signature, to the code behind it.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from typing import Any

from credentials import strict_json
from credentials.errors import JsonError
from credentials.jose import jws, jwt_claims
from credentials.status import token_status_list
from credentials.status.token_status_list import TokenStatusEntry, TokenStatusList
from tests.credentials.jose import test_jwe as encrypted
from tests.credentials.sd_jwt_vc import test_sd_jwt_vc as sd
from tests.fuzz.target import Forgery, Target

LIST_URL = "https://city.example/offices/library/status/t1"
PLACE = TokenStatusEntry(3, LIST_URL)


def _signed_list(claims: Any) -> str:
    prepared = jws.prepare({"alg": "EdDSA", "typ": token_status_list.TYP, "kid": sd.KEY_ID}, strict_json.render(claims))
    return prepared.attach(sd.OFFICE.sign(prepared.signing_input))


def _list_claims(packed: bytes = bytes(1_024)) -> dict[str, Any]:
    lst = base64.urlsafe_b64encode(zlib.compress(packed)).rstrip(b"=").decode()
    return {
        "sub": LIST_URL, "iat": sd.NOW, "exp": sd.NOW + 86_400, "ttl": 600, "status_list": {"bits": 2, "lst": lst},
    }  # fmt: skip


GOOD_LIST = _signed_list(_list_claims())
BOMB = zlib.compress(bytes(20_000_000))


def _read_list(token: str) -> int:
    read = token_status_list.parse_list_token(token)
    read.verify(sd.OFFICE.public_key, algorithms=sd.ALGORITHMS)
    read.is_current(now=sd.NOW, clock_skew=60)
    return read.status_at(PLACE)


def _list(token: object) -> object:
    if _read_list(str(token)) != 0 or str(token) != GOOD_LIST:
        raise Forgery("another list under the same signature")
    return None


def _signed_anew(sign: Callable[[Any], str], read: Callable[[str], object]) -> Callable[[object], object]:
    """The content is changed and then signed: whatever it says, it is a refusal or an answer."""

    def feed(value: object) -> object:
        try:
            token = sign(value)
        except JsonError:
            return None  # our own writer refuses to write it
        return read(token)

    return feed


def _lst(data: object) -> object:
    text = base64.urlsafe_b64encode(data if isinstance(data, bytes) else b"").rstrip(b"=").decode()
    return TokenStatusList.decode(text, bits=2)


def _sd_jwt(token: object) -> object:
    """Text after the issuer's signature is bound by the holder's; so nothing can be changed at all."""
    sd.accept(str(token))
    if token not in SHOWN:
        raise Forgery("another presentation under the same signatures")
    return None


def _jwe(token: object) -> object:
    if encrypted.read(str(token)) != encrypted.SECRET or token != encrypted.GOOD:
        raise Forgery("another message under the same tag")
    return None


GOOD_JWS = sd.signed_by_hand(sd.CARD).rstrip("~")


def _jws(token: object) -> object:
    read = jws.parse(str(token))
    jws.verify(read, sd.OFFICE.public_key, algorithms=sd.ALGORITHMS, typ="dc+sd-jwt")
    if token != GOOD_JWS:
        raise Forgery("another token under the same signature")
    return read.claims()


def _claims(value: object) -> object:
    claims = value if isinstance(value, dict) else {}
    jwt_claims.judge_period(claims, now=sd.NOW, clock_skew=60)
    jwt_claims.judge_age(claims, now=sd.NOW, longest=600, clock_skew=60)
    return jwt_claims.judge_audience(claims, "v")


SHOWN = [sd.presented(("category",)), sd.presented(("category",), ("number",)), sd.presented()]

TARGETS = (
    Target("jws", lambda: [GOOD_JWS], _jws),
    Target("jwt-claims", lambda: [sd.CARD | {"aud": "v"}], _claims),
    Target("jwe", lambda: [encrypted.GOOD], _jwe, share=5),
    Target("sd-jwt-vc", lambda: list(SHOWN), _sd_jwt),
    Target(
        "sd-jwt-vc-signed-anew",
        lambda: [sd.CARD],
        _signed_anew(sd.signed_by_hand, sd.accept),
        share=5,
    ),
    Target("token-status-list", lambda: [GOOD_LIST], _list, share=5),
    Target("token-status-list-signed-anew", lambda: [_list_claims()], _signed_anew(_signed_list, _read_list), share=3),
    Target("token-status-list-packed", lambda: [zlib.compress(bytes(1_024)), BOMB], _lst, share=5),
    Target("status-claim", lambda: [sd.CARD["status"]], token_status_list.parse_status_claim),
)
