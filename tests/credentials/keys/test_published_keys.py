"""A key that a specification printed with its private half is nobody's key (SECURITY C-10)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from credentials.errors import KeyMaterialError
from credentials.keys.algorithm import Algorithm
from credentials.keys.multikey import parse_multikey
from credentials.keys.private_key import PrivateKey
from credentials.keys.published_keys import refuse_published_key

if TYPE_CHECKING:
    from pathlib import Path

PRINTED_SEEDS = [
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",  # RFC 8032 TEST 1, RFC 8037 A.1
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",  # RFC 8032 TEST 2
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",  # RFC 8032 TEST 3
    "f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",  # RFC 8032 TEST 1024
    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",  # RFC 8032 TEST SHA(abc)
    *(f"{seed:064x}" for seed in range(3)),  # test vectors of did:key
]


@pytest.mark.parametrize("seed", PRINTED_SEEDS)
def test_a_key_whose_seed_is_printed_is_refused(seed: str) -> None:
    with pytest.raises(KeyMaterialError, match="published as an example"):
        refuse_published_key(PrivateKey.from_seed(bytes.fromhex(seed)).public_key)


PRINTED_SECRETS = [
    (Algorithm.P256, "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"),  # RFC 6979 A.2.5
    (Algorithm.P256, "8e9b109e719098bf980487df1f5d77e9cb29606ebed2263b5f57c213df84f4b2"),  # RFC 7515 A.3
    (Algorithm.P256, "5ac1a8b31ae9d172bb544be23cbf71066ddf05bed7cacdaf2e13c684448da176"),  # RFC 9901, second issuer
    (Algorithm.P256, "c7350476cc8ba2c645d1a7191910234ca2266f4950bc0becb032b95c86442ddd"),  # Token Status List
    (Algorithm.P256, f"{1:064x}"),
    (
        Algorithm.P384,
        "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5",
    ),
    (Algorithm.P384, f"{1:096x}"),
]


@pytest.mark.parametrize(("algorithm", "secret"), PRINTED_SECRETS)
def test_a_key_whose_secret_number_is_printed_is_refused(algorithm: Algorithm, secret: str) -> None:
    with pytest.raises(KeyMaterialError, match="published as an example"):
        refuse_published_key(PrivateKey.from_seed(bytes.fromhex(secret), algorithm).public_key)


def test_the_keys_of_the_official_vectors_are_refused(vectors: Path) -> None:
    files = [
        "vc-di-ecdsa/p256KeyPair.json",
        "vc-di-ecdsa/p384KeyPair.json",
        "vc-di-ecdsa/ecdsa-sd-2023/SDKeyMaterial.json",
    ]
    files += ["vc-di-eddsa/keyPair.json", "vc-di-eddsa/proof-set-chain/multiKeyPairs.json"]
    printed = [
        key for file in files for key in re.findall(r'"publicKeyMultibase": *"(\w+)"', (vectors / file).read_text())
    ]
    assert len(printed) == 9
    for multikey in printed:
        with pytest.raises(KeyMaterialError, match="published as an example"):
            refuse_published_key(parse_multikey(multikey))


@pytest.mark.parametrize(
    "multikey",
    ["z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"],
    ids=["keyPair of vc-di-eddsa", "example of did:key"],
)
def test_a_key_that_is_shown_as_an_example_is_refused(multikey: str) -> None:
    with pytest.raises(KeyMaterialError, match="published as an example"):
        refuse_published_key(parse_multikey(multikey))


def test_any_other_key_is_taken() -> None:
    refuse_published_key(PrivateKey.from_seed(b"somebody's own key, of 32 bytes.").public_key)
