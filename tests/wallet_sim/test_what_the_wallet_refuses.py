"""The simulated wallet protects its holder: whatever is wrong with a request, nothing is shown (OpenID4VP 1.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from plumbing.clock import MovableClock
from plumbing.entropy import SystemEntropy
from plumbing.http.serve import start_site
from plumbing.http.tls import ThrowAwayCa
from stadtsiegel.demo.rogue_verifier import RogueVerifier
from stadtsiegel.library_city import start_city
from use_cases.load import load_catalogue
from wallet_sim.refusals import ServiceRefused, WalletRefuses

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from credentials.strict_json import JsonObject
    from stadtsiegel.library_city import LibraryCity
    from wallet_sim.wallet import Wallet

NOW = 1_795_430_000  # 23 November 2026
KIND = load_catalogue()["library_card"]


class TestVerifier(RogueVerifier):
    """A listed verifier whose request can be changed in any member."""

    __test__ = False

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self.changes: JsonObject = {}
        self.header_changes: JsonObject = {}
        self.moved_to: str | None = None

    def request_claims(self) -> JsonObject:
        merged = super().request_claims() | self.changes
        return {name: value for name, value in merged.items() if value is not None}

    def request_header(self) -> JsonObject:
        return super().request_header() | self.header_changes

    async def _request(self, request: web.Request) -> web.Response:
        if self.moved_to is not None:
            raise web.HTTPFound(self.moved_to)
        return await super()._request(request)


class Scene:
    """A city, a wallet with a card, and a verifier that is listed for the category alone."""

    def __init__(self, city: LibraryCity, wallet: Wallet, verifier: TestVerifier, clock: MovableClock) -> None:
        self.city = city
        self.wallet = wallet
        self.verifier = verifier
        self.clock = clock


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    clock, entropy = MovableClock(NOW), SystemEntropy()
    async with start_city(folder=tmp_path, clock=clock, entropy=entropy) as city:
        verifier = TestVerifier(
            credential_type=KIND.credential_type_iri, asks=[("category",)], clock=clock, entropy=entropy
        )
        site = await start_site(
            verifier.app(), port=0, tls=ThrowAwayCa.load_or_create(tmp_path / "throw-away-ca").server_context()
        )
        verifier.started_at(site.url)
        wallet = city.new_wallet()
        offer = await city.library.offer()
        await wallet.receive(offer.link, tx_code=offer.tx_code)
        try:
            yield Scene(city, wallet, verifier, clock)
        finally:
            await site.stop()


async def refusal(scene: Scene) -> str:
    with pytest.raises(WalletRefuses) as refused:
        await scene.wallet.present(scene.verifier.link)
    assert scene.verifier.answers == 0
    return refused.value.code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_id": "decentralized_identifier:did:web:somebody.example"}, "invalid-request"),
        ({"response_type": "code"}, "invalid-request"),
        ({"response_mode": "fragment"}, "invalid-request"),
        ({"aud": "https://wallet.example"}, "invalid-request"),
        ({"redirect_uri": "https://somebody.example/"}, "invalid-request"),
        ({"response_uri": "http://localhost:1/"}, "invalid-request"),
        ({"nonce": None}, "invalid-request"),
        ({"exp": NOW}, "invalid-request"),
        ({"dcql_query": {}}, "invalid-request"),
        ({"dcql_query": {"credentials": []}}, "invalid-request"),
    ],
)
async def test_a_request_that_is_not_as_specified_is_refused(scene: Scene, changes: Any, code: str) -> None:
    scene.verifier.changes = changes
    assert await refusal(scene) == code


async def test_a_request_uri_that_redirects_is_not_followed(scene: Scene) -> None:
    """T! OpenID4VP 1.0, "HTTP Redirects": wallets treat redirects as errors."""
    check = await scene.city.museum.ask()
    museum = await scene.wallet.present.open_request(check.link)
    scene.verifier.moved_to = museum.response_uri.replace("/responses/", "/requests/")
    with pytest.raises(ServiceRefused, match="302"):
        await scene.wallet.present(scene.verifier.link)
    assert scene.verifier.answers == 0


ENCRYPTED = {"response_mode": "direct_post.jwt"}
OTHER_KEY = {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43, "kid": "1", "alg": "ECDH-ES"}


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"jwks": {"keys": []}},
        {"jwks": {"keys": [OTHER_KEY]}},  # no point of the curve
        {"encrypted_response_enc_values_supported": ["A128CBC-HS256"]},
    ],
)
async def test_a_request_for_encryption_that_cannot_be_met_is_refused(scene: Scene, metadata: Any) -> None:
    scene.verifier.changes = ENCRYPTED | {"client_metadata": metadata}
    assert await refusal(scene) == "invalid-request"


@pytest.mark.parametrize("header", [{"typ": "JWT"}, {"kid": "did:web:somebody.example#key"}, {"kid": "#key"}])
async def test_a_request_whose_signature_does_not_count_is_refused(scene: Scene, header: Any) -> None:
    scene.verifier.header_changes = header
    assert await refusal(scene) == "invalid-client"


async def test_a_statement_about_another_verifier_does_not_help(scene: Scene) -> None:
    check = await scene.city.museum.ask()
    museum = await scene.wallet.present.open_request(check.link)
    scene.verifier.changes = {"verifier_info": museum.claims["verifier_info"]}
    assert await refusal(scene) == "verifier-not-listed"


async def test_a_statement_by_somebody_else_does_not_help(scene: Scene) -> None:
    check = await scene.city.museum.ask()
    museum = await scene.wallet.present.open_request(check.link)
    entry = museum.claims["verifier_info"][0]
    header, payload, signature = entry["data"].split(".")
    forged = f"{header}.{payload}.{signature[:-4]}AAAA"
    scene.verifier.changes = {"verifier_info": [{**entry, "data": forged}]}
    assert await refusal(scene) == "not-signed-by-authority"


async def test_a_statement_that_has_run_out_does_not_help(scene: Scene) -> None:
    check = await scene.city.museum.ask()
    museum = await scene.wallet.present.open_request(check.link)
    scene.clock.move(7 * 24 * 3600)
    scene.verifier.changes = {"verifier_info": museum.claims["verifier_info"]}
    assert await refusal(scene) == "statement-not-in-force"


async def test_an_empty_vault_answers_nothing_and_says_so_to_the_service(scene: Scene) -> None:
    check = await scene.city.museum.ask()
    with pytest.raises(WalletRefuses, match="no-match"):
        await scene.city.new_wallet().present(check.link)
    assert (await scene.city.museum.read(check)).state == "declined"
