"""What these tests share: bytes that look random and are not, and SD-JWTs put together by hand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from credentials.encoding import encode_base64url
from credentials.sd_jwt.disclosure import digest


def entropy(seed: str = "salts") -> Callable[[int], bytes]:
    """The same bytes in the same order for the same seed, never the same twice."""
    taken = 0

    def take(n: int) -> bytes:
        nonlocal taken
        taken += 1
        return hashlib.shake_256(f"{seed}:{taken}".encode()).digest(n)

    return take


def disclosed(*content: Any) -> str:
    """A disclosure of any content at all."""
    return encode_base64url(json.dumps(list(content)).encode())


def digests_of(*disclosures: str) -> list[str]:
    return [digest(disclosure) for disclosure in disclosures]
