"""Our ways to sign and check a card with Data Integrity, as issuer and verifier call them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

from benchmarks.performance.rounds import Timed, in_process
from benchmarks.performance.subject import CITIZEN, CONTEXTS, NOW, OFFICE
from credentials.data_integrity.secure import prepare
from credentials.data_integrity.verify import verify_proof
from credentials.jsonld import canonicalize

if TYPE_CHECKING:
    from collections.abc import Callable

    from credentials.data_integrity.selective.base_proof import Selective
    from credentials.strict_json import JsonObject
    from tests.interop.cards import Keeper

CHALLENGE, VERIFIER = "n-0S6_WzA2Mj", "https://bibliothek.musterstadt.example"


def signer(
    cryptosuite: str, office: Keeper = OFFICE, selective: Selective | None = None
) -> Callable[[JsonObject], JsonObject]:
    """What signs a card: prepare, sign, attach."""
    key = office.private_key

    def sign(document: JsonObject) -> JsonObject:
        prepared = prepare(
            document,
            cryptosuite=cryptosuite,
            verification_method=office.verification_method,
            proof_purpose="assertionMethod",
            created=NOW,
            contexts=CONTEXTS,
            algorithm=office.algorithm,
            selective=selective,
        )
        return prepared.attach(key.sign(prepared.signing_input))

    return sign


def checker(cryptosuite: str, office: Keeper = OFFICE) -> Callable[[JsonObject], object]:
    """What checks a card with the office's key."""
    key, suites = office.private_key.public_key, frozenset({cryptosuite})

    def check(secured: JsonObject) -> object:
        return verify_proof(
            secured,
            key,
            contexts=CONTEXTS,
            suites=suites,
            purpose="assertionMethod",
            domain=None,
            challenge=None,
            now=NOW,
        )

    return check


def present(secured: list[JsonObject]) -> JsonObject:
    """A presentation of these cards, signed by the citizen."""
    shown: JsonObject = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": CITIZEN.did,
        "verifiableCredential": secured,
    }
    prepared = prepare(
        shown,
        cryptosuite="eddsa-rdfc-2022",
        verification_method=CITIZEN.verification_method,
        proof_purpose="authentication",
        created=NOW,
        contexts=CONTEXTS,
        challenge=CHALLENGE,
        domain=VERIFIER,
    )
    return prepared.attach(CITIZEN.private_key.sign(prepared.signing_input))


def check_presentation(shown: JsonObject) -> None:
    """Check the citizen's signature, and the office's on each card."""
    verify_proof(
        shown,
        CITIZEN.private_key.public_key,
        contexts=CONTEXTS,
        suites=frozenset({"eddsa-rdfc-2022"}),
        purpose="authentication",
        domain=VERIFIER,
        challenge=CHALLENGE,
        now=NOW,
    )
    check = checker("eddsa-rdfc-2022")
    for card in shown["verifiableCredential"]:
        check(card)


def general_way(call: Callable[[], object]) -> Timed:
    """Measure a call with the compiled way switched off: what is left is PyLD's expansion and our RDFC-1.0."""
    timed = in_process(call)

    def without(calls: int) -> float:
        with patch.object(canonicalize, "canonicalize_compiled", lambda *_: None):
            return timed(calls)

    return without
