"""Changes that issuer trust and the credential proof must see."""

from __future__ import annotations

from credentials.model.instant import render_instant
from credentials.strict_json import JsonObject
from credentials.verification.evidence import Standing, Unavailable
from tests.credentials.verification.changes import (
    OK,
    UNSIGNED_BY_ISSUER,
    UNTRUSTED,
    Case,
    Cases,
    both,
    issued,
    on_signed_card,
    put,
    said,
)
from tests.credentials.verification.city import (
    CARD_TYPE,
    DAY,
    HOLDER,
    ISSUE,
    NAMESPACE,
    NOW,
    OFFICE,
    OFFICE_KEY,
    OTHER_OFFICE,
    OTHER_OFFICE_KEY,
    SIGNED,
    THIEF,
    THIEF_KEY,
    City,
    Statements,
    office_document,
)

CASES = Cases()


@CASES.case(
    "the registry away",
    {"issuer-trusted": "registry-unavailable", **UNTRUSTED, "verifier-entitled": "verifier-registry-unavailable"},
    well_proven=True,
)
def _no_registry(city: City) -> None:
    city.trust = Unavailable("the list has expired")


CASES.append(
    Case("issuer not listed", said(ISSUE), {"issuer-trusted": "issuer-not-authorized", **UNTRUSTED}, well_proven=True)
)
CASES.append(
    Case(
        "issuer listed for another type",
        both(said(ISSUE), said((OFFICE, "issue", f"{NAMESPACE}#Other"), (0, None, OK))),
        {"issuer-trusted": "issuer-not-authorized", **UNTRUSTED},
        well_proven=True,
    )
)
CASES.append(
    Case(
        "issuer listed to ask, not to issue",
        both(said(ISSUE), said((OFFICE, "verify", CARD_TYPE), (0, None, OK))),
        {"issuer-trusted": "issuer-not-authorized", **UNTRUSTED},
        well_proven=True,
    )
)
TRUST = "issuer-trusted"
for name_, statements_, code_ in [
    ("issuer listed from tomorrow on", [(NOW + 1, None, OK)], "issuer-not-yet-authorized"),
    ("issuer listed only after it signed", [(SIGNED + 1, None, OK)], "issuer-not-authorized-when-signing"),
    ("issuer signed after its end", [(SIGNED - DAY, SIGNED, OK)], "issuer-not-authorized-when-signing"),
    (
        "issuer signed between two times",
        [(0, SIGNED, OK), (SIGNED + 1, None, OK)],
        "issuer-not-authorized-when-signing",
    ),
    ("issuer compromised", [(SIGNED - DAY, NOW - 1, Standing.COMPROMISED)], "issuer-compromised"),
    ("issuer compromised long before it says it signed", [(0, 1, Standing.COMPROMISED)], "issuer-compromised"),
]:
    CASES.note(name_, TRUST, code_, said(ISSUE, *statements_), well_proven=True)


@CASES.case("the registry believes the old key no more, but a new one", {TRUST: "issuer-compromised"}, well_proven=True)
def _compromised_and_listed_again(city: City) -> None:
    class Renewed(Statements):
        def standing(self, *, entity: str, action: str, credential_type: str, at: int) -> Standing:
            if action == "issue":
                return Standing.COMPROMISED if at < NOW - DAY else Standing.AUTHORIZED
            return super().standing(entity=entity, action=action, credential_type=credential_type, at=at)

    assert isinstance(city.trust, Statements)
    city.trust = Renewed(city.trust.said)


@CASES.case("a card that does not say when it was signed", {TRUST: "signing-date-missing"}, well_proven=True)
def _undated(city: City) -> None:
    def undate(card: JsonObject) -> None:
        # `prepare` always writes a date, so this proof is made by hand.
        from credentials.data_integrity.hash_data import hash_data  # noqa: PLC0415 - for this one case
        from credentials.data_integrity.suites import SUITES  # noqa: PLC0415
        from credentials.encoding import encode_multibase  # noqa: PLC0415
        from credentials.keys.algorithm import Algorithm  # noqa: PLC0415

        options = {name: value for name, value in card.pop("proof").items() if name not in ("created", "proofValue")}
        digest = hash_data(card, options, SUITES["eddsa-rdfc-2022"], Algorithm.ED25519, city.contexts).combined
        card["proof"] = {**options, "proofValue": encode_multibase("z", OFFICE_KEY.sign(digest))}

    city.change_card = undate


for name_, change_, code_ in [
    ("a changed claim", on_signed_card("credentialSubject", "cardNumber", value="54321"), "credential-signature-wrong"),
    (
        "a longer validity",
        on_signed_card("validUntil", value=render_instant(NOW + 999 * DAY)),
        "credential-signature-wrong",
    ),
    ("another holder written in", on_signed_card("credentialSubject", "id", value=THIEF), "credential-signature-wrong"),
    ("the status taken out", on_signed_card("credentialStatus", value=...), "credential-signature-wrong"),
    (
        "one more type",
        on_signed_card("type", value=["VerifiableCredential", "LibraryCard", "SportsPass"]),
        "credential-signature-wrong",
    ),
    (
        "the signing date moved",
        on_signed_card("proof", "created", value=render_instant(SIGNED - 1)),
        "credential-signature-wrong",
    ),
    ("another key has signed", issued(key=THIEF_KEY), "credential-signature-wrong"),
    ("no proof on the card", on_signed_card("proof", value=...), "credential-proof-malformed"),
    ("half a signature", on_signed_card("proof", "proofValue", value="z3FXQj"), "credential-signature-wrong"),
    (
        "two proofs on the card",
        lambda city: setattr(city, "change_card", lambda card: put(card, "proof", value=[card["proof"]] * 2)),
        "credential-proof-malformed",
    ),
    ("the card signed for authentication", issued(proof_purpose="authentication"), "credential-proof-not-accepted"),
    ("the card signed in the future", issued(created=NOW + 120), "credential-proof-not-accepted"),
    ("the card's signature expired", issued(expires=NOW - 120), "credential-proof-not-accepted"),
    (
        "the card's suite unknown",
        on_signed_card("proof", "cryptosuite", value="none"),
        "credential-algorithm-not-accepted",
    ),
    ("a key that the office has not (any more)", issued(method=f"{OFFICE}#key-2"), "credential-key-not-found"),
    ("a key that is no DID URL", issued(method="https://city.example/key"), "credential-key-not-found"),
    (
        "another trusted office has signed",
        issued(method=f"{OTHER_OFFICE}#key-1", key=OTHER_OFFICE_KEY),
        "credential-key-not-of-issuer",
    ),
    (
        "the holder has signed the own card",
        issued(method=f"{HOLDER}#{HOLDER.removeprefix('did:key:')}"),
        "credential-key-not-of-issuer",
    ),
    (
        "the office's keys not to be had",
        lambda city: city.controllers.update({OFFICE: Unavailable("timeout")}),
        "issuer-keys-unavailable",
    ),
    ("the office's keys never fetched", lambda city: city.controllers.clear(), "issuer-keys-unavailable"),
    (
        "the office's document of another",
        lambda city: city.controllers.update({OFFICE: office_document(OTHER_OFFICE, OFFICE_KEY)}),
        "credential-key-not-found",
    ),
    (
        "the office's document without keys",
        lambda city: city.controllers.update({OFFICE: {"id": OFFICE}}),
        "credential-key-not-found",
    ),
]:
    CASES.append(
        Case(
            name_,
            change_,
            {"credential-proof": code_, **UNSIGNED_BY_ISSUER},
            well_proven=code_ == "issuer-keys-unavailable",
        )
    )
