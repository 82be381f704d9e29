from __future__ import annotations

from typing import Any

import pytest

from credentials.encoding import decode_base64url, encode_base64url
from credentials.verification.evidence import Standing
from tests.trust_registry.lists import CREDENTIAL_TYPE, DAY, KEY, NOW, OTHER_KEY, payload, sign
from tests.trust_registry.statements import AUTHORITY, CARD, LIBRARY, statement
from trust_registry.reading.errors import ListRefused
from trust_registry.reading.signed_list import MAX_LIFETIME, MAX_LIST_BYTES, Seen, TrustList, judge_list
from trust_registry.reading.statement import STATEMENT_TYP, render_statement


def judged(token: str, **others: Any) -> TrustList:
    settings: dict[str, Any] = {
        "authority": AUTHORITY,
        "keys": [KEY.public_key],
        "now": NOW,
        "newest_seen": None,
        "clock_skew": 60,
    }
    return judge_list(token, **settings | others)


def refusal(token: str, **others: Any) -> str:
    with pytest.raises(ListRefused) as refused:
        judged(token, **others)
    return refused.value.code


def test_a_proven_list_answers() -> None:
    believed = judged(sign(payload()))
    registry = believed.registry
    assert (registry.version, registry.issued, registry.expires) == (7, NOW, NOW + DAY)
    assert registry.standing(entity=LIBRARY, action="issue", credential_type=CARD, at=NOW) is Standing.AUTHORIZED
    assert registry.credential_types[CARD].context.sha256 == "a" * 64


def test_rollback_an_older_version_is_refused() -> None:
    assert refusal(sign(payload(version=6)), newest_seen=Seen(7, "0" * 64)) == "trust-list-rolled-back"


def test_split_view_another_list_of_the_same_version_is_refused() -> None:
    first = judged(sign(payload()))
    assert refusal(sign(payload(statements=[])), newest_seen=first.seen) == "trust-list-contradicted"
    assert judged(first.token, newest_seen=first.seen).seen == first.seen


def test_freeze_an_expired_list_is_refused_to_the_second() -> None:
    assert judged(sign(payload()), now=NOW + DAY - 1).seen.version == 7
    assert refusal(sign(payload()), now=NOW + DAY) == "trust-list-expired"


def test_freeze_a_list_that_holds_for_years_is_refused() -> None:
    assert refusal(sign(payload(exp=NOW + MAX_LIFETIME + 1))) == "trust-list-lives-too-long"


def test_a_list_from_the_future_is_refused() -> None:
    assert judged(sign(payload(iat=NOW + 60))).seen.version == 7
    assert refusal(sign(payload(iat=NOW + 61))) == "trust-list-not-yet-issued"


def test_wrong_signer_a_key_that_is_not_pinned_is_refused() -> None:
    assert refusal(sign(payload(), key=OTHER_KEY)) == "trust-list-not-proven"
    assert refusal(sign(payload()), keys=[]) == "trust-list-not-proven"


def test_wrong_signer_a_key_that_the_header_brings_along_is_not_used() -> None:
    from credentials.keys.jwk import render_public_jwk  # noqa: PLC0415

    token = sign(payload(), key=OTHER_KEY, jwk=render_public_jwk(OTHER_KEY.public_key))
    assert refusal(token) == "trust-list-not-proven"


def test_either_of_two_pinned_keys_signs_while_a_key_is_changed() -> None:
    both = [KEY.public_key, OTHER_KEY.public_key]
    assert judged(sign(payload(), key=OTHER_KEY), keys=both).seen.version == 7


def test_wrong_authority_is_refused_by_its_key_id_and_by_its_name() -> None:
    assert refusal(sign(payload(), kid="did:web:evil.example#k")) == "trust-list-of-another-authority"
    assert refusal(sign(payload(), kid=AUTHORITY + ":branch#k")) == "trust-list-of-another-authority"
    assert refusal(sign(payload(iss="did:web:evil.example"))) == "trust-list-of-another-authority"


def test_a_changed_payload_is_refused() -> None:
    header, body, signature = sign(payload()).split(".")
    changed = decode_base64url(body).replace(b'"version":7', b'"version":8')
    assert refusal(f"{header}.{encode_base64url(changed)}.{signature}") == "trust-list-not-proven"


def test_mix_and_match_a_statement_signed_by_itself_is_no_list() -> None:
    assert refusal(sign(payload(), typ=STATEMENT_TYP)) == "trust-list-malformed"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "not a list",
        "{}",
        "a.b.c",
        sign(b"not JSON"),
        sign(b'{"iss":"x","iss":"y"}'),
        sign(b"[]"),
        sign(payload(version=...)),
        sign(payload(version=0)),
        sign(payload(version="7")),
        sign(payload(version=7.5)),
        sign(payload(exp="tomorrow")),
        sign(payload(statements={})),
        sign(payload(statements=[{"entity": LIBRARY}])),
        sign(payload(statements=[render_statement(statement()) | {"only_on_sundays": True}])),
        sign(payload(credential_types=[CREDENTIAL_TYPE | {"context": {"id": "x"}}])),
        sign(payload(), crit=["exp"]),
        "a" * (MAX_LIST_BYTES + 1),
    ],
)
def test_what_is_not_wholly_understood_is_refused(token: str) -> None:
    assert refusal(token) == "trust-list-malformed"


def test_members_beside_the_statements_may_be_added_later() -> None:
    assert judged(sign(payload(publisher="Stadt"))).seen.version == 7


def test_one_pinned_list_cannot_be_the_same_credential_type_twice() -> None:
    other = CREDENTIAL_TYPE | {"schema": CREDENTIAL_TYPE["context"]}
    assert refusal(sign(payload(credential_types=[CREDENTIAL_TYPE, other]))) == "trust-list-malformed"


def test_one_identifier_cannot_have_two_digests() -> None:
    earlier = [CREDENTIAL_TYPE["context"] | {"sha256": "c" * 64}]
    assert refusal(sign(payload(credential_types=[CREDENTIAL_TYPE | {"earlier": earlier}]))) == "trust-list-malformed"
