"""A wallet takes the form of a card that its holder wishes, and shows each copy of it once."""

from __future__ import annotations

from typing import Any

import pytest

from credentials.keys.algorithm import Algorithm
from wallet_sim.city import City, TrustedAuthority
from wallet_sim.forms.table import forms_of
from wallet_sim.holder import Holder, Holders
from wallet_sim.refusals import WalletRefuses
from wallet_sim.vault import Copy, Vault
from wallet_sim.wish import ANY_CARD, Wish

LDP = {"format": "ldp_vc", "credential_signing_alg_values_supported": ["eddsa-rdfc-2022"]}
LDP_P256 = {"format": "ldp_vc", "credential_signing_alg_values_supported": ["ecdsa-rdfc-2019"]}
SD_JWT = {"format": "dc+sd-jwt", "credential_signing_alg_values_supported": ["ES256"]}
MDOC = {"format": "mso_mdoc"}
UNKNOWN_SUITE = {"format": "ldp_vc", "credential_signing_alg_values_supported": ["bbs-2023"]}


@pytest.fixture
def forms() -> Any:
    authority = TrustedAuthority(
        did="did:web:a.example", key=Holder(b"a" * 32).public_key, list_url="https://a.example"
    )
    city = City(authority=authority, fetcher=None, now=int)  # type: ignore[arg-type]
    return forms_of(city=city, fetcher=None, now=int)  # type: ignore[arg-type]


def metadata(*configurations: Any, **more: Any) -> dict[str, Any]:
    return {"credential_configurations_supported": {str(n): one for n, one in enumerate(configurations)}, **more}


@pytest.mark.parametrize(
    ("wish", "offered", "chosen"),
    [
        (ANY_CARD, (MDOC, UNKNOWN_SUITE, LDP, SD_JWT), "2"),
        (Wish(format="dc+sd-jwt"), (LDP, SD_JWT), "1"),
        (Wish(format="ldp_vc", secured_by="ecdsa-rdfc-2019"), (SD_JWT, LDP, LDP_P256), "2"),
        (Wish(format="ldp_vc"), (SD_JWT, LDP_P256, LDP), "1"),
        (Wish(), ({"format": "ldp_vc"},), "0"),
    ],
)
def test_of_the_offered_forms_the_first_wished_one_is_taken(forms: Any, wish: Wish, offered: Any, chosen: str) -> None:
    assert wish.choose(metadata(*offered), tuple(str(n) for n in range(len(offered))), forms) == chosen


@pytest.mark.parametrize("wish", [Wish(format="dc+sd-jwt"), Wish(secured_by="ecdsa-rdfc-2019"), Wish(format="x")])
def test_a_form_that_is_not_offered_is_not_taken(forms: Any, wish: Wish) -> None:
    with pytest.raises(WalletRefuses, match="no-form-fits"):
        wish.choose(metadata(LDP, MDOC), ("0", "1"), forms)


def test_an_offer_of_what_the_issuer_does_not_describe_is_refused(forms: Any) -> None:
    with pytest.raises(WalletRefuses, match="unknown-configuration"):
        ANY_CARD.choose(metadata(LDP), ("0", "1"), forms)


@pytest.mark.parametrize(("wished", "batch_size", "asked"), [(1, 10, 1), (5, 10, 5), (20, 10, 10), (5, None, 1)])
def test_no_more_copies_are_asked_for_than_the_issuer_makes(wished: int, batch_size: int | None, asked: int) -> None:
    batch = {} if batch_size is None else {"batch_credential_issuance": {"batch_size": batch_size}}
    assert Wish(copies=wished).copies_from(metadata(LDP, **batch)) == asked


def copy(number: int) -> Copy:
    return Copy(
        format="ldp_vc",
        credential={"id": number},
        holder=Holder(bytes([number]) * 32),
        types=frozenset(),
        claims={},
        facts={},
        valid_until=None,
        status_lists=(),
    )


def test_each_copy_is_taken_once_and_then_the_card_cannot_be_shown() -> None:
    card = Vault().keep(tuple(copy(number) for number in range(3)))
    taken = []
    while card.can_be_shown:
        taken.append(card.take().credential["id"])
    assert taken == [0, 1, 2]


def test_a_card_of_which_there_is_one_copy_is_shown_again() -> None:
    card = Vault().keep((copy(1),))
    assert [card.take().credential["id"] for _ in range(3)] == [1, 1, 1]
    assert card.can_be_shown


def test_every_key_is_another_and_of_the_kind_that_the_holder_wants() -> None:
    seeds = iter(bytes([n]) * 48 for n in range(1, 9))
    usual = Holders(take_entropy=lambda n: next(seeds)[:n], method="did:jwk")
    keys = [usual.new(Algorithm.P256).public_key, usual.new(Algorithm.P256).public_key, usual.new().public_key]
    assert [key.algorithm for key in keys] == [Algorithm.P256, Algorithm.P256, Algorithm.ED25519]
    assert len({key.raw for key in keys}) == 3
    wanted = Holders(take_entropy=lambda n: next(seeds)[:n], method="did:key", algorithm=Algorithm.P384)
    assert wanted.new(Algorithm.P256).public_key.algorithm is Algorithm.P384
