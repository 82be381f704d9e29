"""Groups, lists and claims that everybody sees, in the two forms that are shown in part."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from credentials import strict_json
from credentials.data_integrity.selective.derived_proof import derive
from credentials.data_integrity.verify import verify_proof
from credentials.did.document import find_key
from credentials.encoding import decode_base64url
from credentials.errors import ProofVerificationError
from credentials.sd_jwt_vc.verify import read_received
from tests.issuer.test_every_form import PHONES, ask
from tests.support.issuing import LIBRARY, NOW, TestIssuer, running_issuer
from use_cases.card_format import Format
from use_cases.derive.credential_configuration import configuration_id
from use_cases.derive.sample import sample_claims
from use_cases.load import load_catalogue
from use_cases.use_case import Issuance

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from use_cases.use_case import UseCase

ACCESS = replace(load_catalogue()["building_access"], issuance=Issuance())
VOLUNTEER = load_catalogue()["volunteer_card"]
DAY = dt.date(2026, 5, 3)
IN_PART = "ecdsa-sd-2023"


async def cards(issuer: TestIssuer, kind: UseCase, form: str, claims: JsonObject | None = None) -> list[Any]:
    """A card of this kind, in the form of this format or cryptosuite, in one copy."""
    body = {"use_case": kind.name, "claims": claims or sample_claims(kind, on=DAY)}
    status, offer = await issuer.api("POST", "/offers", json=body)
    assert status == 201, offer
    configuration = configuration_id(kind, next(one for one in kind.formats if form in (one.format, one.secured_by)))
    status, answer = await ask(issuer, await issuer.token_of(offer), configuration, PHONES[:1])
    assert status == 200, answer
    return [entry["credential"] for entry in answer["credentials"]]


def shown_at_once(copy: str) -> JsonObject:
    """What a verifier sees of a copy of which every disclosure was kept back."""
    token = copy.split("~", maxsplit=1)[0]
    return read_received(f"{token}~").credential.claims


async def test_each_member_of_a_group_is_a_disclosure_of_its_own_inside_that_of_the_group() -> None:
    async with running_issuer(kind=ACCESS) as issuer:
        (copy,) = await cards(issuer, ACCESS, Format.SD_JWT_VC)
        given = sample_claims(ACCESS, on=DAY)
        assert not shown_at_once(copy).keys() & given.keys()
        claims = read_received(copy).credential.claims
        assert {name: claims[name] for name in given if name in claims} == {
            name: value for name, value in given.items() if ACCESS.claim(name).on_card
        }
        group = next(claim for claim in ACCESS.card_claims if claim.members)
        token, *disclosures, _ = copy.split("~")
        kept = [one for one in disclosures if _name_of(one) == group.name]
        seen = read_received("~".join([token, *kept, ""])).credential.claims
        assert seen[group.name] == {}


async def test_how_many_digests_a_group_has_does_not_tell_which_members_there_are() -> None:
    group = next(claim for claim in ACCESS.card_claims if claim.members)
    first, *others = group.members
    optional = replace(group, members=(first, *(replace(one, mandatory=False) for one in others)))
    kind = replace(ACCESS, claims=tuple(optional if claim.name == group.name else claim for claim in ACCESS.claims))
    given = sample_claims(kind, on=DAY)
    async with running_issuer(kind=kind) as issuer:
        counts = set()
        for members in (given[group.name], {first.name: given[group.name][first.name]}):
            (copy,) = await cards(issuer, kind, Format.SD_JWT_VC, given | {group.name: members})
            token, *disclosures, _ = copy.split("~")
            top = read_received(copy).credential
            inside = next(_value_of(one) for one in disclosures if _name_of(one) == group.name)
            counts.add((_digests_at_top(token), len(inside["_sd"])))
            assert top.claims[group.name] == members
        assert len(counts) == 1


def _parts(disclosure: str) -> list[Any]:

    return list(strict_json.parse(decode_base64url(disclosure)))


def _name_of(disclosure: str) -> str:
    return str(_parts(disclosure)[1])


def _value_of(disclosure: str) -> Any:
    return _parts(disclosure)[2]


def _digests_at_top(token: str) -> int:

    return len(strict_json.parse(decode_base64url(token.split(".")[1]))["_sd"])


async def test_a_member_of_a_group_is_shown_alone_with_ecdsa_sd() -> None:
    async with running_issuer(kind=ACCESS) as issuer:
        (card,) = await cards(issuer, ACCESS, IN_PART)
        group = next(claim for claim in ACCESS.card_claims if claim.members)
        member = group.members[0].name
        part = derive(card, [f"/credentialSubject/{group.name}/{member}"], issuer.contexts())
        await _verify(issuer, part)
        subject = {name: value for name, value in part["credentialSubject"].items() if name != "id"}
        assert subject == {group.name: {member: card["credentialSubject"][group.name][member]}}


async def test_what_nobody_may_withhold_is_shown_with_every_part() -> None:
    always = [claim.name for claim in VOLUNTEER.card_claims if not claim.withholdable]
    assert always
    async with running_issuer(kind=VOLUNTEER) as issuer:
        (copy,) = await cards(issuer, VOLUNTEER, Format.SD_JWT_VC)
        assert shown_at_once(copy).keys() & {claim.name for claim in VOLUNTEER.card_claims} == set(always)
        (card,) = await cards(issuer, VOLUNTEER, IN_PART)
        part = derive(card, [], issuer.contexts())
        await _verify(issuer, part)
        assert part["credentialSubject"].keys() == {"id", *always}
        del part["credentialSubject"][always[0]]
        with pytest.raises(ProofVerificationError):
            await _verify(issuer, part)


async def _verify(issuer: TestIssuer, card: JsonObject) -> None:
    document = await (await issuer.client.get(f"/offices/{LIBRARY}/did.json")).json(content_type=None)
    verify_proof(
        card,
        find_key(document, card["proof"]["verificationMethod"], "assertionMethod", now=NOW),
        contexts=issuer.contexts(),
        suites=frozenset({IN_PART}),
        purpose="assertionMethod",
        domain=None,
        challenge=None,
        now=NOW,
    )
