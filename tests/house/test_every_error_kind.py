"""Every way of refusing has a stable code, a section or a reason, and exactly one row at every door it can reach."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import credentials
from credentials.errors import CredentialError
from issuer.openid4vci.errors import ROWS
from issuer.refusals import IssuanceUnavailable, Refusal
from verifier.management_api.routes import PROBLEMS
from verifier.openid4vp.errors import WORDS
from verifier.presentation.refusals import CheckRefused

KEBAB = re.compile(r"[a-z]+(-[a-z]+)*")
# OpenID4VP 1.0 section 8.5, RFC 6749 sections 4.1.2.1 and 5.2
PRESENTATION_WORDS = {
    "invalid_request",
    "invalid_client",
    "unauthorized_client",
    "access_denied",
    "vp_formats_not_supported",
    "temporarily_unavailable",
}


def kinds_of(base: type[Any]) -> set[type[Any]]:
    return {kind for direct in base.__subclasses__() for kind in {direct, *kinds_of(direct)}}


def product_kinds_of(base: type[Any]) -> set[type[Any]]:
    return {kind for kind in kinds_of(base) if not kind.__module__.startswith("tests")}


def test_every_refusal_of_the_ground_has_a_code_of_its_own_and_names_its_section() -> None:
    for module in walk_packages(credentials.__path__, "credentials."):
        import_module(module.name)
    kinds = product_kinds_of(CredentialError)
    codes = [code for kind in kinds for code in kind.codes()]
    assert len(kinds) > 15
    assert len(set(codes)) == len(codes)
    assert [code for code in codes if not KEBAB.fullmatch(code)] == []
    assert [kind.__name__ for kind in kinds if not kind.section or not kind.__doc__] == []
    assert {kind.__module__ for kind in kinds} == {"credentials.errors"}


def test_every_refusal_to_a_wallet_that_receives_has_its_row_and_no_row_is_dead() -> None:
    kinds = product_kinds_of(Refusal)
    assert set(ROWS) == kinds - {IssuanceUnavailable}
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert [kind.code for kind in kinds if not KEBAB.fullmatch(kind.code) or not kind.section] == []


def test_every_refusal_of_the_verifier_has_its_row_at_both_doors_and_no_row_is_dead() -> None:
    kinds = product_kinds_of(CheckRefused)
    assert set(WORDS) == kinds
    assert set(PROBLEMS) == kinds
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert [kind.code for kind in kinds if not KEBAB.fullmatch(kind.code) or not kind.__doc__] == []


def test_a_wallet_that_presents_hears_only_words_of_the_protocol() -> None:
    assert {words.error for words in WORDS.values()} <= PRESENTATION_WORDS
    assert {words.status for words in WORDS.values()} <= {400, 403, 404, 503}


def test_every_problem_of_the_verifier_says_what_to_do() -> None:
    assert [
        kind.__name__ for kind, (_, title, remedy) in PROBLEMS.items() if not title or not remedy.endswith(".")
    ] == []
