"""A wallet looks at an SD-JWT VC before it keeps it: who signed it, for whom, and that nobody has shown it before."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from credentials.keys.algorithm import Algorithm
from credentials.keys.jwk import render_public_jwk
from credentials.sd_jwt_vc.issue import prepare_sd_jwt_vc
from credentials.sd_jwt_vc.present import prepare_presentation
from credentials.sd_jwt_vc.verify import read_received
from plumbing.http.fetch import Fetcher
from plumbing.http.serve import start_site
from plumbing.http.tls import ThrowAwayCa
from wallet_sim.forms.sd_jwt_vc import SdJwtVc
from wallet_sim.holder import Holder
from wallet_sim.refusals import ServiceRefused, WalletRefuses

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

NOW = 1_795_430_000
VCT = "https://musterstadt.example/credentials/LibraryCard"
OFFICE, OTHER = (Holder(seed * 32, algorithm=Algorithm.P256) for seed in (b"o", b"x"))
ANNA, BERTA = (Holder(seed * 32, algorithm=Algorithm.P256) for seed in (b"a", b"b"))

CONCEALED = [("category",), ("familyName",)]


@dataclass
class Issuer:
    """A server with the metadata of one issuer, and the wallet's part that reads it."""

    form: SdJwtVc
    iss: str
    metadata: dict[str, Any] = field(default_factory=dict)

    def card(self, *, key: Holder = OFFICE, holder: Holder = ANNA, disclosable: Any = CONCEALED, **claims: Any) -> str:
        said = {"vct": VCT, "iss": self.iss, "exp": NOW + 1000, "category": "adult", "familyName": "Mustermann"}
        prepared = prepare_sd_jwt_vc(
            said | claims,
            disclosable=disclosable,
            holder_key=holder.public_key,
            algorithm="ES256",
            key_id=f"{self.iss}#key-1",
            entropy=os.urandom,
        )
        return prepared.attach(key.sign(prepared.signing_input))


@pytest.fixture
async def issuer(tmp_path: Path) -> AsyncIterator[Issuer]:
    ca = ThrowAwayCa.load_or_create(tmp_path / "ca")
    fetcher = Fetcher(roots_pem=ca.root_pem, allow_loopback=True)
    made: list[Issuer] = []

    async def metadata(_: web.Request) -> web.Response:
        return web.json_response(made[0].metadata)

    app = web.Application()
    app.router.add_get("/.well-known/jwt-vc-issuer/offices/library", metadata)
    site = await start_site(app, port=0, tls=ca.server_context())
    iss = f"{site.url}/offices/library"
    key = render_public_jwk(OFFICE.public_key) | {"kid": f"{iss}#key-1"}
    made.append(Issuer(SdJwtVc(fetcher=fetcher, now=lambda: NOW), iss, {"issuer": iss, "jwks": {"keys": [key]}}))
    try:
        yield made[0]
    finally:
        await fetcher.close()
        await site.stop()


async def test_a_good_card_is_kept_with_what_it_says_and_whose_it_is(issuer: Issuer) -> None:
    copy = await issuer.form.check(issuer.card(), [BERTA, ANNA])
    assert copy.holder is ANNA
    assert copy.facts == {"category": "adult", "familyName": "Mustermann"}
    assert copy.types == {VCT}
    assert copy.valid_until == NOW + 1000
    assert issuer.form.shows(copy, [("category",), ("cardNumber",)]) == (("category",),)


async def test_the_holder_is_told_what_is_shown_of_a_group_and_what_cannot_be_withheld(issuer: Issuer) -> None:
    card = issuer.card(
        disclosable=[("address",), ("address", "city"), ("address", "street"), ("category",)],
        address={"city": "Musterstadt", "street": {"name": "Domweg", "number": "7"}},
    )
    copy = await issuer.form.check(card, [ANNA])
    always = ("familyName",)
    assert set(issuer.form.shows(copy, [])) == {always}
    assert set(issuer.form.shows(copy, [("address", "city")])) == {always, ("address", "city")}
    street = {("address", "street", "name"), ("address", "street", "number")}
    assert set(issuer.form.shows(copy, [("address", "street")])) == {always, *street}
    assert set(issuer.form.shows(copy, [("address",)])) == {always, ("address", "city"), *street}


async def test_a_presentation_in_place_of_a_credential_is_refused(issuer: Issuer) -> None:
    held = read_received(issuer.card())
    shown = prepare_presentation(held, [], nonce="n", audience="a", issued_at=NOW, algorithm="ES256")
    assert await refusal(issuer, shown.attach(ANNA.sign(shown.signing_input))) == "credential-not-proven"


async def test_a_card_of_another_signer_another_holder_or_no_card_at_all_is_refused(issuer: Issuer) -> None:
    assert await refusal(issuer, issuer.card(key=OTHER)) == "credential-not-proven"
    assert await refusal(issuer, issuer.card(holder=BERTA)) == "not-for-this-holder"
    assert await refusal(issuer, issuer.card(iss="http://office.example")) == "credential-not-proven"
    for nothing in ({}, "", "a.b.c", None):
        assert await refusal(issuer, nothing) == "credential-not-proven"


async def test_metadata_of_another_issuer_or_without_the_key_do_not_help(issuer: Issuer) -> None:
    good = issuer.metadata
    issuer.metadata = good | {"issuer": f"{issuer.iss}/"}
    assert await refusal(issuer, issuer.card()) == "metadata-mismatch"
    issuer.metadata = good | {"jwks": {"keys": []}}
    assert await refusal(issuer, issuer.card()) == "credential-not-proven"
    with pytest.raises(ServiceRefused, match="404"):
        await issuer.form.check(issuer.card(iss=issuer.iss.replace("library", "parks")), [ANNA])


async def refusal(issuer: Issuer, credential: Any) -> str:
    with pytest.raises(WalletRefuses) as refused:
        await issuer.form.check(credential, [ANNA])
    return refused.value.code
