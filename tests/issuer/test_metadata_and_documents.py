"""What anyone may fetch: metadata at the inserted well-known paths, DID documents, contexts and schemas by digest."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from credentials.did.document import find_key
from issuer.published.resources import CONTEXT_NAME, SCHEMA_NAME, resource_url
from tests.support.issuing import CONFIGURATION, LIBRARY, NOW, PUBLIC_URL, SWIMMING_POOLS, USE_CASE

if TYPE_CHECKING:
    from tests.support.issuing import TestIssuer

ISSUER_METADATA = "/.well-known/openid-credential-issuer/offices/"
SERVER_METADATA = "/.well-known/oauth-authorization-server/offices/"


async def test_each_office_is_a_credential_issuer_of_its_own(issuer: TestIssuer) -> None:
    for office in (LIBRARY, SWIMMING_POOLS):
        reply = await issuer.client.get(ISSUER_METADATA + office)
        metadata = await reply.json()
        base = f"{PUBLIC_URL}/offices/{office}"
        assert reply.status == 200
        assert reply.content_type == "application/json"
        assert metadata["credential_issuer"] == base
        assert metadata["credential_endpoint"] == f"{base}/credential"
        assert metadata["nonce_endpoint"] == f"{base}/nonce"
        assert metadata["notification_endpoint"] == f"{base}/notification"
        assert {entry["locale"] for entry in metadata["display"]} == {"de-DE", "en"}
        configuration = metadata["credential_configurations_supported"][CONFIGURATION]
        assert configuration["format"] == "ldp_vc"
        assert configuration["cryptographic_binding_methods_supported"] == ["did:jwk", "did:key"]
        assert metadata["batch_credential_issuance"] == {"batch_size": 10}
        assert metadata["credential_request_encryption"]["jwks"]["keys"][0]["alg"] == "ECDH-ES"
        assert metadata["credential_response_encryption"] == {
            "alg_values_supported": ["ECDH-ES"],
            "enc_values_supported": ["A128GCM", "A256GCM"],
            "encryption_required": False,
        }


async def test_the_authorization_server_has_the_same_identifier_and_lets_anonymous_wallets_in(
    issuer: TestIssuer,
) -> None:
    metadata = await (await issuer.client.get(SERVER_METADATA + LIBRARY)).json()
    assert metadata["issuer"] == issuer.identifier()
    assert metadata["token_endpoint"] == f"{issuer.identifier()}/token"
    assert metadata["pre-authorized_grant_anonymous_access_supported"] is True
    assert metadata["grant_types_supported"] == ["urn:ietf:params:oauth:grant-type:pre-authorized_code"]


@pytest.mark.parametrize(
    "path",
    [
        f"/offices/{LIBRARY}/.well-known/openid-credential-issuer",
        f"/offices/{LIBRARY}/.well-known/oauth-authorization-server",
        "/.well-known/openid-credential-issuer",
        ISSUER_METADATA + "rathaus",
        SERVER_METADATA + "rathaus",
        "/offices/rathaus/did.json",
        f"/offices/{LIBRARY}/status/nothing-here",
        f"/use-cases/{USE_CASE}/v2/{SCHEMA_NAME}",
    ],
)
async def test_nothing_lies_at_other_paths(issuer: TestIssuer, path: str) -> None:
    reply = await issuer.client.get(path)
    assert reply.status == 404
    assert reply.content_type == "application/problem+json"


async def test_identifiers_come_from_the_settings_and_not_from_the_host_header(issuer: TestIssuer) -> None:
    reply = await issuer.client.get(ISSUER_METADATA + LIBRARY, headers={"Host": "evil.example"})
    assert (await reply.json())["credential_issuer"] == issuer.identifier()


async def test_metadata_can_be_kept_for_a_short_time_and_asked_for_by_tag(issuer: TestIssuer) -> None:
    first = await issuer.client.get(ISSUER_METADATA + LIBRARY)
    again = await issuer.client.get(ISSUER_METADATA + LIBRARY, headers={"If-None-Match": first.headers["ETag"]})
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert again.status == 304
    assert await again.read() == b""


async def test_the_did_document_of_an_office_vouches_for_its_key_and_for_no_other_offices(issuer: TestIssuer) -> None:
    documents = {}
    for office in (LIBRARY, SWIMMING_POOLS):
        reply = await issuer.client.get(f"/offices/{office}/did.json")
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
        documents[office] = await reply.json(content_type=None)
        assert documents[office]["id"] == issuer.settings.offices[office].did
    methods = [documents[office]["verificationMethod"][0] for office in documents]
    assert methods[0]["publicKeyMultibase"] != methods[1]["publicKeyMultibase"]
    assert find_key(documents[LIBRARY], methods[0]["id"], "assertionMethod", now=NOW)


@pytest.mark.parametrize("file", [CONTEXT_NAME, SCHEMA_NAME])
async def test_context_and_schema_have_the_bytes_whose_digest_the_registry_lists(issuer: TestIssuer, file: str) -> None:
    use_case = issuer.settings.use_cases[USE_CASE]
    url = resource_url(PUBLIC_URL, use_case, file)
    reply = await issuer.client.get(url.removeprefix(PUBLIC_URL))
    body = await reply.read()
    from use_cases.derive.context import context_document  # noqa: PLC0415
    from use_cases.derive.schema import schema_document  # noqa: PLC0415

    document = (context_document if file == CONTEXT_NAME else schema_document)(use_case)
    assert hashlib.sha256(body).hexdigest() == document.sha256
    assert reply.headers["Cache-Control"].startswith("public, max-age=")
