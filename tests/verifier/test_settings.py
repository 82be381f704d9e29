"""A verifier believes certificates only below the anchors that its operator has named in a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from credentials.keys.multikey import render_multikey
from credentials.keys.private_key import PrivateKey
from credentials.strict_json import JsonObject
from credentials.x509.anchors import NO_ANCHORS
from plumbing.settings import SettingsError
from tests.credentials.x509.authority import leaf, root
from verifier.settings import prove_settings


def settings_table(**changes: str) -> JsonObject:
    return {
        "public_url": "https://pruefen.musterstadt.example",
        "relying_party": [{"id": "stadtbibliothek"}],
        "trust": {
            "authority": "did:web:register.musterstadt.example",
            "keys": [render_multikey(PrivateKey.from_seed(b"a" * 32).public_key)],
            "list_url": "https://register.musterstadt.example/trust-list",
        },
        **changes,
    }


def test_without_a_file_no_certificate_is_believed() -> None:
    assert prove_settings(settings_table()).anchors == NO_ANCHORS


def test_anchors_are_read_from_the_file(tmp_path: Path) -> None:
    file = tmp_path / "anchors.pem"
    file.write_bytes(root().public_bytes(Encoding.PEM))
    assert prove_settings(settings_table(anchors_file=str(file))).anchors.certificates == (root(),)


@pytest.mark.parametrize("content", [None, b"", leaf().public_bytes(Encoding.DER)])
def test_a_file_without_certificates_starts_no_verifier(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "anchors.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match="anchors_file cannot be read"):
        prove_settings(settings_table(anchors_file=str(file)))
