"""What the published vectors of the cryptosuites share: their contexts, and keys written as they write them."""

from __future__ import annotations

import json
from pathlib import Path

from credentials.encoding import decode_multibase, decode_varint
from credentials.keys.algorithm import Algorithm
from credentials.keys.private_key import PrivateKey
from tests.credentials.data_integrity import citizenship

OWN_VECTORS = Path(__file__).parents[2] / "vectors"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
SECRET_KEYS = {0x1300: Algorithm.ED25519, 0x1306: Algorithm.P256, 0x1307: Algorithm.P384}
CONTEXTS = citizenship.CONTEXTS.with_context(
    EXAMPLES,
    json.loads((OWN_VECTORS / "eddsa-rdfc-2022.json").read_text())["contexts"][EXAMPLES].encode(),
    allow_vocab=True,
)


def private_key(multibase: str) -> PrivateKey:
    """A key that a specification printed."""
    multicodec, seed = decode_varint(decode_multibase(multibase))
    return PrivateKey.from_seed(seed, SECRET_KEYS[multicodec])
