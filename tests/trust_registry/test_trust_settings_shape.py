"""A mistyped key is told in the same round as the other faults of a settings file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from plumbing.settings import SettingsError
from verifier.service import read_verifier_settings

if TYPE_CHECKING:
    from pathlib import Path


def test_a_mistyped_key_is_told_together_with_the_other_faults(tmp_path: Path) -> None:
    file = tmp_path / "verifier.toml"
    file.write_text(
        'public_url = "http://check.example"\nrelying_party = []\n[service]\n'
        '[trust]\nauthority = "did:web:trust.example"\nkeys = ["zzz"]\nlist_url = "https://trust.example/trust-list"\n'
    )
    with pytest.raises(SettingsError) as refused:
        read_verifier_settings(file, {})
    told = str(refused.value)
    for place in ("trust.keys", "public_url", "relying_party", "service"):
        assert place in told
