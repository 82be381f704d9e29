"""Changes that shape, presentation proof, nonce and audience must see."""

from __future__ import annotations

from credentials.jsonld.context_set import ContextSet
from credentials.model.instant import render_instant
from tests.credentials.verification.changes import (
    SUBJECT,
    UNREADABLE,
    UNSIGNED_BY_ISSUER,
    UNSIGNED_BY_WALLET,
    Case,
    Cases,
    on_the_way,
    presented,
    put,
)
from tests.credentials.verification.city import (
    AUDIENCE,
    HOLDER,
    NOW,
    OFFICE,
    OFFICE_KEY,
    SIGNED,
    THIEF,
    THIEF_KEY,
    V2,
    City,
)

CASES = Cases()


for name_, change_, code_ in [
    ("presentation without its type", on_the_way("type", value=["Other"]), "presentation-malformed"),
    ("presentation of a text", on_the_way("verifiableCredential", value="eyJ"), "presentation-malformed"),
    (
        "card without a subject",
        on_the_way("verifiableCredential", 0, "credentialSubject", value=...),
        "presentation-malformed",
    ),
    (
        "card with a date without a zone",
        on_the_way("verifiableCredential", 0, "validFrom", value="2026-01-01T00:00:00"),
        "presentation-malformed",
    ),
    (
        "card that begins after its end",
        on_the_way("verifiableCredential", 0, "validUntil", value=render_instant(SIGNED - 1)),
        "presentation-malformed",
    ),
    ("no card at all", on_the_way("verifiableCredential", value=...), "credential-count-wrong"),
    ("a card that redefines terms inside", on_the_way(*SUBJECT, "@context", value=V2), "credential-redefines-terms"),
    (
        "a card that redefines terms in one of several entries",
        on_the_way("verifiableCredential", 0, "credentialStatus", 1, "@context", value=V2),
        "credential-redefines-terms",
    ),
    ("a card with a term without meaning", on_the_way(*SUBJECT, "shoeSize", value=42), "credential-has-unknown-terms"),
    ("a card with a null", on_the_way(*SUBJECT, "borough", value=None), "credential-has-unknown-terms"),
    (
        "a card in unknown terms",
        on_the_way("verifiableCredential", 0, "@context", 1, value="https://evil.example/c"),
        "context-not-known",
    ),
    (
        "a card with terms of its own",
        on_the_way("verifiableCredential", 0, "@context", 1, value={"@vocab": "urn:x:"}),
        "context-not-known",
    ),
    (
        "the city's terms not to be had",
        lambda city: setattr(city, "contexts", ContextSet.bundled()),
        "context-not-known",
    ),
]:
    CASES.append(Case(name_, change_, {"shape": code_, **UNREADABLE}, well_proven=False))


@CASES.case("two cards at once", {"shape": "credential-count-wrong", **UNREADABLE}, well_proven=False)
def _two_cards(city: City) -> None:
    city.change_presentation = lambda shown: shown["verifiableCredential"].append(city.signed_card())


for name_, change_, code_ in [
    ("presentation without a proof", on_the_way("proof", value=...), "presentation-proof-malformed"),
    (
        "presentation with two proofs",
        lambda city: setattr(city, "tamper", lambda p: put(p, "proof", value=[p["proof"]] * 2)),
        "presentation-proof-malformed",
    ),
    (
        "proof of another type",
        on_the_way("proof", "type", value="Ed25519Signature2020"),
        "presentation-proof-malformed",
    ),
    (
        "proof that follows another",
        on_the_way("proof", "previousProof", value="urn:uuid:1"),
        "presentation-proof-malformed",
    ),
    ("claim changed under the wallet's signature", on_the_way("holder", value=THIEF), "presentation-signature-wrong"),
    ("nonce changed after signing", on_the_way("proof", "challenge", value="other"), "presentation-signature-wrong"),
    ("signed by a key other than the named one", presented(key=THIEF_KEY), "presentation-signature-wrong"),
    ("signed for assertion", presented(proof_purpose="assertionMethod"), "presentation-proof-not-accepted"),
    ("signed in the future", presented(created=NOW + 120), "presentation-proof-not-accepted"),
    ("signature that has expired", presented(created=NOW - 900, expires=NOW - 600), "presentation-proof-not-accepted"),
    (
        "suite that is not accepted",
        lambda city: city.rules.update(suites=frozenset({"ecdsa-rdfc-2019"})),
        "presentation-algorithm-not-accepted",
    ),
    (
        "suite that nobody knows",
        on_the_way("proof", "cryptosuite", value="none"),
        "presentation-algorithm-not-accepted",
    ),
    ("key that its DID has not", presented(method=f"{HOLDER}#other"), "presentation-key-not-found"),
    ("key that is no DID", presented(method="https://wallet.example/key"), "presentation-key-not-found"),
    ("key without a name", presented(method=HOLDER), "presentation-key-not-found"),
    ("DID that must be fetched", presented(method="did:web:evil.example#key-1"), "presentation-key-not-accepted"),
    (
        "DID that the verifier could have",
        presented(method=f"{OFFICE}#key-1", key=OFFICE_KEY),
        "presentation-key-not-accepted",
    ),
    (
        "presentation in unknown terms",
        on_the_way("@context", value=[V2, "https://evil.example/c"]),
        "presentation-terms-not-known",
    ),
    ("presentation with a part that nobody signs", on_the_way("shoeSize", value=42), "presentation-not-fully-signed"),
]:
    findings_ = {"presentation-proof": code_, **UNSIGNED_BY_WALLET}
    if code_ == "presentation-algorithm-not-accepted" and "accepted" in name_:
        findings_ |= {"credential-proof": "credential-algorithm-not-accepted", **UNSIGNED_BY_ISSUER} | {
            "holder-binding": "presentation-not-proven"
        }
    CASES.append(Case(name_, change_, findings_, well_proven=False))


CASES.note("another nonce", "nonce", "nonce-wrong", presented(challenge="another"), well_proven=False)
CASES.note("no nonce", "nonce", "nonce-wrong", presented(challenge=None), well_proven=False)
for name_, domain_ in [
    ("another audience", "decentralized_identifier:did:web:evil.example"),
    ("audience without its prefix", AUDIENCE.removeprefix("decentralized_identifier:")),
    ("audience and somebody else", [AUDIENCE, "decentralized_identifier:did:web:evil.example"]),
    ("audience in capitals", AUDIENCE.upper()),
    ("no audience", None),
]:
    CASES.note(name_, "audience", "audience-wrong", presented(domain=domain_), well_proven=False)
