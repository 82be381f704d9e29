"""What services read from the wire and from files, as far as it is read by values alone."""

from __future__ import annotations

import json

from credentials import strict_json
from credentials.errors import JsonError
from credentials.sd_jwt_vc.issuer_metadata import read_issuer_metadata
from credentials.sd_jwt_vc.type_metadata import parse_type_metadata
from issuer.issuance.key_proof import judge_key_proof
from issuer.openid4vci.credential_door import parse_credential_request
from issuer.refusals import Refusal
from tests.credentials.sd_jwt_vc import test_issuer_metadata as state
from tests.fuzz.target import Forgery, Target
from tests.trust_registry import lists
from tests.trust_registry.statements import statement
from trust_registry.reading.errors import ListRefused, StatementMalformed
from trust_registry.reading.signed_list import judge_list
from trust_registry.reading.statement import Action, parse_statement, render_statement
from verifier.openid4vp.wallet_answer import encrypted_part, parse_decrypted_answer, parse_plain_answer
from verifier.openid4vp.wallet_metadata import judge_wallet_metadata, parse_wallet_nonce
from verifier.presentation.refusals import MalformedAnswer, WalletCannotAnswer

TYPE = (
    '{"vct":"https://a.example/card","extends":"https://a.example/any","extends#integrity":"sha256-AA==",'
    '"display":[{"locale":"de","name":"Karte"}],'
    '"claims":[{"path":["a",null,0],"sd":"always","mandatory":true,"display":[{"locale":"en","label":"A"}]}]}'
)
WALLET = (
    '{"vp_formats_supported":{"dc+sd-jwt":{}},"client_id_prefixes_supported":["decentralized_identifier"],'
    '"request_object_signing_alg_values_supported":["EdDSA"]}'
)
GOOD_LIST = lists.sign(lists.payload())


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


def _statement(value: object) -> object:
    return parse_statement(value if isinstance(value, dict) else {}, authority=lists.AUTHORITY)


def _issuer_metadata(value: object) -> object:
    # as it comes from the network: through the one reader of JSON
    text = json.dumps(value if isinstance(value, dict) else {})
    return read_issuer_metadata(strict_json.parse_object(text), did=state.DID)


def _wallet(text: object) -> object:
    form = {"wallet_nonce": str(text), "wallet_metadata": str(text)}
    judge_wallet_metadata(form)
    return parse_wallet_nonce(form)


def _type_metadata(text: object) -> object:
    return parse_type_metadata(str(text).encode("utf-8", "surrogatepass"))


def _key_proof(token: object) -> object:
    return judge_key_proof(str(token), audience="https://issuer.example", now=lists.NOW)


TARGETS = (
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
    Target(
        "registry-statement",
        lambda: [render_statement(statement()), render_statement(statement(action=Action.VERIFY))],
        _statement,
        (StatementMalformed,),
        share=5,
    ),
    Target("jwt-vc-issuer", lambda: [state.METADATA], _issuer_metadata),
    Target("type-metadata", lambda: [TYPE], _type_metadata),
    Target("wallet-metadata", lambda: [WALLET], _wallet, (MalformedAnswer, WalletCannotAnswer)),
)
