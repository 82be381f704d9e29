"""Everything that is fuzzed, room by room; a parser without a target here is not fuzzed.

Never an expectation of a single input: a target says which errors are refusals, and what would be a forgery.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fuzz.targets import documents, drafts, engine, keys, packages, services, texts, tokens, w3c_tokens

if TYPE_CHECKING:
    from tests.fuzz.target import Target

TARGETS: tuple[Target, ...] = (
    *texts.TARGETS,
    *keys.TARGETS,
    *documents.TARGETS,
    *drafts.TARGETS,
    *tokens.TARGETS,
    *w3c_tokens.TARGETS,
    *engine.TARGETS,
    *services.TARGETS,
    *packages.TARGETS,
)
