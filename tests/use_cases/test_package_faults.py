from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from time import perf_counter

import pytest

from tests.use_cases.package_texts import ALL_KINDS, GOOD, faults_of, line_of, load_text, spoilt
from use_cases.faults import MAX_FAULTS, UseCaseError
from use_cases.load import FILE_NAME, load_use_case, load_use_cases
from use_cases.proving.source import MAX_BYTES

LENDING = 'claims = ["cardNumber", "category"]'

SELECTIVE = "purposes.lending.selective_disclosure"


def _formats(*rows: str) -> str:
    return f"format = 1\nformats = [{', '.join(f'{{ {row} }}' for row in rows)}]\n"


FAULTY = [
    # what is changed, into what, the place that is told, a part of the sentence
    ("format = 1", "format = 2", "format", "not known"),
    ("format = 1", "format = 1.0", "format", "whole number"),
    ("format = 1\n", "", "format", "missing. Write format = 1"),
    ('name = "library_card"', 'name = "Library Card"', "name", "cannot stand here"),
    ('name = "library_card"', 'name = "library_card\\n"', "name", "cannot stand here"),
    ("https://musterstadt", "http://musterstadt", "namespace", "https address"),
    ("credentials/", "credentials", "namespace", "ends with a slash"),
    ("musterstadt.example/", "localhost/", "namespace", "not localhost"),
    ("musterstadt.example/", "192.0.2.7/", "namespace", "IP address"),
    ("musterstadt.example/", "musterstadt.example:8443/", "namespace", "no port"),
    ("musterstadt.example/", "user@musterstadt.example/", "namespace", "https address"),
    ("credentials/", "../", "namespace", "https address"),
    ("credentials/", "a/?b=/", "namespace", "no query"),
    ("version = 1", "version = 0", "version", "too small"),
    ("version = 1", "version = true", "version", "whole number"),
    ("version = 1", 'version = "1"', "version", "whole number"),
    ("version = 1", "versoin = 1", "versoin", "Did you mean `version`?"),
    ("LibraryCard", "library card", "credential_type", "begins with a capital"),
    ("LibraryCard", "VerifiableCredential", "credential_type", "already means something"),
    (', en = "Library card" }', " }", "title.en", "`en` is missing"),
    (', en = "Library card" }', ', en = "" }', "title.en", "empty"),
    (', en = "Library card" }', ', en = " Library card" }', "title.en", "cannot stand here"),
    (', en = "Library card" }', ', en = "Library\\u202ecard" }', "title.en", "cannot stand here"),
    (', en = "Library card" }', f', en = "{"x" * 101}" }}', "title.en", "at most 100"),
    (', en = "Library card" }', ', en = "Library card", Fr = "Carte" }', "title.Fr", "BCP 47 tag"),
    (', en = "Library card" }', ', en = "Library card", "de-DE" = "A" }', "title.de-DE", "German is de"),
    (', en = "Library card" }', ', en = "Library card", uk = "" }', "title.uk", "empty"),
    ('"#1d4f76"', '"blue"', "display.background_color", "hexadecimal"),
    ('"#1d4f76"', '"#eeeeee"', "display.text_color", "cannot be read well"),
    ("[claims.cardNumber]", "[claims.card-number]", "claims.card-number", "cannot be used"),
    ("[claims.cardNumber]", '[claims."card\\nNumber"]', "claims.card�Number", "cannot be used"),
    ("[claims.memberSince]", "[claims.issuer]", "claims.issuer", "already means something"),
    ("[claims.memberSince]", "[claims.validUntil]", "claims.validUntil", "already means something"),
    ("[claims.memberSince]", "[claims.vct]", "claims.vct", "already means something"),
    ("[claims.memberSince]", "[claims.id]", "claims.id", "already means something"),
    ('kind = "date"', 'kind = "day"', "claims.memberSince.kind", "one of"),
    ("mandatory = false\n", "", "claims.memberSince.mandatory", "missing"),
    ("mandatory = false", "mandatory = 0", "claims.memberSince.mandatory", "true or false"),
    ('label = { de = "Vorname", en = "Given name" }\n', "", "claims.givenName.label", "missing"),
    ('label = { de = "Vorname", en = "Given name" }', 'label = "Vorname"', "claims.givenName.label", "a table"),
    ("max_length = 100\n", "", "claims.givenName.max_length", "needs `max_length`. Write"),
    ("max_length = 100", "max_length = -1", "claims.givenName.max_length", "too small"),
    ("max_length = 100", "max_length = 4", "claims.givenName.sample", "at most 4"),
    ("max_length = 100", "minimum = 1\nmax_length = 100", "claims.givenName.minimum", "belongs to claims of kind"),
    ("^M-[0-9]{8}$", "M-[0-9]{8}", "claims.cardNumber.pattern", "begin it with ^"),
    ("^M-[0-9]{8}$", "^(M-)+[0-9]{8}$", "claims.cardNumber.pattern", "no groups"),
    ("^M-[0-9]{8}$", "^[0-9]+[0-9]+$", "claims.cardNumber.pattern", "slow"),
    ("^M-[0-9]{8}$", "^M-[0-9]{9}$", "claims.cardNumber.pattern", "longer than max_length"),
    ("^M-[0-9]{8}$", "^M-" + "[0-9]{0,9}-" * 7 + "$", "claims.cardNumber.pattern", "vary in length"),
    ("^M-[0-9]{8}$", "^M-[0-9]{7}$", "claims.cardNumber.sample", "intended form"),
    ('sample = "M-00012345"', "sample = 12345", "claims.cardNumber.sample", "not text"),
    ("sample = 2019-05-03", "sample = 2019-05-03T10:00:00", "claims.memberSince.sample", "not a date"),
    ("sample = 2019-05-03", "sample = [1]", "claims.memberSince.sample", "must be"),
    ('sample = "adult"', 'sample = "senior"', "claims.category.sample", "none of the choices"),
    ("[claims.category.choices]", "[claims.category.choses]", "claims.category.choses", "Did you mean `choices`?"),
    (
        'adult = { de = "Erwachsene", en = "Adult" }',
        '"adult " = { de = "E", en = "A" }',
        "claims.category.choices.adult ",
        "cannot be used",
    ),
    ('"Europe/Berlin"', '"Europe/Musterstadt"', "validity.time_zone", "not a time zone"),
    ('"Europe/Berlin"', '"CET"', "validity.time_zone", "not a time zone"),
    ('"Europe/Berlin"', '"../../etc/hostname"', "validity.time_zone", "not a time zone"),
    ('"Europe/Berlin"', '"Europe"', "validity.time_zone", "not a time zone"),
    ("lasts = { years = 1 }\n", "", "validity", "Nothing says when a card ends"),
    (
        "lasts = { years = 1 }",
        "lasts = { years = 1 }\nuntil = 2027-12-31",
        "validity.until",
        "Remove `lasts` or `until`",
    ),
    ("lasts = { years = 1 }", 'until = "soon"', "validity.until", "not a date"),
    ("lasts = { years = 1 }", "lasts = {}", "validity.lasts", "needs 1 entry"),
    ("lasts = { years = 1 }", "lasts = { weeks = 1 }", "validity.lasts.weeks", "not a key"),
    (f'{LENDING}\nselective_disclosure = "preferred"', LENDING, SELECTIVE, "asks for part of the card"),
    (
        f'{LENDING}\nselective_disclosure = "preferred"',
        f'{LENDING}\nselective_disclosure = "required"',
        SELECTIVE,
        "in part",
    ),
    ('selective_disclosure = "preferred"', "selective_disclosure = true", SELECTIVE, "text in quotation marks"),
    ('selective_disclosure = "preferred"', 'selective_disclosure = "yes"', SELECTIVE, '"preferred"'),
    ("format = 1\n", "format = 1\nformats = []\n", "formats", "empty"),
    ("format = 1\n", "format = 1\nformats = [{}]\n", "formats[0].format", "`format` is missing"),
    ("format = 1\n", _formats('format = "mso_mdoc"'), "formats[0].format", "not one of the possible"),
    ("format = 1\n", _formats('format = "ldp_vc"'), "formats[0].cryptosuite", "Add cryptosuite, such as"),
    ("format = 1\n", _formats('format = "dc+sd-jwt"'), "formats[0].algorithm", 'algorithm = "ES256"'),
    ("format = 1\n", _formats('format = "dc+sd-jwt", algorithm = "none"'), "formats[0].algorithm", "Known are ES256"),
    ("format = 1\n", _formats('format = "ldp_vc", cryptosuite = "rsa"'), "formats[0].cryptosuite", "cannot be secured"),
    (
        "format = 1\n",
        _formats('format = "ldp_vc", cryptosuite = "eddsa-rdfc-2022", algorithm = "ES256"'),
        "formats[0].algorithm",
        "does not belong to ldp_vc",
    ),
    (
        "format = 1\n",
        _formats(*['format = "dc+sd-jwt", algorithm = "ES256"'] * 2),
        "formats",
        "stands twice",
    ),
    (LENDING, 'claims = ["cardNumber", "categry"]', "purposes.lending.claims[1]", "Did you mean `category`?"),
    (LENDING, 'claims = ["cardNumber", "birthDate"]', "purposes.lending.claims[1]", "[claims.birthDate]"),
    (LENDING, 'claims = ["category", "category"]', "purposes.lending.claims", "twice"),
    (LENDING, "claims = []", "purposes.lending.claims", "empty"),
    (LENDING, 'claims = "category"', "purposes.lending.claims", "a list"),
    ('asker = "museum"', 'asker = "musuem"', "purposes.reduced_entry.asker", "Did you mean `museum`?"),
    ("keep = { days = 1 }\n", "", "purposes.lending.keep", "missing"),
    ("keep = { days = 1 }", "keep = { days = 9999 }", "purposes.lending.keep.days", "too large"),
    ('may_issue = ["library"]', 'may_issue = ["mayor"]', "trust.may_issue[0]", "no role `mayor`"),
    ('may_issue = ["library"]', "may_issue = []", "trust.may_issue", "empty"),
    ("[trust]\nmay_issue", "[trust]\nmay_isue", "trust.may_isue", "Did you mean `may_issue`?"),
]


@pytest.mark.parametrize(("old", "new", "place", "sentence"), FAULTY)
def test_a_fault_is_told_with_its_place_and_remedy(
    tmp_path: Path, old: str, new: str, place: str, sentence: str
) -> None:
    faults = faults_of(tmp_path, spoilt(old, new))
    told = [fault for fault in faults if fault.place == place]
    assert len(told) == 1, [str(fault) for fault in faults]
    assert sentence in told[0].message
    assert told[0].file.endswith(FILE_NAME)


@pytest.mark.parametrize(
    ("old", "new", "beginning"),
    [
        ("version = 1", "version = 0", "version"),
        (', en = "Library card" }', " }", "title"),
        ('kind = "date"', 'kind = "day"', 'kind = "day"'),
        ("mandatory = false\n", "", "[claims.memberSince]"),
        ('asker = "museum"', 'asker = "zoo"', 'asker = "zoo"'),
        (LENDING, 'claims = [\n "cardNumber",\n "gone"]', ' "gone"'),
        ("lasts = { years = 1 }", "lasts = { years = 0 }", "lasts"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, beginning: str) -> None:
    text = spoilt(old, new)
    (fault,) = faults_of(tmp_path, text)
    assert fault.line == line_of(text, beginning)
    assert str(fault).startswith(f"{tmp_path / FILE_NAME}:{fault.line}: {fault.place}: ")


def test_a_missing_table_has_a_place_but_no_line(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, GOOD.replace("version = 1\n", ""))
    assert (fault.place, fault.line) == ("version", None)


def test_all_faults_are_told_at_once_shape_and_meaning_together_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = GOOD.replace("version = 1", "version = 0").replace('asker = "museum"', 'asker = "zoo"')
    text = text.replace('"Europe/Berlin"', '"Berlin"').replace("[claims.memberSince]", "[claims.issuer]")
    faults = faults_of(tmp_path, text)
    assert [fault.place for fault in faults] == [
        "version",
        "claims.issuer",
        "validity.time_zone",
        "purposes.reduced_entry.asker",
    ]


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("format = 1\nname = \n", 2, "not TOML"),
        ('format = 1\nname = "x', None, "not TOML"),
        ("[roles.a]\n[roles.a]\n", 2, "nothing stands twice"),
        ("until = 2026-02-30\n", 1, "not TOML"),
        ("a = " + "9" * 5000, None, "not TOML"),
        ("a = " + "[" * 20_000, None, "too deep"),
        ("a = " + "[" * 100 + "]" * 100, None, "too deep"),
        ("a" + ".a" * 150 + " = 1", None, "too deep"),
        ("x = 1\na" + ".a" * 100_000 + " = 1", 2, "more than 200 dots"),
        ("[a" + ' . "a"' * 40_000 + "]", 1, "more than 200 dots"),
    ],
)
def test_what_is_not_toml_is_told_where_it_breaks(tmp_path: Path, text: str, line: int | None, sentence: str) -> None:
    (fault,) = faults_of(tmp_path, text)
    assert fault.line == line
    assert sentence in fault.message


def test_a_purpose_that_stands_twice_is_told_with_its_line(tmp_path: Path) -> None:
    text = GOOD + '\n[purposes.lending]\nasker = "museum"\n'
    (fault,) = faults_of(tmp_path, text)
    assert fault.line == len(text.splitlines()) - 1
    assert "lending" in fault.message


def test_a_file_that_is_missing_too_large_or_not_utf8_is_told(tmp_path: Path) -> None:
    with pytest.raises(UseCaseError, match="cannot be read"):
        load_use_case(tmp_path)
    assert "larger than 256 KiB" in faults_of(tmp_path, "#" * (MAX_BYTES + 1))[0].message
    (tmp_path / FILE_NAME).write_bytes(b"format = 1\nname = '\xe4'\n")
    with pytest.raises(UseCaseError) as refused:
        load_use_case(tmp_path)
    assert refused.value.faults[0].line == 2
    assert "UTF-8" in refused.value.faults[0].message


def test_hundreds_of_faults_are_cut_to_what_a_person_reads(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, GOOD + "".join(f"key{number} = 1\n" for number in range(500)))
    assert len(faults) == MAX_FAULTS + 1
    assert faults[-1].message.startswith("There are 400 more faults")


def test_a_file_full_of_faults_is_answered_in_good_time(tmp_path: Path) -> None:
    names = ",".join(f'"c{number}"' for number in range(4000))
    started = perf_counter()
    faults_of(tmp_path, GOOD.replace(LENDING, f"claims = [{names}]"))
    assert perf_counter() - started < 5


@pytest.mark.parametrize("text", ["", "claims = 1\n", "purposes = []\n[validity]\n", "[claims]\na = 1\n[display]\n"])
def test_an_empty_or_absurd_file_is_told_and_never_an_accident(tmp_path: Path, text: str) -> None:
    assert len(faults_of(tmp_path, text)) > 3


@pytest.mark.parametrize(
    "value", ["1", "nan", "inf", "[]", "{}", '""', "2026-01-01", "10:00:00", "true", "[{}]", "{a={}}"]
)
def test_no_value_in_any_place_is_an_accident(tmp_path: Path, value: str) -> None:
    lines = GOOD.splitlines()
    for number, line in enumerate(lines):
        if " = " in line and not line.startswith("#"):
            changed = [*lines[:number], f"{line.split(' = ')[0]} = {value}", *lines[number + 1 :]]
            with suppress(UseCaseError):
                load_text(tmp_path, "\n".join(changed))


def test_windows_line_ends_byte_order_marks_and_comments_change_nothing(tmp_path: Path) -> None:
    assert load_text(tmp_path, GOOD) == load_text(tmp_path, GOOD.replace("\n", " # note\r\n"))
    assert load_text(tmp_path, GOOD) == load_text(tmp_path, "\ufeff" + GOOD)


def test_two_packages_with_one_name_or_one_type_are_refused(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two", "three", "four")]
    same_type = GOOD.replace('name = "library_card"', 'name = "other"')
    for folder, text in zip(folders, (GOOD, GOOD, same_type, ALL_KINDS), strict=True):
        folder.mkdir()
        (folder / FILE_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(UseCaseError) as refused:
        load_use_cases(folders)
    assert [fault.place for fault in refused.value.faults] == ["name", "credential_type"]
    assert list(load_use_cases([folders[0], folders[3]])) == ["library_card", "volunteer"]


def test_the_faults_of_several_packages_are_told_together(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / FILE_NAME).write_text(spoilt("version = 1", "version = 0"), encoding="utf-8")
    with pytest.raises(UseCaseError) as refused:
        load_use_cases([tmp_path / "one", tmp_path / "two"])
    assert len(refused.value.faults) == 2
