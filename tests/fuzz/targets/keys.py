"""Keys and identifiers: whatever is read as a key must be written in one way and be able to check a signature."""

from __future__ import annotations

from collections.abc import Callable

from credentials.did import did_jwk, did_key, did_url, did_web, static
from credentials.did.build import Method, build_document
from credentials.did.document import find_key
from credentials.errors import SignatureError
from credentials.keys.algorithm import Algorithm
from credentials.keys.jwk import parse_public_jwk, render_public_jwk, thumbprint
from credentials.keys.multikey import parse_multikey, render_multikey
from credentials.keys.private_key import PrivateKey
from credentials.keys.public_key import PublicKey
from tests.fuzz.target import Forgery, Target

KEYS = [PrivateKey.from_seed(bytes([7]) * algorithm.seed_length, algorithm) for algorithm in Algorithm]
PUBLIC = [key.public_key for key in KEYS]
MESSAGE = b"what the city signs"
SIGNED = [(key.public_key, key.sign(MESSAGE)) for key in KEYS]
CITY = "did:web:city.example%3A8443:offices:library"


def _usable(key: PublicKey) -> PublicKey:
    try:
        key.verify(bytes(key.algorithm.signature_length), MESSAGE)
    except SignatureError:
        return key
    raise Forgery("a key accepts a signature of nothing but zeros")


def _jwk(value: object) -> object:
    key = _usable(parse_public_jwk(value if isinstance(value, dict) else {}))
    if parse_public_jwk(render_public_jwk(key)) != key:
        raise Forgery("written and read again the key is another")
    return thumbprint(key)


def _multikey(text: object) -> object:
    key = _usable(parse_multikey(str(text)))
    if render_multikey(key) != text:
        raise Forgery("one key has two ways to be written")
    return key


def _document_of(text: object) -> object:
    return static.document_of(str(text))


def _find(value: object) -> object:
    return _usable(
        find_key(value if isinstance(value, dict) else {}, f"{CITY}#key-1", "assertionMethod", now=1_800_000_000)
    )


def _signature_by(key: PublicKey) -> Callable[[object], object]:
    good = dict(SIGNED)[key]

    def feed(signature: object) -> object:
        given = signature if isinstance(signature, bytes) else b""
        key.verify(given, MESSAGE)
        # ECDSA has two signatures for one (s and n - s); anything else that fits was made with the key
        if given != good and given[: len(given) // 2] != good[: len(good) // 2]:
            raise Forgery("a signature that the key never made")
        return None

    return feed


DOCUMENT = build_document(CITY, [Method(f"key-{n + 1}", key, ("assertionMethod",)) for n, key in enumerate(PUBLIC)])

TARGETS = (
    Target("jwk", lambda: [render_public_jwk(key) for key in PUBLIC], _jwk),
    Target("multikey", lambda: [render_multikey(key) for key in PUBLIC], _multikey),
    Target("did-url", lambda: [f"{CITY}#key-1", "did:key:z6Mk?a=b/c#d"], did_url.parse_did_url),
    Target("did-key", lambda: [did_key.render_did(key) for key in PUBLIC], _document_of),
    Target("did-jwk", lambda: [did_jwk.render_did(key) for key in PUBLIC], _document_of),
    Target("did-web", lambda: [CITY, "did:web:city.example"], lambda text: did_web.document_url(str(text))),
    Target("did-document", lambda: [DOCUMENT], _find),
    *(
        Target(f"signature-{key.algorithm.value.lower()}", lambda good=good: [good], _signature_by(key), share=5)
        for key, good in SIGNED
    ),
)
