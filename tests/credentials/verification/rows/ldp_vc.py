"""`ldp_vc`, once for every cryptosuite and kind of key."""

from __future__ import annotations

from functools import partial

from credentials.data_integrity.selective.base_proof import Selective
from credentials.data_integrity.selective.derived_proof import derive
from credentials.data_integrity.suites import SUITES, Cryptosuite
from credentials.did import did_key
from credentials.did.build import Method, build_document
from credentials.jsonld.context_set import ContextSet
from credentials.keys.algorithm import Algorithm
from credentials.keys.private_key import PrivateKey
from credentials.model.instant import render_instant
from credentials.strict_json import JsonObject
from credentials.verification.evidence import Unavailable
from credentials.verification.verdict import CheckName
from tests.credentials.verification.cases_status import REVOKED
from tests.credentials.verification.changes import issued, on_card, on_signed_card, on_the_way, presented, published
from tests.credentials.verification.city import (
    CONTEXTS,
    NOW,
    OFFICE,
    OFFICE_KEY,
    REVOCATION_LIST,
    SCHEMA_URL,
    SUITE,
    THIEF,
    City,
    sign_by_office,
)
from tests.credentials.verification.rows.row import Row

KEY = f"{OFFICE}#key-2"


def city_of(suite: Cryptosuite, algorithm: Algorithm) -> City:
    """A city whose office and holder sign by one suite with one kind of key; its lists stay as they were."""
    office, holder = (PrivateKey.from_seed(bytes([n]) * algorithm.seed_length, algorithm) for n in (5, 6))
    city = City(holder_key=holder, holder=did_key.render_did(holder.public_key))
    city.card["credentialSubject"]["id"] = city.holder
    city.issue |= {"cryptosuite": suite.name, "key": office, "method": KEY}
    city.present |= {"cryptosuite": suite.name}
    city.rules |= {"suites": frozenset({SUITE, suite.name})}
    city.controllers[OFFICE] = build_document(
        OFFICE,
        [
            Method("key-1", OFFICE_KEY.public_key, ("assertionMethod",)),
            Method("key-2", office.public_key, ("assertionMethod",)),
        ],
    )
    return city


def city_in_part(suite: Cryptosuite, algorithm: Algorithm) -> City:
    """A city whose office signs so that its holder can show parts; the holder withholds a claim that is required."""
    city = city_of(SUITES["ecdsa-rdfc-2019"], algorithm)
    city.card["credentialSubject"]["readingRoom"] = "never shown"
    secrets = Selective(("/issuer",), bytes(32), PrivateKey.from_seed(bytes([7]) * 32, Algorithm.P256))
    city.issue |= {"cryptosuite": suite.name, "selective": secrets}
    city.rules["suites"] |= {suite.name}
    city.schemas[SCHEMA_URL]["properties"]["credentialSubject"]["required"].append("readingRoom")
    city.show = shown_in_part
    return city


def shown_in_part(card: JsonObject) -> JsonObject:
    """All that the card says but what was never to be shown."""
    pointers = [f"/{name}" for name in card if name not in ("@context", "proof", "credentialSubject")]
    pointers += [f"/credentialSubject/{name}" for name in card["credentialSubject"] if name != "readingRoom"]
    return derive(card, pointers, CONTEXTS)


TURNS = {
    CheckName.SHAPE: {
        "no subject": on_signed_card("credentialSubject", value=...),
        "terms not to be had": lambda city: setattr(city, "contexts", ContextSet.bundled()),
    },
    CheckName.PRESENTATION_PROOF: {
        "changed on the way": on_the_way("holder", value=THIEF),
        "made for assertion": presented(proof_purpose="assertionMethod"),
        "no proof": on_the_way("proof", value=...),
    },
    CheckName.CREDENTIAL_PROOF: {
        "a changed claim": on_signed_card("credentialSubject", "borough", value="Wedding"),
        "made for authentication": issued(proof_purpose="authentication"),
        "by a key of another kind": issued(method=f"{OFFICE}#key-3"),
        "no proof": on_signed_card("proof", value=...),
    },
    CheckName.HOLDER_BINDING: {"the card of another": on_card("credentialSubject", "id", value=THIEF)},
    CheckName.VALIDITY_PERIOD: {
        "expired": on_card("validUntil", value=render_instant(NOW - 61)),
        "not yet valid": on_card("validFrom", value=render_instant(NOW + 61)),
    },
    CheckName.STATUS: {
        "revoked": published(REVOCATION_LIST, sign_by_office(REVOKED)),
        "list away": published(REVOCATION_LIST, Unavailable("timeout")),
        "none": on_card("credentialStatus", value=...),
    },
    CheckName.SCHEMA: {
        "a claim in the wrong form": on_card("credentialSubject", "cardNumber", value="1234"),
        "schema away": lambda city: city.schemas.update({SCHEMA_URL: Unavailable("timeout")}),
    },
}

IN_PART = {
    **TURNS,
    CheckName.CREDENTIAL_PROOF: {
        **TURNS[CheckName.CREDENTIAL_PROOF],
        "all that the holder was given": lambda city: setattr(city, "show", lambda card: card),
        "a claim left out after all": on_signed_card("credentialSubject", "borough", value=...),
    },
}

ROWS = tuple(
    Row(
        "ldp_vc",
        f"{suite.name} with {algorithm.value}",
        partial(city_in_part if suite.selective else city_of, suite, algorithm),
        IN_PART if suite.selective else TURNS,
    )
    for suite in SUITES.values()
    for algorithm in sorted(suite.algorithms)
)
