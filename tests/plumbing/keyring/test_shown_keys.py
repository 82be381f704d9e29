"""The file of an owner's public keys holds keys of every kind, and nothing but such a file is read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from credentials.keys.algorithm import Algorithm
from credentials.keys.private_key import PrivateKey
from plumbing.keyring.port import KeyInfo, KeyState
from plumbing.keyring.shown_keys import KeysUnreadable, goes_back, parse_keys, render_keys

KEYS = [
    KeyInfo(
        key_id=f"key-{algorithm}",
        owner="library",
        purpose="issue",
        public_key=PrivateKey.from_seed(b"\x01" * algorithm.seed_length, algorithm).public_key,
        state=state,
        created=1_800_000_000,
        ends=None,
        stopped=None,
    )
    for algorithm, state in zip(Algorithm, (KeyState.ACTIVE, KeyState.RETIRED, KeyState.NEXT), strict=True)
]


def test_keys_of_every_kind_are_written_and_read_again() -> None:
    shown = parse_keys(render_keys(KEYS))
    assert [(key.key_id, key.public_key, key.state) for key in shown] == [
        (key.key_id, key.public_key, key.state) for key in KEYS
    ]
    assert not goes_back(shown, KEYS)
    assert goes_back(shown, KEYS[1:])


@pytest.mark.parametrize(
    "public_key", ["", "z6Mk", "zDn", 5, None, "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"]
)
def test_a_file_with_anything_but_a_known_kind_of_key_is_refused(public_key: Any) -> None:
    written = json.loads(render_keys(KEYS))
    written["keys"][0]["public_key"] = public_key
    with pytest.raises(KeysUnreadable):
        parse_keys(json.dumps(written).encode())
