"""The findings of all checks: for each code its outcome and the sentence that people read, from `findings.toml`."""

from __future__ import annotations

import tomllib
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

from credentials.verification.outcome import Finding, Message, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_REACHED = "not-reached"
"""The name under which findings stand that any check can have."""


def _load() -> Mapping[str, Finding]:
    table = tomllib.loads((resources.files(__package__) / "findings.toml").read_text("utf-8"))
    return MappingProxyType(
        {
            code: Finding(check, Outcome(entry["outcome"]), Message(entry["de"], entry["en"]))
            for check, codes in table.items()
            for code, entry in codes.items()
        }
    )


FINDINGS: Mapping[str, Finding] = _load()
"""Every code that a check can carry."""
