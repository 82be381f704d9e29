"""A wallet asks behind a second lock only where the issuer offers one that it knows, and takes no other answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from credentials.jose import jwe
from credentials.jose.agreement_key import PrivateAgreementKey, parse_agreement_jwk
from credentials.strict_json import JsonObject
from wallet_sim.encrypted_request import EncryptedRequest
from wallet_sim.refusals import WalletRefuses

ISSUER_KEY = PrivateAgreementKey.from_seed(b"i" * 32, kid="requests")
ENTROPY = bytes(range(jwe.ENTROPY_LENGTH))


def metadata(**changes: Any) -> JsonObject:
    return {
        "credential_request_encryption": {
            "jwks": {"keys": [ISSUER_KEY.public.jwk()]},
            "enc_values_supported": ["A128GCM"],
            "encryption_required": False,
        },
        "credential_response_encryption": {"alg_values_supported": ["ECDH-ES"], "enc_values_supported": ["A256GCM"]},
        **changes,
    }


def asked(**changes: Any) -> EncryptedRequest:
    return EncryptedRequest({"proofs": {}}, metadata(**changes), take_entropy=lambda length: bytes(range(length)))


def test_the_issuer_reads_the_request_and_the_wallet_the_response() -> None:
    request = asked()
    opened = json.loads(jwe.decrypt(jwe.parse(request.message), ISSUER_KEY, encryptions=frozenset({"A128GCM"})))
    wanted = opened.pop("credential_response_encryption")
    assert opened == {"proofs": {}}
    answer = jwe.encrypt(b"{}", parse_agreement_jwk(wanted["jwk"]), encryption=wanted["enc"], entropy=ENTROPY)
    assert (wanted["enc"], request.open(answer)) == ("A256GCM", b"{}")


@pytest.mark.parametrize(
    "change",
    [
        {"credential_request_encryption": {"jwks": {"keys": []}, "enc_values_supported": ["A128GCM"]}},
        {"credential_request_encryption": {}},
        {"credential_response_encryption": {"enc_values_supported": ["A128CBC-HS256"]}},
        {"credential_response_encryption": {}},
    ],
)
def test_without_an_offer_that_it_knows_nothing_is_asked(change: dict[str, Any]) -> None:
    with pytest.raises(WalletRefuses, match="no-encryption"):
        asked(**change)


@pytest.mark.parametrize(
    "answer", ["", '{"credentials":[]}', jwe.encrypt(b"{}", ISSUER_KEY.public, encryption="A256GCM", entropy=ENTROPY)]
)
def test_a_response_that_is_not_encrypted_to_the_wallet_is_refused(answer: str) -> None:
    with pytest.raises(WalletRefuses, match="response-not-encrypted"):
        asked().open(answer)
