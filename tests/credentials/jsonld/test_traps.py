"""What JSON-LD drops without a word is an error here, each kind of it ('Securing Data Losslessly')."""

from __future__ import annotations

import pytest

from credentials.errors import ContextError, DataLossError
from credentials.jsonld.canonicalize import canonicalize
from tests.credentials.jsonld.losses import LOSSES
from tests.credentials.jsonld.test_safe_mode import CONTEXTS

OF_CONTEXTS = {name for name in LOSSES if "context" in name or name.startswith(("@base", "@vocab", "a protected"))}


@pytest.mark.parametrize("name", [name for name in LOSSES if name not in OF_CONTEXTS])
def test_trap_what_would_be_dropped_is_refused(name: str) -> None:
    with pytest.raises(DataLossError):
        canonicalize(LOSSES[name], CONTEXTS)


@pytest.mark.parametrize("name", sorted(OF_CONTEXTS))
def test_trap_a_context_that_is_not_known_by_its_bytes_is_refused(name: str) -> None:
    with pytest.raises(ContextError):
        canonicalize(LOSSES[name], CONTEXTS)
