"""Whom a service believes: a pinned key must be a key, and nobody may know its private half from a document."""

from __future__ import annotations

import pytest

from trust_registry.reading.trust_settings import parse_trust_settings

OWN_KEY = "z6Mko9hTggMwjSTEaJaPUfE6tqcy2xvU6BnNq3e3o8qVBiyH"


def table(*keys: str) -> dict[str, object]:
    return {
        "authority": "did:web:register.example",
        "keys": list(keys),
        "list_url": "https://register.example/trust-list",
    }


def test_keys_of_ones_own_are_pinned() -> None:
    assert len(parse_trust_settings(table(OWN_KEY)).keys) == 1


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("zzz", "not a Multikey value|only these keys"),
        ("z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw", "published as an example"),
    ],
    ids=["no key", "the key of RFC 8037"],
)
def test_what_must_not_be_pinned_is_refused_with_its_place(key: str, reason: str) -> None:
    with pytest.raises(ValueError, match=rf"trust\.keys\[1\]: .*({reason})"):
        parse_trust_settings(table(OWN_KEY, key))
