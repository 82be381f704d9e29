"""The published cases: what is hidden, what the holder shows, what the verifier sees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sd_jwt.common import SDObj
from sd_jwt.utils.yaml_specification import load_yaml_specification

from credentials.dcql.claims_path import ClaimsPath
from credentials.sd_jwt.compact import SdJwt
from credentials.sd_jwt.conceal import conceal
from credentials.sd_jwt.reveal import reveal
from credentials.sd_jwt.select import select
from tests.credentials.sd_jwt.sd_jwts import entropy

CASES = [
    *("array_data_types", "array_full_sd", "array_in_sd", "array_nested_in_plain", "array_none_disclosed"),
    *("array_of_nulls", "array_of_objects", "array_of_scalars", "array_recursive_sd"),
    *("array_recursive_sd_some_disclosed", "header_mod", "json_serialization_flattened", "json_serialization_general"),
    *("key_binding", "no_sd", "object_data_types", "recursions"),
]


def unwrapped(value: Any, path: ClaimsPath, marked: list[ClaimsPath]) -> Any:
    """The value without the marks of the case; `marked` gets the places that bear one."""
    if isinstance(value, SDObj):
        marked.append(path)
        return unwrapped(value.value, path, marked)
    if isinstance(value, list):
        return [unwrapped(element, (*path, place), marked) for place, element in enumerate(value)]
    if isinstance(value, dict):
        members = {}
        for key, member in value.items():
            name = key.value if isinstance(key, SDObj) else key
            if isinstance(key, SDObj):
                marked.append((*path, name))
            members[name] = unwrapped(member, (*path, name), marked)
        return members
    return value


def chosen(wanted: Any, path: ClaimsPath, marked: list[ClaimsPath]) -> list[ClaimsPath]:
    """The marked places that the case lets the holder show."""
    if isinstance(wanted, dict):
        inner = [place for name, value in wanted.items() for place in chosen(value, (*path, name), marked)]
    elif isinstance(wanted, list):
        inner = [place for number, value in enumerate(wanted) for place in chosen(value, (*path, number), marked)]
    else:
        inner = []
    return [path, *inner] if wanted and path in marked and not inner else inner


@pytest.mark.parametrize("case", CASES)
def test_the_verifier_sees_what_the_case_says(vectors: Path, case: str) -> None:
    specification = load_yaml_specification(vectors / "sd-jwt" / "testcases" / case / "specification.yml")
    marked: list[ClaimsPath] = []
    claims = unwrapped(specification["user_claims"], (), marked)
    concealed = conceal(claims, marked, entropy=entropy(), decoys=2 if specification.get("add_decoy_claims") else 0)
    held = SdJwt("jwt", concealed.disclosures)
    revealed = reveal(concealed.payload, concealed.disclosures)
    assert revealed.claims == claims
    assert len(concealed.disclosures) == len(marked)

    shown = select(held, revealed, chosen(specification["holder_disclosed_claims"], (), marked))
    assert reveal(concealed.payload, shown.disclosures).claims == specification["expect_verified_user_claims"]


def test_no_published_case_is_left_out(vectors: Path) -> None:
    assert sorted(folder.parent.name for folder in (vectors / "sd-jwt" / "testcases").glob("*/*.yml")) == CASES
