"""Generated DCQL queries over `ldp_vc` with what a wallet holds, the same for the same seed.

The values under one path have one kind in all of a case's documents, absent or null at times, and no array is empty
(there the two sides differ, see test_dcql.py). The queries go along these paths, take a wrong turn at times, and at
times break a rule that both sides must refuse.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from random import Random
from typing import Any

JsonObject = dict[str, Any]

NAMES = ("name", "category", "address", "card", "0")
TYPES = ("https://city.example/A", "https://city.example/B", "https://city.example/C")
TEXTS = ("adult", "child", "1", "true", "")


def make_case(random: Random) -> JsonObject:
    """One query, which may break a rule, and the holdings it is asked of."""
    shape = {"object": {"credentialSubject": _shape(random, 3), "name": _shape(random, 1)}}
    holdings = [
        {"id": f"held-{number}", "types": random.sample(TYPES, random.randint(1, 3)), "document": _value(random, shape)}
        for number in range(random.randint(0, 4))
    ]
    query = _query(random, shape)
    if random.random() < 0.2:
        random.choice(BREAKAGES)(random, query)
    return {"query": query, "holdings": holdings}


def _shape(random: Random, depth: int) -> JsonObject:
    kind = random.choice(("object", "object", "array", "scalar")) if depth else "scalar"
    if kind == "object":
        return {"object": {name: _shape(random, depth - 1) for name in random.sample(NAMES, random.randint(1, 4))}}
    if kind == "array":
        return {"array": _shape(random, depth - 1)}
    return {"scalar": random.choice(("text", "number", "flag"))}


def _value(random: Random, shape: JsonObject) -> Any:
    if "object" in shape:
        members = shape["object"].items()
        return {name: _value(random, inner) for name, inner in members if random.random() < 0.9}
    if "array" in shape:
        return [_value(random, shape["array"]) for _ in range(random.randint(1, 3))]
    return None if random.random() < 0.08 else _scalar(random, shape["scalar"])


def _scalar(random: Random, kind: str) -> Any:
    match kind:
        case "text":
            return random.choice(TEXTS)
        case "number":
            return random.randint(0, 2)
        case _:
            return random.random() < 0.5


def _query(random: Random, shape: JsonObject) -> JsonObject:
    ids = random.sample(("one", "two", "Three_3", "-"), random.choice((1, 1, 2, 3)))
    query: JsonObject = {"credentials": [_credential(random, query_id, shape) for query_id in ids]}
    if random.random() < 0.5:
        query["credential_sets"] = [_credential_set(random, ids) for _ in range(random.randint(1, 3))]
    return query


def _credential(random: Random, query_id: str, shape: JsonObject) -> JsonObject:
    alternatives = [random.sample(TYPES, random.choice((1, 1, 2))) for _ in range(random.randint(1, 3))]
    credential: JsonObject = {"id": query_id, "format": "ldp_vc", "meta": {"type_values": alternatives}}
    if random.random() < 0.3:
        credential["multiple"] = random.random() < 0.5
    claims = _claims(random, shape)
    if not claims:
        return credential
    credential["claims"] = claims
    if random.random() < 0.5:
        for number, claim in enumerate(claims):
            claim["id"] = f"claim-{number}"
        known = [claim["id"] for claim in claims]
        credential["claim_sets"] = [
            random.sample(known, random.randint(1, len(known))) for _ in range(random.randint(1, 3))
        ]
    return credential


def _claims(random: Random, shape: JsonObject) -> list[JsonObject]:
    by_path: dict[str, JsonObject] = {}
    for _ in range(random.randint(0, 4)):
        path, end = _walk(random, shape)
        claim: JsonObject = {"path": path}
        if random.random() < 0.4:
            kinds = [end.get("scalar", "text")] * 3 + ["text", "number", "flag"]
            claim["values"] = [_scalar(random, random.choice(kinds)) for _ in range(random.randint(1, 3))]
        by_path[repr(path)] = claim
    return list(by_path.values())


def _walk(random: Random, shape: JsonObject) -> tuple[list[str | int | None], JsonObject]:
    path: list[str | int | None] = []
    while True:
        if random.random() < 0.04:  # a wrong turn
            path.append(random.choice(("absent", 0, 7, None)))
            return path, {}
        if shape.get("object"):
            name = random.choice(list(shape["object"]))
            path.append(name)
            shape = shape["object"][name]
        elif "array" in shape:
            path.append(random.choice((None, None, 0, 1)))
            shape = shape["array"]
        if "scalar" in shape or random.random() < 0.15:
            return path, shape


def _credential_set(random: Random, ids: list[str]) -> JsonObject:
    options = [random.sample(ids, random.randint(1, len(ids))) for _ in range(random.randint(1, 3))]
    credential_set: JsonObject = {"options": options}
    if random.random() < 0.6:
        credential_set["required"] = random.random() < 0.4
    return credential_set


def _in_credential(change: Callable[[Random, JsonObject], None]) -> Callable[[Random, JsonObject], None]:
    return lambda random, query: change(random, random.choice(query["credentials"]))


def _set(name: str, *values: Any) -> Callable[[Random, JsonObject], None]:
    return lambda random, entry: entry.update({name: copy.deepcopy(random.choice(values))})


BREAKAGES: tuple[Callable[[Random, JsonObject], None], ...] = (
    _set("credentials", [], {}, None, "all", [[]]),
    _set("credential_sets", [], {}, [{}], [{"options": []}], [{"options": ["one"]}], [{"options": [["unknown"]]}]),
    _set("credential_sets", [{"options": [["one"]], "required": "no"}]),
    lambda _, query: query["credentials"].append(copy.deepcopy(query["credentials"][0])),
    _in_credential(_set("id", "", "with blank", "ümlaut", "dotted.id", 1, None)),
    _in_credential(_set("format", None, 1, "")),
    _in_credential(_set("meta", None, [], {}, {"type_values": []}, {"type_values": [[]]}, {"type_values": ["A"]})),
    _in_credential(_set("meta", {"type_values": [[1]]}, {"type_values": "A"})),
    _in_credential(_set("multiple", "yes", 1, None)),
    _in_credential(_set("require_cryptographic_holder_binding", "yes", 0, None)),
    _in_credential(_set("claims", [], {}, ["name"], [{}], [{"path": []}], [{"path": "name"}])),
    _in_credential(_set("claims", [{"path": [-1]}], [{"path": [1.5]}], [{"path": [True]}], [{"path": [["a"]]}])),
    _in_credential(_set("claims", [{"path": ["a"], "values": [None]}], [{"path": ["a"], "values": [{"b": 1}]}])),
    _in_credential(_set("claims", [{"path": ["a"], "values": [0.5]}], [{"path": ["a"], "values": "b"}])),
    _in_credential(_set("claims", [{"path": ["a"], "id": "a b"}], [{"path": ["a"], "id": ""}])),
    _in_credential(_set("claim_sets", [], [[]], [["unknown"]], "all", {}, [[1]])),
)
