"""A card of which its holder shows a part: all but the claims is mandatory, and no copy has another's secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from credentials.data_integrity.selective.derived_proof import derive
from credentials.data_integrity.selective.proof_value import decode, parse_base
from credentials.data_integrity.verify import verify_proof
from credentials.did.document import find_key
from credentials.errors import BaseProofError, ProofVerificationError
from tests.issuer.test_every_form import IN_PART, PHONES, issue
from tests.support.issuing import CLAIMS, LIBRARY, NOW, TestIssuer

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

CATEGORY = ["/credentialSubject/category"]


async def verify(issuer: TestIssuer, card: JsonObject) -> None:
    """As a verifier does, who has the office's DID document."""
    document = await (await issuer.client.get(f"/offices/{LIBRARY}/did.json")).json(content_type=None)
    verify_proof(
        card,
        find_key(document, card["proof"]["verificationMethod"], "assertionMethod", now=NOW),
        contexts=issuer.contexts(),
        suites=frozenset({"ecdsa-sd-2023"}),
        purpose="assertionMethod",
        domain=None,
        challenge=None,
        now=NOW,
    )


async def test_whatever_part_is_shown_all_but_the_claims_comes_with_it(issuer: TestIssuer) -> None:
    (card,) = await issue(issuer, IN_PART)
    for pointers, shown in (([], {}), (CATEGORY, {"category": CLAIMS["category"]}), (["/credentialSubject"], CLAIMS)):
        part = derive(card, pointers, issuer.contexts())
        await verify(issuer, part)
        assert {**part, "proof": None, "credentialSubject": None} == {**card, "proof": None, "credentialSubject": None}
        assert part["credentialSubject"] == {"id": PHONES[0].did, **shown}


@pytest.mark.parametrize("name", ["issuer", "validFrom", "validUntil", "credentialSchema", "credentialStatus"])
async def test_a_holder_cannot_withhold_what_a_verifier_needs(issuer: TestIssuer, name: str) -> None:
    (card,) = await issue(issuer, IN_PART)
    part = derive(card, CATEGORY, issuer.contexts())
    del part[name]
    with pytest.raises(ProofVerificationError):
        await verify(issuer, part)


async def test_a_holder_can_withhold_neither_one_of_two_status_entries_nor_whom_the_card_is_for(
    issuer: TestIssuer,
) -> None:
    (card,) = await issue(issuer, IN_PART)
    part = derive(card, CATEGORY, issuer.contexts())
    suspension = part["credentialStatus"].pop()
    with pytest.raises(ProofVerificationError):
        await verify(issuer, part)
    part["credentialStatus"].append(suspension)
    await verify(issuer, part)
    del part["credentialSubject"]["id"]
    with pytest.raises(ProofVerificationError):
        await verify(issuer, part)


async def test_what_the_holder_is_given_is_for_nobody_else(issuer: TestIssuer) -> None:
    (card,) = await issue(issuer, IN_PART)
    with pytest.raises(BaseProofError):
        await verify(issuer, card)


async def test_copies_share_no_secret_and_no_signature(issuer: TestIssuer) -> None:
    values = [parse_base(decode(copy["proof"]["proofValue"])) for copy in await issue(issuer, IN_PART, PHONES)]
    assert len({value.hmac_key for value in values}) == len({value.public_key.raw for value in values}) == len(PHONES)
    assert len({one for value in values for one in value.signatures}) == len(PHONES) * len(CLAIMS)
