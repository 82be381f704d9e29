"""What services read from the wire and from files, as far as it is read by values alone."""

from __future__ import annotations

import tempfile
from pathlib import Path

from credentials import strict_json
from credentials.errors import JsonError
from issuer.issuance.key_proof import judge_key_proof
from issuer.openid4vci.credential_door import parse_credential_request
from issuer.refusals import Refusal
from tests.fuzz.target import Forgery, Target
from tests.trust_registry import lists
from trust_registry.reading.errors import ListRefused
from trust_registry.reading.signed_list import judge_list
from use_cases.faults import UseCaseError
from use_cases.load import load_use_case
from verifier.openid4vp.wallet_answer import encrypted_part, parse_decrypted_answer, parse_plain_answer
from verifier.presentation.refusals import MalformedAnswer

LIBRARY_CARD = (Path(__file__).parents[3] / "use_cases/catalogue/library_card/use_case.toml").read_text("utf-8")
GOOD_LIST = lists.sign(lists.payload())


def _package(text: object) -> object:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "use_case.toml").write_bytes(str(text).encode("utf-8", "surrogatepass"))
        return load_use_case(Path(folder))


def _list(token: object) -> object:
    judge_list(
        str(token),
        authority=lists.AUTHORITY,
        keys=[lists.KEY.public_key],
        now=lists.NOW,
        newest_seen=None,
        clock_skew=60,
    )
    if token != GOOD_LIST:
        raise Forgery("another list under the same signature")
    return None


def _list_signed_anew(value: object) -> object:
    try:
        token = lists.sign(strict_json.render(value) if isinstance(value, dict) else b"")
    except JsonError:
        return None  # our own writer refuses to write it
    return judge_list(
        token, authority=lists.AUTHORITY, keys=[lists.KEY.public_key], now=lists.NOW, newest_seen=None, clock_skew=60
    )


def _request(value: object) -> object:
    return parse_credential_request(value if isinstance(value, dict) else {})


def _answer(value: object) -> object:
    form = {str(name): str(member) for name, member in value.items()} if isinstance(value, dict) else {}
    if encrypted_part(form) is not None:
        return None
    return parse_plain_answer(form, expected_state="s")


def _decrypted(plaintext: object) -> object:
    return parse_decrypted_answer(plaintext if isinstance(plaintext, bytes) else b"", expected_state="s")


def _key_proof(token: object) -> object:
    return judge_key_proof(str(token), audience="https://issuer.example", now=lists.NOW)


TARGETS = (
    Target("use-case-package", lambda: [LIBRARY_CARD], _package, (UseCaseError,), share=1),
    Target("trust-list", lambda: [GOOD_LIST], _list, (ListRefused,), share=3),
    Target("trust-list-signed-anew", lambda: [lists.payload()], _list_signed_anew, (ListRefused,), share=3),
    Target(
        "credential-request",
        lambda: [{"credential_configuration_id": "a", "proofs": {"jwt": ["a.b.c"]}}],
        _request,
        (Refusal,),
        share=5,
    ),
    Target(
        "wallet-answer",
        lambda: [{"state": "s", "vp_token": '{"card":[{"a":1}]}'}, {"state": "s", "error": "access_denied"}],
        _answer,
        (MalformedAnswer,),
        share=5,
    ),
    Target(
        "decrypted-answer",
        lambda: [b'{"state":"s","vp_token":{"card":["a"]}}'],
        _decrypted,
        (MalformedAnswer,),
        share=5,
    ),
    Target(
        "key-proof",
        lambda: [lists.sign({"aud": "https://issuer.example"}, typ="openid4vci-proof+jwt")],
        _key_proof,
        (Refusal,),
        share=5,
    ),
)
