"""The metadata of types: read strictly, merged only where they tighten, fetched from nowhere, never an authority."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from credentials import strict_json
from credentials.errors import IntegrityError, TypeMetadataError, TypeRetrievalError
from credentials.integrity import judge_integrity
from credentials.sd_jwt_vc.extend_type import MOST_TYPES, resolve_type
from credentials.sd_jwt_vc.type_metadata import MOST_CLAIMS, Disclosability, parse_type_metadata

CARD = "https://city.example/types/card"
BASE = "https://state.example/types/card"


def document(**members: Any) -> bytes:
    return strict_json.render({"vct": CARD, **members})


def claim(*path: Any, **members: Any) -> dict[str, Any]:
    return {"path": list(path), **members}


def integrity(octets: bytes, name: str = "sha256") -> str:
    return f"{name}-{base64.b64encode(hashlib.new(name, octets).digest()).decode()}"


def test_a_whole_document_is_read_and_unknown_members_are_ignored() -> None:
    metadata = parse_type_metadata(
        document(
            name="Card",
            description="A card of the city",
            extends=BASE,
            display=[{"locale": "de", "name": "Ausweis", "rendering": {"simple": {}}}],
            claims=[
                claim("name", mandatory=True, sd="always", display=[{"locale": "de", "label": "Name"}], svg_id="name"),
                claim("degrees", None, "type"),
            ],
            schema_uri="https://city.example/old",
        )
    )
    assert (metadata.vct, metadata.extends, metadata.extends_integrity) == (CARD, BASE, None)
    name, degrees = metadata.claims
    assert (name.path, name.mandatory, name.sd) == (("name",), True, Disclosability.ALWAYS)
    assert (degrees.path, degrees.mandatory, degrees.sd) == (("degrees", None, "type"), None, None)
    assert [display["label"] for display in name.display] == ["Name"]
    assert [display["name"] for display in metadata.display] == ["Ausweis"]


@pytest.mark.parametrize(
    "members",
    [
        {"vct": ""},
        {"vct": 5},
        {"vct": None},
        {"extends": 5},
        {"extends": ""},
        {"extends#integrity": []},
        {"display": {}},
        {"display": ["de"]},
        {"display": [{"name": "Ausweis"}]},
        {"display": [{"locale": "de"}]},
        {"display": [{"lang": "de", "name": "Ausweis"}]},
        {"display": [{"locale": "de", "name": "Ausweis"}] * 65},
        {"name": "x" * 262_144},
        {"claims": {}},
        {"claims": [["name"]]},
        {"claims": [{}]},
        {"claims": [claim()]},
        {"claims": [{"path": "name"}]},
        {"claims": [claim(-1)]},
        {"claims": [claim(True)]},
        {"claims": [claim("a", mandatory="true")]},
        {"claims": [claim("a", mandatory=None)]},
        {"claims": [claim("a", sd="sometimes")]},
        {"claims": [claim("a", sd=["always"])]},
        {"claims": [claim("a", sd=None)]},
        {"claims": [claim("a", display=[{"locale": "de"}])]},
        {"claims": [claim("a"), claim("a")]},
        {"claims": [claim(str(number)) for number in range(MOST_CLAIMS + 1)]},
    ],
)
def test_a_malformed_document_is_refused(members: dict[str, Any]) -> None:
    with pytest.raises(TypeMetadataError):
        parse_type_metadata(document(**members))


def test_a_document_as_large_as_may_be_is_read() -> None:
    displays = [{"locale": "de", "name": "Ausweis"}] * 64
    padding = "x" * (262_144 - len(document(display=displays, name="")))
    octets = document(display=displays, name=padding)
    assert (len(octets), len(parse_type_metadata(octets).display)) == (262_144, 64)
    with pytest.raises(TypeMetadataError):
        parse_type_metadata(octets + b" ")


@pytest.mark.parametrize("octets", [b"", b"[]", b"{", b"\xff", b'{"vct":"a","vct":"b"}', b"{}", b"[" * 100_000])
def test_what_is_no_strict_json_object_is_refused(octets: bytes) -> None:
    with pytest.raises(TypeMetadataError):
        parse_type_metadata(octets)


def test_a_document_is_found_under_its_type_or_is_not_at_hand() -> None:
    assert resolve_type(CARD, {CARD: document()}).vct == CARD
    with pytest.raises(TypeRetrievalError):
        resolve_type(CARD, {BASE: document(vct=BASE)})


def test_vct_of_a_document_equals_the_reference_to_it() -> None:
    for asked in (CARD + "/", CARD.upper()):
        with pytest.raises(TypeMetadataError):
            resolve_type(asked, {asked: document()})


def merged(base: list[Any], extending: list[Any], **members: Any) -> Any:
    documents = {CARD: document(extends=BASE, claims=extending), BASE: document(vct=BASE, claims=base, **members)}
    return resolve_type(CARD, documents)


def test_an_extending_type_inherits_claims_adds_some_and_says_more_about_them() -> None:
    metadata = merged(
        [claim("name", mandatory=True), claim("age", sd="always")],
        [claim("age", mandatory=True), claim("category")],
        display=[{"locale": "de", "name": "Ausweis"}],
    )
    assert metadata.vct == CARD
    assert [(c.path, c.mandatory, c.sd) for c in metadata.claims] == [
        (("name",), True, None),
        (("age",), True, Disclosability.ALWAYS),
        (("category",), None, None),
    ]
    assert metadata.display[0]["name"] == "Ausweis"


@pytest.mark.parametrize("base", [{}, {"sd": "allowed"}])
@pytest.mark.parametrize("extending", ["always", "never", "allowed"])
def test_sd_may_be_settled_where_it_was_open(base: dict[str, Any], extending: str) -> None:
    assert merged([claim("a", **base)], [claim("a", sd=extending)]).claims[0].sd == extending


@pytest.mark.parametrize(
    ("base", "extending"),
    [
        ({"sd": "always"}, {"sd": "allowed"}),
        ({"sd": "always"}, {"sd": "never"}),
        ({"sd": "never"}, {"sd": "allowed"}),
        ({"sd": "never"}, {"sd": "always"}),
        ({"mandatory": True}, {"mandatory": False}),
    ],
)
def test_what_a_base_type_has_settled_cannot_be_loosened(base: dict[str, Any], extending: dict[str, Any]) -> None:
    with pytest.raises(TypeMetadataError):
        merged([claim("a", **base)], [claim("a", **extending)])
    assert merged([claim("a", **base)], [claim("a", **base)]).claims[0].path == ("a",)


def test_what_was_left_open_on_one_side_is_taken_from_the_other() -> None:
    de, en = [{"locale": "de", "label": "Name"}], [{"locale": "en", "label": "Name"}]
    kept = merged([claim("a", sd="always", mandatory=True, display=de)], [claim("a")]).claims[0]
    assert (kept.sd, kept.mandatory, kept.display) == (Disclosability.ALWAYS, True, tuple(de))
    said = merged([claim("a", display=de)], [claim("a", sd="never", mandatory=False, display=en)]).claims[0]
    assert (said.sd, said.mandatory, said.display) == (Disclosability.NEVER, False, tuple(en))


def test_an_extending_type_is_shown_in_its_own_words_where_it_has_some() -> None:
    names = [[{"locale": "de", "name": name}] for name in ("Karte", "Ausweis")]
    documents = {CARD: document(extends=BASE, display=names[0]), BASE: document(vct=BASE, display=names[1])}
    assert resolve_type(CARD, documents).display == tuple(names[0])


def test_types_that_together_have_too_many_claims_are_refused() -> None:
    half = [claim(f"a{number}") for number in range(MOST_CLAIMS // 2)]
    assert len(merged(half, [claim(f"b{number}") for number in range(MOST_CLAIMS // 2)]).claims) == MOST_CLAIMS
    with pytest.raises(TypeMetadataError):
        merged(half, [claim(f"b{number}") for number in range(MOST_CLAIMS // 2 + 1)])


def chain(length: int) -> dict[str, bytes]:
    """Types 0 to `length - 1`, each of which extends the next."""
    return {
        str(n): document(vct=str(n), claims=[claim(f"c{n}")], **({"extends": str(n + 1)} if n < length - 1 else {}))
        for n in range(length)
    }


def test_eight_types_may_build_on_each_other_and_no_more() -> None:
    assert len(resolve_type("0", chain(MOST_TYPES)).claims) == MOST_TYPES
    with pytest.raises(TypeMetadataError):
        resolve_type("0", chain(MOST_TYPES + 1))


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_circle_of_types_is_refused(length: int) -> None:
    documents = chain(length)
    documents[str(length - 1)] = document(vct=str(length - 1), extends="0")
    with pytest.raises(TypeMetadataError):
        resolve_type("0", documents)


def test_extends_integrity_is_held_for_the_base_document() -> None:
    base = document(vct=BASE)
    good = {CARD: document(extends=BASE, **{"extends#integrity": integrity(base)}), BASE: base}
    assert resolve_type(CARD, good).vct == CARD
    with pytest.raises(IntegrityError):
        resolve_type(CARD, good | {BASE: document(vct=BASE, name="other")})


def test_vct_integrity_is_held_over_the_raw_octets() -> None:
    octets = b'{ "vct" : "a" }'
    assert resolve_type("a", {"a": octets}, integrity=integrity(octets)).vct == "a"
    with pytest.raises(IntegrityError):
        resolve_type("a", {"a": b'{"vct":"a"}'}, integrity=integrity(octets))


OCTETS = b"the document"
WRONG = {name: integrity(b"other", name) for name in ("sha256", "sha384", "sha512")}


@pytest.mark.parametrize(
    "written",
    [
        *(integrity(OCTETS, name) for name in ("sha256", "sha384", "sha512")),
        integrity(OCTETS) + "?ct=application/json",
        f"{WRONG['sha256']} {integrity(OCTETS)}",
        f"{WRONG['sha256']} {integrity(OCTETS, 'sha384')}",
        f"md5-xxxx  {integrity(OCTETS, 'sha512')}\n{WRONG['sha384']}",
    ],
)
def test_one_of_the_strongest_digests_must_fit(written: str) -> None:
    judge_integrity(OCTETS, written)


@pytest.mark.parametrize(
    "written",
    [
        *WRONG.values(),
        f"{integrity(OCTETS)} {WRONG['sha512']}",
        f"{integrity(OCTETS, 'sha384')} {WRONG['sha512']}",
        integrity(OCTETS).rstrip("="),
        integrity(OCTETS).upper(),
    ],
)
def test_a_weaker_digest_does_not_help_and_a_wrong_one_is_refused(written: str) -> None:
    with pytest.raises(IntegrityError):
        judge_integrity(OCTETS, written)


@pytest.mark.parametrize("written", ["", " ", "md5-xxxx", "sha1-xxxx", "SHA256-xxxx", "sha256", "sha3-256-xxxx"])
def test_an_unsupported_hash_is_refused(written: str) -> None:
    with pytest.raises(IntegrityError):
        judge_integrity(OCTETS, written)
