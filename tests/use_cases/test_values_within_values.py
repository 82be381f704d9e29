"""Groups, lists and pictures are judged to their innermost value, and the clerk is led to it."""

from __future__ import annotations

import base64
import datetime as dt
import struct
from typing import Any

import pytest

from tests.use_cases.claim_pieces import claim, group, list_of, use_case
from use_cases.derive.claims import judge_claims
from use_cases.derive.picture import SAMPLE_PICTURES
from use_cases.use_case import Kind, UseCase

MAY = dt.date(2026, 5, 3)
ADDRESS = group("address", claim("street", Kind.TEXT, max_length=5), claim("city", Kind.TEXT, mandatory=False))
ZONES = list_of("zones", group("zones", claim("area", Kind.TEXT), claim("floor", Kind.NUMBER, mandatory=False)), most=3)
TAGS = list_of("tags", claim("tags", Kind.TEXT), mandatory=False, min_items=2)
PHOTO = claim("photo", Kind.IMAGE, mandatory=False, media_types=("image/jpeg", "image/png"), max_bytes=1_000)
PASS = use_case(ADDRESS, ZONES, TAGS, PHOTO)
GOOD: dict[str, Any] = {"address": {"street": "Ring"}, "zones": [{"area": "Nord"}]}


def faults(use_case: UseCase = PASS, **changes: object) -> list[tuple[str, str, str]]:
    return [
        ("/".join(fault.path), fault.message.de, fault.message.en)
        for fault in judge_claims(use_case, GOOD | changes, on=MAY)
    ]


def test_what_is_right_to_the_innermost_value_is_right() -> None:
    assert faults(tags=["a", "b"], photo=SAMPLE_PICTURES["image/png"]) == []


@pytest.mark.parametrize(
    ("changes", "path", "german", "english"),
    [
        ({"address": "Ring 1"}, "address", "mindestens eine davon: street auf Deutsch", "at least one of them"),
        ({"address": {}}, "address", "mindestens eine davon", "at least one of them"),
        ({"address": None}, "address", "mindestens eine davon", "at least one of them"),
        ({"address": {"city": "Bonn"}}, "address/street", "fehlt", "is missing"),
        ({"address": {"street": "Ringstraße"}}, "address/street", "höchstens 5", "at most 5"),
        ({"address": {"street": "Ring", "zip": "1"}}, "address/zip", "gehört nicht", "does not belong"),
        ({"zones": {"area": "Nord"}}, "zones", "ist keine Liste", "is not a list"),
        ({"zones": "Nord"}, "zones", "ist keine Liste", "is not a list"),
        ({"zones": []}, "zones", "1 bis 3 Einträge", "1 to 3 entries"),
        ({"zones": [{"area": str(n)} for n in range(4)]}, "zones", "1 bis 3 Einträge", "1 to 3 entries"),
        ({"tags": ["a"]}, "tags", "2 bis 5 Einträge", "2 to 5 entries"),
        ({"tags": ["a", 1]}, "tags/1", "Eintrag 2: „tags auf Deutsch“ ist kein Text", "Entry 2:"),
        ({"tags": ["a", "b", "a"]}, "tags/2", "Eintrag 3: „tags auf Deutsch“ enthält diesen Eintrag schon", "already"),
        ({"zones": [{"area": "Nord"}, {"floor": 1}]}, "zones/1/area", "Eintrag 2: „area auf Deutsch“ fehlt", "Entry 2"),
        ({"zones": [{"area": "Nord", "floor": 1.5}]}, "zones/0/floor", "keine ganze Zahl", "not a whole number"),
        ({"zones": [["Nord"]]}, "zones/0", "mindestens eine davon", "at least one of them"),
    ],
)
def test_a_fault_within_is_told_with_the_way_to_it(
    changes: dict[str, Any], path: str, german: str, english: str
) -> None:
    ((where, de, en),) = faults(**changes)
    assert where == path
    assert german in de
    assert english in en


def test_a_flood_within_is_cut_short() -> None:
    assert len(faults(address={str(number): 1 for number in range(9_000)})) == 100


def url(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


JPEG = base64.b64decode(SAMPLE_PICTURES["image/jpeg"].partition(",")[2])
PNG = base64.b64decode(SAMPLE_PICTURES["image/png"].partition(",")[2])
EXIF = b"\xff\xe1" + struct.pack(">H", 12) + b"Exif\0\0HERE"
COMMENT = b"\xff\xfe" + struct.pack(">H", 6) + b"HERE"
SIZE = struct.pack(">HH", 8, 8)
FRAME = JPEG[JPEG.index(SIZE) - 5 : JPEG.index(SIZE) + 8]
TEXT_CHUNK = struct.pack(">I", 4) + b"tEXtHERE" + bytes(4)


def with_exif(at: int) -> str:
    return url("image/jpeg", JPEG[:at] + EXIF + JPEG[at:])


@pytest.mark.parametrize(
    ("value", "german"),
    [
        (None, "ist kein Bild"),
        (5, "ist kein Bild"),
        ("https://elsewhere.example/photo.png", "ist kein Bild"),
        (SAMPLE_PICTURES["image/png"].upper(), "ist kein Bild"),
        ("data:image/png,abc", "vorgesehenen Art. Bitte speichern Sie es als JPEG, PNG"),
        ("data:image/svg+xml;base64,PHN2Zy8+", "vorgesehenen Art"),
        ("data:image/png;charset=utf-8;base64,AAAA", "vorgesehenen Art"),
        (url("image/png", JPEG), "vorgesehenen Art"),
        (url("image/jpeg", PNG), "vorgesehenen Art"),
        (url("image/jpeg", b""), "vorgesehenen Art"),
        (url("image/png", PNG + bytes(2_000)), "höchstens 1000 Byte"),
        (url("image/png", PNG) + " ", "beschädigt"),
        (url("image/png", PNG)[:-1], "beschädigt"),
        (url("image/png", PNG[:40]), "beschädigt"),
        (url("image/png", PNG[:-12]), "beschädigt"),
        (url("image/png", PNG[:8]), "beschädigt"),
        (url("image/png", PNG[:16] + struct.pack(">II", 60_000, 60_000) + PNG[24:]), "Bildpunkte"),
        (url("image/png", PNG[:16] + struct.pack(">II", 0, 8) + PNG[24:]), "Bildpunkte"),
        (url("image/png", PNG[:-12] + TEXT_CHUNK + PNG[-12:]), "verborgene Angaben"),
        (url("image/png", PNG + b"HERE"), "beschädigt"),
        (url("image/jpeg", JPEG[:2]), "beschädigt"),
        (url("image/jpeg", JPEG[:50]), "beschädigt"),
        (url("image/jpeg", JPEG[:-2]), "beschädigt"),
        (url("image/jpeg", JPEG + b"HERE"), "verborgene Angaben"),
        (url("image/jpeg", JPEG + JPEG), "verborgene Angaben"),
        (with_exif(2), "verborgene Angaben"),
        (with_exif(20), "verborgene Angaben"),
        (with_exif(len(JPEG) - 2), "verborgene Angaben"),
        (url("image/jpeg", JPEG[:2] + COMMENT + JPEG[2:]), "verborgene Angaben"),
        (url("image/jpeg", JPEG.replace(SIZE, struct.pack(">HH", 9_000, 8))), "Bildpunkte"),
        (url("image/jpeg", JPEG[:-2].replace(SIZE, struct.pack(">HH", 9_000, 8)) + FRAME + JPEG[-2:]), "beschädigt"),
    ],
)
def test_a_picture_is_exactly_one_picture_and_hides_nothing(value: object, german: str) -> None:
    ((where, de, _),) = faults(photo=value)
    assert where == "photo"
    assert german in de


def test_a_picture_is_written_in_one_way_only() -> None:
    background = struct.pack(">I", 2) + b"bKGD" + bytes(6)
    one_way = url("image/png", PNG[:33] + background + PNG[33:])
    assert one_way.endswith("CYII=")
    assert faults(photo=one_way) == []
    ((_, german, _),) = faults(photo=one_way.replace("CYII=", "CYIJ="))
    assert "beschädigt" in german


@pytest.mark.parametrize("length", range(0, 170, 3))
@pytest.mark.parametrize("picture", [JPEG, PNG])
def test_a_picture_cut_off_anywhere_is_refused_and_no_accident(picture: bytes, length: int) -> None:
    media_type = "image/png" if picture is PNG else "image/jpeg"
    assert len(faults(photo=url(media_type, picture[:length]))) == (length < len(picture))
