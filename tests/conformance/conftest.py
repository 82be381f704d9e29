"""The conformance server, started for real once for each worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conformance.suite import Signer, Suite, running

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def suite() -> Iterator[Suite]:
    """A test suite with its server."""
    with running() as announced:
        yield Suite(announced)


@pytest.fixture(scope="session")
def signer() -> Signer:
    """The suite's own issuer and holder."""
    return Signer()
