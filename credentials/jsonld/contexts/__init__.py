"""The JSON-LD contexts of the specifications, byte for byte, with the SHA-256 that each must have.

Where each file comes from is in SOURCES.md beside it; a test compares bytes and digests.
Never a context of a city: those come through the registry's signed list, by digest.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Bundled(NamedTuple):
    """One file of this folder and the SHA-256 of its bytes."""

    file: str
    sha256: str


BUNDLED: Mapping[str, Bundled] = MappingProxyType(
    {
        "https://www.w3.org/ns/credentials/v2": Bundled(
            "credentials-v2.jsonld", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"
        ),
        "https://w3id.org/security/data-integrity/v2": Bundled(
            "data-integrity-v2.jsonld", "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4"
        ),
        "https://w3id.org/security/multikey/v1": Bundled(
            "multikey-v1.jsonld", "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597"
        ),
        "https://w3id.org/security/jwk/v1": Bundled(
            "jwk-v1.jsonld", "0f14b62f6071aafe00df265770ea0c7508e118247d79b7d861a406d2aa00bece"
        ),
        "https://www.w3.org/ns/cid/v1": Bundled(
            "cid-v1.jsonld", "ea216ecc1cb02cd39b693dba2250141e270ba0bf95890be107dd9a9e8e43de85"
        ),
        "https://www.w3.org/ns/credentials/status/v1": Bundled(
            "credentials-status-v1.jsonld", "fda5add353231e6a6884a46b12e6c75464281900cb348284d9c360f62381d9f7"
        ),
        "https://www.w3.org/ns/did/v1": Bundled(
            "did-v1.jsonld", "4f3eae5568c9c5f036a082088f9e192019ee06faa78973c87ff91d5421b88dad"
        ),
        "https://www.w3.org/2018/credentials/v1": Bundled(
            "credentials-v1.jsonld", "ab4ddd9a531758807a79a5b450510d61ae8d147eab966cc9a200c07095b0cdcc"
        ),
        "https://w3id.org/security/data-integrity/v1": Bundled(
            "data-integrity-v1.jsonld", "b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554"
        ),
        "https://w3id.org/security/suites/ed25519-2020/v1": Bundled(
            "ed25519-2020-v1.jsonld", "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588"
        ),
    }
)
