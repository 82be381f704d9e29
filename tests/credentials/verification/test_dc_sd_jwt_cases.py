"""What people hear about an SD-JWT VC: each refusal by its finding, and what is unusual but good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from credentials.formats import FORMATS
from credentials.jsonld.context_set import ContextSet
from credentials.sd_jwt.conceal import Concealed
from credentials.verification.evidence import Standing, Unavailable
from credentials.verification.judge_credential import judge_credential
from credentials.verification.needs import controllers_needed, status_lists_needed
from credentials.verification.shown import ShownCredential
from credentials.verification.verdict import CheckName
from tests.credentials.verification.changes import Case, Cases, both, issued, on_card, presented, said
from tests.credentials.verification.city import CARD_TYPE, ISSUE, NAMESPACE, NOW, OFFICE, OTHER_OFFICE, City
from tests.credentials.verification.rows.dc_sd_jwt import STRAY, described, forged, on, on_the_way, with_another_claim
from tests.credentials.verification.sd_jwt_city import LIST, SdJwtCity, describe

OTHER_TYPE = "https://city.example/credentials/sports-pass#SportsPass"
BASE_TYPE = f"{NAMESPACE}#Card"
UNREAD = dict.fromkeys(
    (name.value for name in CheckName if name not in (CheckName.SHAPE, CheckName.VERIFIER_ENTITLED)),
    "shape-not-understood",
)
CASES = Cases()

for change in (
    lambda _shown: "",
    lambda shown: shown.replace("~", ""),
    lambda shown: shown.replace("~", "~~", 1),
    lambda shown: "=~".join(["~".join(shown.split("~")[:2]), "~".join(shown.split("~")[2:])]),
    lambda shown: shown + "~",
    lambda shown: "~".join([*shown.split("~")[:2], *shown.split("~")[1:]]),
    lambda shown: "~".join([*shown.split("~")[:-1], STRAY, shown.split("~")[-1]]),
):
    CASES.note("malformed", "shape", "presentation-malformed", on_the_way(change), well_proven=False, **UNREAD)
for name, value in (
    *(("iss", "did:web:city.example"), ("iss", "http://city.example"), ("exp", "never")),
    *(("status", []), ("status", None)),
):
    CASES.note(
        f"{name} {value}", "shape", "credential-malformed", on_card(name, value=value), well_proven=False, **UNREAD
    )

UNBOUND = {"nonce": "presentation-not-proven", "audience": "presentation-not-proven"}
CASES.note(
    "bound to nobody",
    "holder-binding",
    "credential-without-holder",
    on_card("cnf", value=...),
    well_proven=False,
    presentation_proof="bound-to-nobody",
    **UNBOUND,
)
for name, wrong, code in (
    ("no key binding", on_the_way(lambda shown: shown[: shown.rindex("~") + 1]), "presentation-proof-malformed"),
    ("no token", on_the_way(lambda shown: shown[: shown.rindex("~") + 1] + "kb"), "presentation-proof-malformed"),
    (
        "of another kind",
        on_the_way(lambda s: s[: s.rindex("~") + 1] + s.split("~")[0]),
        "presentation-proof-not-accepted",
    ),
    (
        "over less",
        on_the_way(lambda shown: shown.replace(shown.split("~")[3] + "~", "")),
        "presentation-signature-wrong",
    ),
    ("an hour old", presented(issued_at=NOW - 3600 - 61), "presentation-proof-not-accepted"),
    (
        "an old algorithm",
        lambda city: city.rules.update(jose_algorithms=frozenset({"ES512"})),
        "presentation-algorithm-not-accepted",
    ),
):
    rest = {"holder_binding": "presentation-not-proven", **UNBOUND}
    if "algorithm" in name:
        after = ("validity-period", "status", "schema", "query-answered")
        rest |= dict.fromkeys(after, "credential-not-proven")
        rest |= {"credential_proof": "credential-algorithm-not-accepted", "issuer_trusted": "credential-not-proven"}
    CASES.note(name, "presentation-proof", code, wrong, well_proven=False, **rest)

UNPROVEN = dict.fromkeys(
    ("holder_binding", "validity_period", "status", "schema", "query_answered", "issuer_trusted"),
    "credential-not-proven",
)
for name, wrong, code in (
    ("a changed claim", forged(with_another_claim), "credential-signature-wrong"),
    ("a key of another office", issued(kid=f"{OTHER_OFFICE}#key-1"), "credential-key-not-of-issuer"),
    ("a key that is not there", issued(kid=f"{OFFICE}#key-9"), "credential-key-not-found"),
    ("a name that the issuer does not use", issued(kid="key-9"), "credential-key-not-found"),
    ("no name of a key", issued(kid=""), "credential-key-not-found"),
    ("another type of token", issued(typ="JWT"), "credential-proof-not-accepted"),
):
    CASES.note(name, "credential-proof", code, wrong, well_proven=False, **UNPROVEN)
CASES.note(
    "keys away",
    "credential-proof",
    "issuer-keys-unavailable",
    lambda city: city.controllers.update({OFFICE: Unavailable("timeout")}),
    well_proven=True,
    **UNPROVEN,
)
CASES.note(
    "no date of signing",
    "issuer-trusted",
    "signing-date-missing",
    on_card("iat", value=...),
    well_proven=True,
)
CASES.note("replayed for another question", "nonce", "nonce-wrong", presented(nonce="yesterday"), well_proven=False)
CASES.note("made for another", "audience", "audience-wrong", presented(audience="x509_hash:a"), well_proven=False)

for name, octets, code in (
    ("not listed", ..., "schema-unavailable"),
    ("away", Unavailable("timeout"), "schema-unavailable"),
    ("no JSON", b"{", "schema-not-supported"),
    ("a base that is not listed", describe(extends=BASE_TYPE), "schema-unavailable"),
    ("extending itself", describe(extends=CARD_TYPE), "schema-not-supported"),
    ("met", describe(claims=[{"path": ["address", "city"], "mandatory": True}]), "schema-met"),
    ("not met", describe(claims=[{"path": ["vct", "x"], "mandatory": True}]), "schema-not-met"),
):
    if code != "schema-met":
        change = described(octets) if octets is not ... else on(lambda city: city.type_metadata.clear())
        CASES.note(f"metadata {name}", "schema", code, change, well_proven=True)
CASES.note(
    "metadata of another version than the issuer meant",
    "schema",
    "schema-of-another-version",
    on_card("vct#integrity", value="sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    well_proven=True,
)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_one_change_turns_exactly_the_checks_that_must_see_it(case: Case) -> None:
    city = SdJwtCity()
    case.change(city)
    verdict = city.verdict()
    found = {check.name.value: check.code for check in verdict.checks if not check.passed}
    assert (found, verdict.is_well_proven) == (case.findings, case.well_proven)


@pytest.mark.parametrize("document", [None, 5, [], {}, b"a~", {"payload": "", "disclosures": []}])
def test_what_is_no_text_is_refused(document: Any) -> None:
    row, policy = FORMATS["dc+sd-jwt"], SdJwtCity().policy()
    for read in (row.read_credential, row.read_presentation):
        shape, shown = read(document, policy=policy, contexts=ContextSet.bundled())
        assert (shape.passed, shown) == (False, None)


def test_a_presentation_is_no_credential_that_could_be_judged_alone() -> None:
    city = SdJwtCity()
    verdict = judge_credential(
        city.presentation(), format_id="dc+sd-jwt", policy=city.policy(), evidence=city.evidence(), now=NOW
    )
    assert verdict.problems[0].code == "credential-malformed"


def withhold(*names: str) -> Callable[[City], object]:
    """The holder shows all but these: the disclosures stand in the order of the claims."""
    order = ("cardNumber", "borough", "address")
    return on(
        lambda city: setattr(
            city,
            "show",
            lambda card: replace(
                card,
                disclosures=tuple(
                    text for name, text in zip(order, card.disclosures, strict=True) if name not in names
                ),
            ),
        )
    )


def asking_for(*names: str) -> Callable[[City], object]:
    return lambda city: setattr(city, "claims", [{"path": [name]} for name in names])


def test_the_key_is_found_under_the_name_that_the_issuer_itself_gives_it() -> None:
    assert SdJwtCity(issue={"kid": "key-2"}).verdict().valid


def test_the_clock_of_the_office_may_be_ahead_by_the_skew() -> None:
    city = SdJwtCity()
    city.card |= {"iat": NOW + 60, "nbf": NOW + 60}
    assert city.verdict().valid


def test_a_withheld_claim_is_not_missing_and_mandatory() -> None:
    city = SdJwtCity()
    both(withhold("cardNumber", "address"), asking_for("borough"))(city)
    assert city.verdict().valid


def test_a_withheld_claim_that_was_asked_for_is_missing_from_the_answer() -> None:
    city = SdJwtCity()
    withhold("cardNumber")(city)
    assert [(check.code, check.detail) for check in city.verdict().problems] == [("claim-missing", "cardNumber")]


def test_a_mandatory_claim_that_cannot_be_withheld_is_missing_when_it_is_not_there() -> None:
    city = SdJwtCity()
    on_card("exp", value=...)(city)
    assert [(check.code, check.detail) for check in city.verdict().problems] == [("schema-not-met", "exp")]


def test_what_is_shown_beside_the_question_changes_no_verdict() -> None:
    city = SdJwtCity()
    asking_for("borough")(city)
    assert city.verdict().valid


def test_without_listed_metadata_a_policy_may_pass_the_check() -> None:
    city = SdJwtCity(rules={"schema_required": False})
    city.type_metadata.clear()
    assert "no-schema" in {check.code for check in city.verdict().checks}
    assert city.verdict().valid
    city.card["vct#integrity"] = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    assert [check.code for check in city.verdict().problems] == ["schema-unavailable"]


def test_extending_a_type_or_another_name_for_it_authorizes_nobody() -> None:
    for change in (
        {"vct": OTHER_TYPE, "aka_vcts": [CARD_TYPE]},
        {"vct": OTHER_TYPE},
    ):
        city = SdJwtCity()
        city.card |= change
        city.type_metadata[OTHER_TYPE] = describe(vct=OTHER_TYPE, extends=CARD_TYPE)
        codes = {check.name.value: check.code for check in city.verdict().problems}
        assert codes["issuer-trusted"] == "credential-of-another-type"
        assert codes["query-answered"] == "type-not-asked-for"


def test_an_issuer_is_the_did_web_of_its_address_and_nobody_else() -> None:
    city = SdJwtCity()
    city.card["iss"] = "https://city.example/offices/sports"
    assert city.verdict().problems[0].code == "credential-key-not-of-issuer"
    said(ISSUE)(city := SdJwtCity())
    assert city.verdict().problems[0].code == "issuer-not-authorized"


def shown_in(city: SdJwtCity) -> ShownCredential:
    _, shown = FORMATS["dc+sd-jwt"].read_presentation(
        city.presentation(), policy=city.policy(), contexts=ContextSet.bundled()
    )
    assert shown is not None
    return shown.credential


def test_round_one_asks_for_the_did_document_of_an_issuer_that_the_registry_names() -> None:
    city = SdJwtCity()
    facts = {"policy": city.policy(), "trust": city.trust, "now": NOW}
    assert controllers_needed(shown_in(city), **facts) == {OFFICE}
    city.card["iss"] = "https://evil.example/offices/library"
    assert controllers_needed(shown_in(city), **facts) == frozenset()


def test_round_two_asks_for_the_token_status_list_of_a_proven_credential_only() -> None:
    city = SdJwtCity()
    evidence = city.evidence()
    assert status_lists_needed(shown_in(city), policy=city.policy(), evidence=evidence, now=NOW) == {LIST}
    for change in (
        issued(typ="JWT"),
        said(ISSUE, (0, None, Standing.COMPROMISED)),
        on_card("status", "status_list", "uri", value="https://evil.example/1"),
    ):
        change(city := SdJwtCity())
        assert status_lists_needed(shown_in(city), policy=city.policy(), evidence=city.evidence(), now=NOW) == set()


def test_a_claim_hidden_among_the_registered_ones_is_refused() -> None:
    def hide(concealed: Concealed) -> Concealed:
        return replace(concealed, payload=concealed.payload | {"cnf": {"_sd": ["x" * 43]}})

    city = SdJwtCity(change_jwt=hide)
    assert city.verdict().problems[0].code == "credential-malformed"
