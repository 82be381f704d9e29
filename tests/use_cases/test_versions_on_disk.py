from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.use_cases.package_texts import GOOD
from use_cases.derive.type_metadata import type_metadata
from use_cases.faults import Fault, UseCaseError
from use_cases.load import MAX_FILES, load_package, load_packages

if TYPE_CHECKING:
    from pathlib import Path

    from use_cases.package import Package

GROUP = """
[claims.address]
kind = "group"
mandatory = true
label = { de = "Anschrift", en = "Address" }

[claims.address.claims.city]
kind = "text"
mandatory = true
label = { de = "Ort", en = "City" }
max_length = 40

[claims.zones]
kind = "list"
mandatory = false
label = { de = "Zonen", en = "Zones" }
max_items = 3
item = { kind = "text", max_length = 9 }

[validity]"""
NESTED = GOOD.replace("[validity]", GROUP)


def version(number: int, text: str = GOOD) -> str:
    return text.replace("version = 1", f"version = {number}")


def write(folder: Path, newest: str, **earlier: str) -> Path:
    (folder / "earlier").mkdir(parents=True, exist_ok=True)
    (folder / "use_case.toml").write_text(newest, encoding="utf-8")
    for name, text in earlier.items():
        (folder / "earlier" / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def faults(folder: Path) -> list[Fault]:
    with pytest.raises(UseCaseError) as refused:
        load_package(folder)
    return refused.value.faults


def test_versions_lie_side_by_side_and_only_the_newest_is_issued(tmp_path: Path) -> None:
    package = load_package(write(tmp_path, version(11), v2=version(2), v10=version(10)))
    assert package.newest.version == 11
    assert [one.version for one in package.earlier] == [2, 10]
    assert [one.version for one in package.versions] == [11, 10, 2]


@pytest.mark.parametrize(
    ("earlier", "place", "sentence"),
    [
        ({"v1": version(2)}, "version", "Call it v2.toml"),
        ({"old": version(1)}, "version", "Call it v1.toml"),
        ({"v1": version(1, GOOD.replace("[claims.memberSince]", "[claims.issuer]"))}, "claims.issuer", "another"),
        ({"v1": "format = "}, "", "not TOML"),
    ],
)
def test_a_fault_of_an_earlier_version_is_told_in_its_own_file(
    tmp_path: Path, earlier: dict[str, str], place: str, sentence: str
) -> None:
    sentence = sentence.replace("another", "already means something")
    (fault,) = faults(write(tmp_path, version(3), **earlier))
    assert fault.file == str(tmp_path / "earlier" / f"{next(iter(earlier))}.toml")
    assert fault.place == place
    assert sentence in fault.message


@pytest.mark.parametrize(
    ("old", "new", "place", "sentence"),
    [
        ("version = 5", "version = 2", "version", "such as version = 3"),
        ("version = 5", "version = 1", "version", "such as version = 3"),
        ('name = "library_card"', 'name = "card"', "name", "`library_card`"),
        ("credentials/", "cards/", "namespace", "a package of its own"),
        ("LibraryCard", "Card", "credential_type", "its cards stay good"),
        ('kind = "date"\n', 'kind = "boolean"\n', "claims.memberSince.kind", "this claim is a date"),
        (
            'kind = "text"\nmandatory = true\nlabel = { de = "Ort", en = "City" }\nmax_length = 40',
            'kind = "number"\nmandatory = true\nlabel = { de = "Ort", en = "City" }',
            "claims.address.claims.city.kind",
            "another name",
        ),
        ('kind = "text", max_length = 9', 'kind = "number"', "claims.zones.kind", "a list of text"),
    ],
)
def test_what_cards_of_earlier_versions_rely_on_is_not_changed(
    tmp_path: Path, old: str, new: str, place: str, sentence: str
) -> None:
    text = version(5, NESTED).replace("sample = 2019-05-03\n", "")
    assert old in text
    folder = write(tmp_path, text.replace(old, new), v2=version(2, NESTED))
    (fault,) = faults(folder)
    assert (fault.file, fault.place) == (str(folder / "use_case.toml"), place)
    assert fault.line is not None
    assert sentence in fault.message


def test_a_claim_that_was_left_out_for_a_while_comes_back_as_the_same_kind_only(tmp_path: Path) -> None:
    number = NESTED.replace('kind = "date"\n', 'kind = "boolean"\n').replace("sample = 2019-05-03\n", "")
    without = GOOD[: GOOD.index("[claims.memberSince]")] + GOOD[GOOD.index("# Days begin") :]
    (fault,) = faults(write(tmp_path, version(3, number), v1=version(1), v2=version(2, without)))
    assert fault.place == "claims.memberSince.kind"
    assert "In version 1" in fault.message


def test_a_package_of_the_same_bytes_is_not_proven_again(tmp_path: Path) -> None:
    folder = write(tmp_path, version(2), v1=version(1))
    first = load_package(folder)
    known: dict[str, Package] = {first.digest: first}
    assert load_package(folder, known=known) is first
    assert load_packages([folder], known=known)["library_card"] is first
    (folder / "earlier" / "v1.toml").write_text(version(1) + "\n", encoding="utf-8")
    second = load_package(folder, known=known)
    assert second is not first
    assert second.versions == first.versions
    assert second.digest != first.digest


def test_a_pipe_in_the_folder_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    folder = write(tmp_path, version(2))
    os.mkfifo(folder / "earlier" / "v1.toml")
    (fault,) = faults(folder)
    assert "no such file" in fault.message


def test_a_folder_of_very_many_files_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, GOOD)
    for number in range(MAX_FILES):
        (folder / f"picture{number}.png").write_bytes(b"")
    (fault,) = faults(folder)
    assert "More than 100 files" in fault.message


KEPT = 'label = { de = "Ort", en = "City" }\nmax_length = 40'
TOKENS = '[[formats]]\nformat = "dc+sd-jwt"\nalgorithm = "ES256"\n\n'


@pytest.mark.parametrize(("before", "after"), [("", "\nwithholdable = false"), ("\nwithholdable = false", "")])
def test_whether_a_claim_can_be_withheld_stays_the_same_where_tokens_were_issued(
    tmp_path: Path, before: str, after: str
) -> None:
    def text(number: int, said: str, forms: str) -> str:
        return version(number, NESTED.replace(KEPT, KEPT + said).replace("[display]", f"{forms}[display]"))

    (fault,) = faults(write(tmp_path / "tokens", text(2, after, TOKENS), v1=text(1, before, TOKENS)))
    assert fault.place == "claims.address.claims.city.withholdable"
    assert "In version 1 it is otherwise whether this claim can be withheld" in fault.message
    assert fault.message.endswith("Leave it as it was, or give the claim another name.")
    assert load_package(write(tmp_path / "documents", text(2, after, ""), v1=text(1, before, ""))).newest.version == 2


def test_what_cards_of_an_earlier_version_may_lack_is_not_mandatory_in_the_one_description_of_all(
    tmp_path: Path,
) -> None:
    package = load_package(write(tmp_path, version(2, NESTED), v1=version(1)))
    rows = {tuple(row["path"]): row["mandatory"] for row in type_metadata(package.newest)["claims"]}
    assert rows["cardNumber",]
    assert not rows["address",]
    assert not rows["address", "city"]
    alone = load_package(write(tmp_path / "alone", version(1, NESTED)))
    assert type_metadata(alone.newest)["claims"][-3]["mandatory"]
