"""What our services and our wallet really send fits the JSON Schemas of the OpenID Foundation's conformance suite.

These schemas know `ldp_vc` neither in issuer metadata nor in DCQL queries. Only that format's own members are added
here, from OpenID4VCI 1.0 appendix A.1.2 and OpenID4VP 1.0 appendix B.1.1; every other rule is theirs.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any, cast

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from credentials.jose import jws
from plumbing.clock import MovableClock, SystemClock
from plumbing.entropy import SeededEntropy
from plumbing.http.fetch import Fetcher, Reply
from stadtsiegel.library_city import start_city
from wallet_sim.wallet import Wallet

JsonObject = dict[str, Any]
TEXTS = {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}}


class Listener:
    """Stands where the wallet's way out stands, and keeps what goes through it."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self.heard: dict[str, bytes] = {}
        self.said: dict[str, Any] = {}

    async def get(self, url: str, **how: Any) -> Reply:
        reply = await self._fetcher.get(url, **how)
        self.heard[url] = reply.body
        return reply

    async def post_form(self, url: str, form: dict[str, str], **how: Any) -> Reply:
        reply = await self._fetcher.post_form(url, form, **how)
        self.heard[url] = reply.body
        return reply

    async def post_json(self, url: str, value: Any, **how: Any) -> Reply:
        self.said[url] = value
        return await self._fetcher.post_json(url, value, **how)


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, JsonObject]:
    """What was said when a card went from our issuer into our wallet and to our verifier."""
    return asyncio.run(_walk(tmp_path_factory.mktemp("city")))


async def _walk(folder: Path) -> dict[str, JsonObject]:
    clock, entropy = MovableClock(SystemClock().now()), SeededEntropy(1)
    async with start_city(folder=folder, clock=clock, entropy=entropy) as city:
        listener = Listener(city.fetcher)
        wallet = Wallet(
            authority=city.authority,
            fetcher=cast("Fetcher", listener),
            now=clock.now,
            take_entropy=entropy.take,
        )
        offer = await city.library.offer()
        await wallet.receive(offer.link, tx_code=offer.tx_code)
        check = await city.lending.ask()
        await wallet.present(check.link)
    request = jws.parse(_only(listener.heard, "/requests/").decode().strip(), max_bytes=65_536).claims()
    return {
        "offer": json.loads(_only(listener.heard, "/offers/")),
        "issuer metadata": json.loads(_only(listener.heard, "/.well-known/openid-credential-issuer/")),
        "server metadata": json.loads(_only(listener.heard, "/.well-known/oauth-authorization-server/")),
        "credential request": _only(listener.said, "/credential"),
        "query": request["dcql_query"],
        "verifier_info": {"verifier_info": request["verifier_info"]},
    }


def _only(by_url: dict[str, Any], part: str) -> Any:
    (found,) = (value for url, value in by_url.items() if part in url)
    return found


@pytest.fixture
def schemas(vectors: Path) -> dict[str, JsonObject]:
    """The schema of each document."""
    folder = vectors / "openid4vc-schemas"
    files = {
        "offer": "oid4vci/credential_offer-1_0.json",
        "issuer metadata": "oid4vci/credential_issuer_metadata-1_0.json",
        "server metadata": "oauth_authorization_server_metadata.json",
        "credential request": "oid4vci/credential_request-1_0.json",
        "query": "oid4vp/dcql_request.json",
        "verifier_info": "oid4vp/verifier_info.json",
    }
    schemas: dict[str, JsonObject] = {name: json.loads((folder / file).read_bytes()) for name, file in files.items()}
    _add_ldp_vc_to_issuer_metadata(schemas["issuer metadata"])
    _add_ldp_vc_to_queries(schemas["query"])
    return schemas


def _add_ldp_vc_to_issuer_metadata(schema: JsonObject) -> None:
    definition = {
        "type": "object",
        "required": ["@context", "type"],
        "additionalProperties": False,
        "properties": {"@context": TEXTS, "type": TEXTS},
    }
    branch = {
        "if": {"properties": {"format": {"const": "ldp_vc"}}},
        "then": {
            "required": ["credential_definition"],
            "properties": {"credential_definition": definition, "credential_signing_alg_values_supported": TEXTS},
        },
    }
    schema["properties"]["credential_configurations_supported"]["additionalProperties"]["allOf"].append(branch)


def _add_ldp_vc_to_queries(schema: JsonObject) -> None:
    rules = schema["definitions"]
    ours = json.loads(json.dumps(rules["VcSdJwtCredentialQuery"]))
    ours["properties"]["format"] = {"const": "ldp_vc"}
    ours["properties"]["meta"] = {
        "type": "object",
        "required": ["type_values"],
        "additionalProperties": False,
        "properties": {"type_values": {"type": "array", "minItems": 1, "items": TEXTS}},
    }
    rules["LdpVcCredentialQuery"] = ours
    credentials = rules["DCQLQuery"]["properties"]["credentials"]
    credentials["items"] = {
        "if": {"required": ["format"], "properties": {"format": {"const": "ldp_vc"}}},
        "then": {"$ref": "#/definitions/LdpVcCredentialQuery"},
        "else": credentials["items"],
    }


DOCUMENTS = ("offer", "issuer metadata", "server metadata", "credential request", "query", "verifier_info")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_sent_fits_the_schema(spoken: dict[str, JsonObject], schemas: dict[str, JsonObject], name: str) -> None:
    assert not _faults(schemas[name], spoken[name])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_schema_would_notice_a_slip(
    spoken: dict[str, JsonObject], schemas: dict[str, JsonObject], name: str
) -> None:
    """Each document with one member too many, and with each of its members of a wrong type."""
    assert _faults(schemas[name], {**spoken[name], "made_up": True})
    for member in spoken[name]:
        assert _faults(schemas[name], {**spoken[name], member: 1}), member


def test_the_added_rules_for_ldp_vc_would_notice_a_slip(
    spoken: dict[str, JsonObject], schemas: dict[str, JsonObject]
) -> None:
    configuration, *_ = spoken["issuer metadata"]["credential_configurations_supported"].values()
    (query,) = [one for one in spoken["query"]["credentials"] if one["format"] == "ldp_vc"]
    for slip in ({"credential_definition": {"type": ["A"]}}, {"doctype": "A"}, {"made_up": 1}):
        configurations = {"card": {**configuration, **slip}}
        metadata = {**spoken["issuer metadata"], "credential_configurations_supported": configurations}
        assert _faults(schemas["issuer metadata"], metadata), slip
    for slip in ({"meta": {}}, {"meta": {"vct_values": ["A"]}}, {"claims": []}, {"id": "a b"}, {"made_up": 1}):
        assert _faults(schemas["query"], {"credentials": [{**query, **slip}]}), slip


def _faults(schema: JsonObject, document: JsonObject) -> list[str]:
    draft = Draft7Validator if "draft-07" in schema["$schema"] else Draft202012Validator
    validator = draft(schema, format_checker=draft.FORMAT_CHECKER)
    return [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(document)]
