"""The verifier's part of the table of routes (see bad_input_rows.py)."""

from __future__ import annotations

import json
from typing import Any

from tests.attacks.bad_input_rows import PRESENTATION_WORDS, Row
from verifier.management_api.routes import MAX_BODY_BYTES
from verifier.openid4vp.routes import MAX_ANSWER_BYTES, MAX_REQUEST_FORM_BYTES
from verifier.vc_api import wire

_PARTY = "/relying-parties/{relying_party}"
_CHECKS = "/api/relying-parties/{relying_party}/checks"
_VC_API = "/vc-api/relying-parties/{relying_party}"


def _verifier(method: str, template: str, **more: Any) -> Row:
    return Row(service="verifier", method=method, template=template, **more)


def _answer(vp_token: Any) -> dict[str, str]:
    return {"state": "$request_id", "vp_token": vp_token if isinstance(vp_token, str) else json.dumps(vp_token)}


VERIFIER_ROWS = (
    _verifier("GET", f"{_PARTY}/did.json", head=True),
    _verifier("GET", f"{_PARTY}/requests/{{request_id}}", words=PRESENTATION_WORDS),
    _verifier(
        "POST",
        f"{_PARTY}/requests/{{request_id}}",
        body="form",
        max_bytes=MAX_REQUEST_FORM_BYTES,
        words=PRESENTATION_WORDS,
        good={"wallet_nonce": "n", "wallet_metadata": '{"vp_formats_supported":{"mso_mdoc":{}}}'},
        types={"wallet_nonce": "word", "wallet_metadata": "word"},
        json_in_form=("wallet_metadata",),
        variants={
            "a member of the wrong type": {"wallet_metadata": '{"vp_formats_supported": 7}'},
            "no common algorithm": {"wallet_metadata": '{"request_object_signing_alg_values_supported": [{}, []]}'},
            "a nonce of two lines": {"wallet_nonce": "a\nb"},
        },
    ),
    _verifier(
        "POST",
        f"{_PARTY}/responses/{{request_id}}",
        body="form",
        max_bytes=MAX_ANSWER_BYTES,
        words=PRESENTATION_WORDS,
        good=_answer({"ldp_vc": []}),
        types={"state": "word", "vp_token": "word"},
        json_in_form=("vp_token",),
        variants={
            "no state": {"vp_token": '{"ldp_vc":[{}]}'},
            "another check's state": {"state": "other", "vp_token": '{"ldp_vc":[{}]}'},
            "an error for another check": {"state": "other", "error": "access_denied"},
            "nothing": {"state": "$request_id"},
            "an encrypted response": {"state": "$request_id", "response": "a.b.c.d.e"},
            "not JSON": _answer("eyJhbGciOiJub25lIn0.e30."),
            "a bare array": _answer([{}]),
            "no query": _answer({}),
            "another query": _answer({"other": [{}]}),
            "one query too many": _answer({"ldp_vc": [{}], "other": [{}]}),
            "text instead of an array": _answer({"ldp_vc": "e30"}),
            "an object instead of an array": _answer({"ldp_vc": {}}),
            "two presentations": _answer({"ldp_vc": [{}, {}]}),
            "a document where a token belongs": _answer({"dc_sd-jwt": [{}]}),
            "a presentation as text": _answer({"ldp_vc": ["e30"]}),
            "a presentation that is null": _answer({"ldp_vc": [None]}),
            "a query twice": _answer('{"ldp_vc":[{}],"ldp_vc":[{}]}'),
        },
    ),
    _verifier(
        "POST",
        _CHECKS,
        body="json",
        auth="key",
        max_bytes=MAX_BODY_BYTES,
        good={"purpose": "lending", "claims": [["credentialSubject", "cardNumber"]], "same_device": False},
        types={"purpose": "word", "claims": "array", "same_device": "boolean"},
        variants={
            "unknown member": {"purpose": "lending", "dcql_query": {}},
            "no claims": {"purpose": "lending", "claims": []},
            "an empty path": {"purpose": "lending", "claims": [[]]},
            "a path of other things": {"purpose": "lending", "claims": [["credentialSubject", True]]},
            "a path too long": {"purpose": "lending", "claims": [["a"] * 17]},
            "an override": {"purpose": "lending", "override": {"reason": "because"}},
            "no page to return to": {"purpose": "lending", "same_device": True},
            "unlisted purpose": {"purpose": "curiosity"},
        },
    ),
    _verifier("GET", f"{_CHECKS}/{{check_id}}", auth="key"),
    _verifier("DELETE", f"{_CHECKS}/{{check_id}}", auth="key"),
    _verifier("DELETE", f"{_CHECKS}/{{check_id}}/result", auth="key"),
    _verifier(
        "POST",
        f"{_VC_API}/credentials/verify",
        body="json",
        auth="key",
        max_bytes=wire.MAX_CREDENTIAL_BYTES,
        good={"verifiableCredential": {"type": ["VerifiableCredential"]}, "options": {"returnResults": False}},
        types={"verifiableCredential": "object", "options": "open-object", "options.returnResults": "boolean"},
        fine={"verifiableCredential": ({"": ""}, {"a": {}})},
        variants={
            "an unknown member": {"verifiableCredential": {"a": 1}, "presentation": {}},
            "an unknown option": {"verifiableCredential": {"a": 1}, "options": {"checks": ["proof"]}},
            "a token": {"verifiableCredential": "eyJhbGciOiJub25lIn0.e30."},
        },
    ),
    _verifier(
        "POST",
        f"{_VC_API}/presentations/verify",
        body="json",
        auth="key",
        max_bytes=wire.MAX_PRESENTATION_BYTES,
        good={"verifiablePresentation": {"type": ["VerifiablePresentation"]}, "options": {"challenge": "unknown"}},
        types={"verifiablePresentation": "object", "options": "object", "options.challenge": "text"},
        fine={"verifiablePresentation": ({"": ""}, {"a": {}})},
        variants={
            "no challenge": {"verifiablePresentation": {"a": 1}},
            "several domains": {"verifiablePresentation": {"a": 1}, "options": {"challenge": "a", "domain": ["b"]}},
            "an unknown option": {"verifiablePresentation": {"a": 1}, "options": {"challenge": "a", "check": False}},
        },
    ),
    _verifier("POST", f"{_VC_API}/challenges", auth="key", makes=True),
)
