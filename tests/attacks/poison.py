"""Inputs made to cost more than they are worth, and what each costs: processor time and memory of one process a poison.

`python -m tests.attacks.poison` tastes all of them and writes one line of JSON each. A row of `POISONS` makes the input
and answers what is then done with it; only that is measured.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import sys
import time
import zlib
from collections.abc import Callable
from typing import Any

from credentials import strict_json
from credentials.data_integrity.selective import proof_value
from credentials.data_integrity.verify import verify_proof
from credentials.did.did_url import parse_did_url
from credentials.encoding import decode_multibase, encode_base64url, encode_multibase
from credentials.errors import CredentialError
from credentials.jose import jwe, jws
from credentials.jsonld.canonicalize import canonicalize
from credentials.jsonld.context_set import ContextSet
from credentials.keys.private_key import PrivateKey
from credentials.model.credential import parse_credential
from credentials.model.instant import parse_instant
from credentials.model.presentation import parse_presentation
from credentials.model.version import DataModel
from credentials.rdf import nquads, rdfc10
from credentials.rdf.terms import BlankNode, Iri, Literal, Quad
from credentials.sd_jwt.compact import parse_compact
from credentials.status.bitstring import decode_list
from credentials.status.token_status_list import TokenStatusList

Thunk = Callable[[], object]
CPU_SECONDS_AT_MOST = 10
"""After which a poison that is still at work is ended; it has failed long before."""

V2 = DataModel.V2_0.context
MODELS = frozenset(DataModel)
KNOWS = Iri("urn:knows")
CARD: dict[str, Any] = {
    "@context": [V2],
    "type": ["VerifiableCredential"],
    "issuer": "did:web:city.example",
    "credentialSubject": {"id": "did:example:holder"},
}


def clique(size: int) -> list[Quad]:
    """A graph in which every blank node knows every other."""
    return knotted(size, lambda one, other: one != other)


def knotted(size: int, joined: Callable[[int, int], bool]) -> list[Quad]:
    """A graph of blank nodes, joined by a rule over their numbers."""
    nodes = [BlankNode(f"n{number}") for number in range(size)]
    return [Quad(nodes[one], KNOWS, nodes[other]) for one in range(size) for other in range(size) if joined(one, other)]


def graph(quads: list[Quad]) -> Thunk:
    return lambda: rdfc10.canonicalize(quads)


def text(document: bytes) -> Thunk:
    return lambda: strict_json.parse(document)


def document(value: dict[str, Any]) -> Thunk:
    return lambda: canonicalize(value, ContextSet.bundled())


def card(**members: Any) -> Thunk:
    return lambda: parse_credential({**CARD, **members}, data_models=MODELS)


def bomb(megabytes: int) -> str:
    """A status list of zeros as gzip in multibase, so far as it is ever read: its end is of no account."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    megabyte = compressor.compress(bytes(1 << 20)) + compressor.flush(zlib.Z_FULL_FLUSH)
    return encode_multibase("u", b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + megabyte * megabytes)


def bombs(members: int) -> str:
    """Many whole gzip members in a row, none of which is too large by itself."""
    return encode_multibase("u", gzip.compress(bytes(1 << 20), mtime=0) * members)


def deflated(megabytes: int) -> str:
    """A token status list of zeros as zlib writes it."""
    compressor = zlib.compressobj(9)
    packed = b"".join(compressor.compress(bytes(1 << 20)) for _ in range(megabytes)) + compressor.flush()
    return encode_base64url(packed)


def unpack(lst: str) -> Thunk:
    return lambda: TokenStatusList.decode(lst, bits=2)


def zipped_message() -> str:
    """An encrypted message that says it was compressed, with a bomb where the ciphertext stands."""
    header = encode_base64url(b'{"alg":"ECDH-ES","enc":"A128GCM","zip":"DEF"}')
    bomb_inside = encode_base64url(zlib.compress(bytes(64 << 20), 9))
    return f"{header}..{encode_base64url(bytes(12))}.{bomb_inside}.{encode_base64url(bytes(16))}"


def derived(parts: bytes) -> Thunk:
    """A derived proof of ecdsa-sd-2023 whose CBOR is this (VC Data Integrity ECDSA Cryptosuites 1.0 section 3.5.7)."""
    return lambda: proof_value.parse_derived(b"\xd9\x5d\x01" + parts)


def inflate(encoded: str) -> Thunk:
    return lambda: decode_list(encoded)


def proof_of(value: dict[str, Any]) -> Thunk:
    key = PrivateKey.from_seed(bytes(32)).public_key
    return lambda: verify_proof(
        value,
        key,
        contexts=ContextSet.bundled(),
        suites=frozenset({"eddsa-rdfc-2022"}),
        purpose="assertionMethod",
        domain=None,
        challenge=None,
        now=1_800_000_000,
    )


PROOF = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "verificationMethod": "did:web:city.example#key-1",
    "proofPurpose": "assertionMethod",
    "proofValue": encode_multibase("z", bytes(64)),
}
MANY = 100_000

POISONS: dict[str, Callable[[], Thunk]] = {
    **{f"a clique of {size} blank nodes": (lambda size=size: graph(clique(size))) for size in range(5, 41)},  # type: ignore[misc]
    "two groups that all know each other": lambda: graph(knotted(24, lambda one, other: one % 2 != other % 2)),
    "a circle of 3,000 blank nodes": lambda: graph(knotted(3_000, lambda one, other: other == (one + 1) % 3_000)),
    "a torus of blank nodes": lambda: graph(knotted(400, lambda one, other: (other - one) % 400 in (1, 20))),
    "a Petersen graph twice": lambda: graph(
        knotted(20, lambda one, other: one // 10 == other // 10 and petersen(one % 10, other % 10))
    ),
    "a chain of 5,000 blank nodes": lambda: graph(knotted(5_000, lambda one, other: other == one + 1)),
    "a star of 4,999 blank nodes": lambda: graph(knotted(5_000, lambda one, other: one == 0 and other > 0)),
    "100,000 statements": lambda: graph([Quad(Iri("urn:a"), KNOWS, Literal(str(number))) for number in range(MANY)]),
    "a text of statements without end": lambda: lambda: nquads.parse('<urn:a> <urn:b> "' + "a" * 1_000_000),
    "100,000 broken statements": lambda: lambda: nquads.parse("<urn:a> <urn:b> _:c _:d e .\n" * MANY),
    "a million open brackets": lambda: text(b"[" * 1_000_000),
    "200,000 objects in each other": lambda: text(b'{"a":' * 200_000),
    "brackets that look like text": lambda: text(b'["\\"' + b"[" * 900_000 + b'"]'),
    "an integer of a million digits": lambda: text(b"1" * 1_000_000),
    "a fraction of a million digits": lambda: text(b"0." + b"1" * 1_000_000),
    "an exponent of a million digits": lambda: text(b"1e" + b"9" * 1_000_000),
    "200,000 huge integers": lambda: text(b"[" + b"99999," * 170_000 + b"1e999]"),
    "a text of escapes": lambda: text(b'"' + b"\\u0041" * 170_000 + b'"'),
    "half surrogates": lambda: text(b'"' + b"\\ud83d" * 170_000 + b'"'),
    "backslashes": lambda: text(b'"' + b"\\\\" * 500_000 + b'"'),
    "an object with 70,000 members": lambda: text(b"{" + b",".join(b'"a%d":%d' % (n, n) for n in range(70_000)) + b"}"),
    "an object with one name 70,000 times": lambda: text(b"{" + b'"a":1,' * 70_000 + b'"a":1}'),
    "a text larger than any message": lambda: text(b'"' + b"a" * 20_000_000 + b'"'),
    "a card with 100,000 members": lambda: document({**CARD, **{f"a{n}": n for n in range(MANY)}}),
    "a card with 100,000 contexts": lambda: document(
        {**CARD, "@context": [V2, *[f"https://a/{n}" for n in range(MANY)]]}
    ),
    "a card with 100,000 types": lambda: document({**CARD, "type": [f"urn:t{n}" for n in range(MANY)]}),
    "a card with a value in 300 arrays": lambda: document({**CARD, "name": nested(300)}),
    "a card of 2,000 nameless things": lambda: document(
        {**CARD, "evidence": [{"type": "VerifiableCredential"} for _ in range(2_000)]}
    ),
    "scopes within scopes": lambda: document(
        {**CARD, "evidence": [{"type": ["BitstringStatusListEntry", "JsonSchema"]} for _ in range(3_000)]}
    ),
    "a shape with 100,000 types": lambda: card(type=["VerifiableCredential"] * MANY),
    "a shape with 100,000 subjects": lambda: card(credentialSubject=[{"a": 1}] * MANY),
    "a shape with 100,000 resources": lambda: card(relatedResource=[{"id": "urn:a"}] * MANY),
    "a shape with a digest of a megabyte": lambda: card(
        relatedResource={"id": "urn:a:b", "digestSRI": "sha256-" + "A" * 1_000_000}
    ),
    "a shape with a date of a megabyte": lambda: lambda: parse_instant("2026-01-01T00:00:00." + "0" * 1_000_000 + "Z"),
    "a presentation of 100,000 cards": lambda: (
        lambda: parse_presentation(
            {"@context": [V2], "type": "VerifiablePresentation", "verifiableCredential": [CARD] * MANY},
            data_models=MODELS,
        )
    ),
    "a context of a megabyte": lambda: (
        lambda: ContextSet.bundled().with_context(
            "https://city.example/v1",
            b'{"@context":{' + b",".join(b'"t%d":"urn:t%d"' % (n, n) for n in range(50_000)) + b"}}",
        )
    ),
    "a context within contexts": lambda: (
        lambda: ContextSet.bundled().with_context(
            "https://city.example/v1",
            b'{"@context":' + b'{"t":{"@id":"urn:t","@context":' * 20 + b"{}" + b"}}" * 20 + b"}",
        )
    ),
    "a gzip bomb of 64 megabytes": lambda: inflate(bomb(64)),
    "a gzip bomb of a gigabyte": lambda: inflate(bomb(1024)),
    "many gzip bombs in a row": lambda: inflate(bombs(64)),
    "a zlib bomb of 64 megabytes": lambda: unpack(deflated(64)),
    "a zlib bomb of a gigabyte": lambda: unpack(deflated(1024)),
    "an encrypted message with a bomb in it": lambda: lambda: jwe.parse(zipped_message()),
    "50,000 disclosures": lambda: lambda: parse_compact("e30.e30.e30~" + "WyJhIiwgMV0~" * 50_000, max_bytes=2_000_000),
    "500 proofs": lambda: proof_of({**CARD, "proof": [{**PROOF, "id": f"urn:p{number}"} for number in range(500)]}),
    "500 proofs that build on each other": lambda: proof_of(
        {**CARD, "proof": [{**PROOF, "id": f"urn:p{n}", "previousProof": f"urn:p{n - 1}"} for n in range(500)]}
    ),
    "a CBOR array 100,000 levels deep": lambda: derived(b"\x81" * MANY + b"\x00"),
    "a CBOR array that says it has a billion parts": lambda: derived(b"\x9a\x3b\x9a\xca\x00"),
    "a CBOR text that says it has four gigabytes": lambda: derived(b"\x85\x5a\xff\xff\xff\xff"),
    "a million letters of base58": lambda: lambda: decode_multibase("z" + "z" * 1_000_000),
    "a million zeros of base58": lambda: lambda: decode_multibase("z" + "1" * 1_000_000),
    "a DID of a megabyte": lambda: lambda: parse_did_url("did:web:" + "a:" * 500_000),
    "a token of a megabyte": lambda: lambda: jws.parse("e30." * 250_000, max_bytes=2_000_000),
    "a proof over 100,000 members": lambda: proof_of({**CARD, **{f"a{n}": n for n in range(MANY)}, "proof": PROOF}),
    "a proof value of a megabyte": lambda: proof_of({**CARD, "proof": {**PROOF, "proofValue": "z" + "2" * 1_000_000}}),
    "100,000 domains": lambda: proof_of({**CARD, "proof": {**PROOF, "domain": ["a"] * MANY}}),
}

HARMLESS = frozenset(
    {
        "a clique of 5 blank nodes",
        "a Petersen graph twice",
        "a star of 4,999 blank nodes",
        "brackets that look like text",
        "a text of escapes",
        "backslashes",
        "an object with 70,000 members",
        "a card of 2,000 nameless things",
    }
)
"""What looks like poison and can be digested; everything else is refused."""


def petersen(one: int, other: int) -> bool:
    """The smallest graph in which every node looks like every other and yet nothing is repeated."""
    outer = one < 5 and other < 5 and (one - other) % 5 in (1, 4)
    inner = one >= 5 and other >= 5 and (one - other) % 5 in (2, 3)
    return outer or inner or abs(one - other) == 5


def nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


def taste(make: Callable[[], Thunk]) -> dict[str, Any]:
    """Make a poison and take it, in this process."""
    thunk = make()
    before, begun = _peak_megabytes(), time.process_time()
    try:
        thunk()
        outcome = "done"
    except CredentialError as error:
        outcome = error.code
    return {
        "outcome": outcome,
        "seconds": time.process_time() - begun,
        "megabytes": _peak_megabytes() - before,
    }


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _taste_in_a_process_of_its_own(name: str) -> None:
    if (child := os.fork()) == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS_AT_MOST, CPU_SECONDS_AT_MOST))
        sys.stdout.write(json.dumps({"name": name, **taste(POISONS[name])}) + "\n")
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)


if __name__ == "__main__":
    for each in POISONS:
        _taste_in_a_process_of_its_own(each)
