"""The issuer that most of these tests talk to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.issuing import TestIssuer, running_issuer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def issuer() -> AsyncIterator[TestIssuer]:
    """Two offices, listed by the registry, on SQLite in memory."""
    async with running_issuer() as running:
        yield running
