"""Settings are proven before anything starts: all faults at once, each with its place and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from plumbing.settings import Fault, SettingsError, read_secret, read_settings

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["public_url"],
    "properties": {
        "public_url": {"type": "string", "format": "uri", "pattern": "^https://", "description": "where wallets come"},
        "port": {"type": "integer", "minimum": 1, "maximum": 65535},
        "level": {"enum": ["info", "debug"]},
        "tags": {"type": "array", "items": {"type": "string", "maxLength": 3}, "minItems": 1, "uniqueItems": True},
        "database": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "url_file": {"type": "string", "secret": True},
                "data_folder": {"type": "string"},
                "name": {"type": "string"},
            },
        },
        "office": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id", "name"],
                "properties": {
                    "id": {"type": "string"},
                    "name": {"type": "string"},
                    "key_file": {"type": "string", "secret": True},
                },
            },
        },
    },
}
GOOD = 'public_url = "https://city.example"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def faults_of(file: Path, text: str | bytes, **named: Any) -> list[str]:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SettingsError) as refused:
        read_settings(file, SCHEMA, **named)
    assert str(refused.value).splitlines() == [str(fault) for fault in refused.value.faults]
    return [str(fault) for fault in refused.value.faults]


def write_secret(file: Path, mode: int = 0o600) -> None:
    file.write_text("secret")
    file.chmod(mode)


def test_good_settings_come_back_as_they_are(file: Path) -> None:
    file.write_text(GOOD + 'port = 8443\ntags = ["a"]\n[[office]]\nid = "x"\nname = "Ä"\n')
    assert read_settings(file, SCHEMA) == {
        "public_url": "https://city.example",
        "port": 8443,
        "tags": ["a"],
        "office": [{"id": "x", "name": "Ä"}],
    }


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "public_url is missing; add it: where wallets come"),
        (GOOD + "prot = 1", "prot is not known here; did you mean `port`?"),
        (GOOD + "debug_everything = 1", "debug_everything is not known here; remove it (known are: database, level,"),
        (GOOD + 'port = "8443"', "port must be a whole number"),
        (GOOD + "port = true", "port must be a whole number"),
        (GOOD + "port = 1.5", "port must be a whole number"),
        (GOOD + "port = 0", "port must be at least 1"),
        (GOOD + "port = 65536", "port must be at most 65535"),
        (GOOD + 'level = "loud"', "level must be one of: info, debug"),
        (GOOD + "tags = []", "tags must have at least 1 entries"),
        (GOOD + 'tags = ["a", "a"]', "tags has the same entry twice; remove one"),
        (GOOD + 'tags = ["a", "long"]', "tags[1] must have at most 3 characters"),
        (GOOD + 'tags = "a"', "tags must be a list"),
        (GOOD + "database = 1", "database must be a table"),
        (GOOD + "[database]\nnam = 1", "database.nam is not known here; did you mean `name`?"),
        (GOOD + '[[office]]\nid = "x"', "office[0].name is missing; add it"),
        (GOOD + "port = 2026-01-01", "port must be a whole number"),
        ('public_url = "http://city.example"', "public_url must have the form ^https://: where wallets come"),
    ],
)
def test_a_fault_is_told_with_its_place_and_a_remedy(file: Path, text: str, fault: str) -> None:
    told = faults_of(file, text)
    assert len(told) == 1
    assert told[0].startswith(fault)


def test_all_faults_are_told_at_once(file: Path) -> None:
    told = faults_of(file, 'port = 0\nlevel = "x"\nfoo = 1\nbar = 2\n[[office]]\n[[office]]\nid = 1\n')
    assert [one.split(" ")[0] for one in told] == [
        "bar",
        "foo",
        "level",
        "office[0].id",
        "office[0].name",
        "office[1].id",
        "office[1].name",
        "port",
        "public_url",
    ]


def test_no_fault_quotes_a_value(file: Path) -> None:
    canary = "Canary-Passwort"
    told = faults_of(file, f'public_url = "{canary}"\nport = "{canary}"\nlevel = "{canary}"\ntags = ["{canary}"]\n')
    assert canary not in "".join(told)
    assert canary not in "".join(faults_of(file, f'public_url = "{canary}'))
    assert canary not in "".join(faults_of(file, f"{canary}"))


@pytest.mark.parametrize("text", ["public_url", "a = 1\na = 2", "[a]\n[a]", 'a = "', "= 1"])
def test_what_is_not_toml_is_told_with_its_line(file: Path, text: str) -> None:
    (fault,) = faults_of(file, text)
    assert fault.startswith("The settings file is not TOML (")


def test_a_file_that_is_not_utf8_too_large_or_not_there_is_a_fault(file: Path) -> None:
    assert "UTF-8" in faults_of(file, b"a = '\xff'")[0]
    assert "larger" in faults_of(file, b"#" * 1_048_577)[0]
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings(file.with_name("nowhere.toml"), SCHEMA)
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings(file.parent, SCHEMA)


def test_paths_are_relative_to_the_settings_file(file: Path) -> None:
    write_secret(file.with_name("url"))
    file.write_text(GOOD + '[database]\nurl_file = "url"\ndata_folder = "/var/data"\nname = "x"\n')
    database = read_settings(file, SCHEMA)["database"]
    assert database == {"url_file": str(file.with_name("url")), "data_folder": "/var/data", "name": "x"}


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o666])
def test_a_secret_that_others_can_read_is_refused(file: Path, mode: int) -> None:
    write_secret(file.with_name("url"), mode)
    (fault,) = faults_of(file, GOOD + '[database]\nurl_file = "url"\n')
    assert fault.startswith("database.url_file names a secret that others on this machine can read; run `chmod 600`")


def test_a_secret_that_is_not_there_or_no_file_is_refused(file: Path) -> None:
    text = GOOD + '[database]\nurl_file = "nowhere"\n[[office]]\nid = "x"\nname = "y"\nkey_file = "."\n'
    assert faults_of(file, text) == [
        "database.url_file names a file that cannot be read; create it, or mend the path",
        "office[0].key_file names something that is not a file",
    ]


def test_the_environment_may_name_files_below_its_prefix(file: Path) -> None:
    write_secret(file.with_name("url"))
    file.write_text(GOOD)
    environment = {"SIEGEL_DATABASE_URL_FILE": str(file.with_name("url")), "OTHER_FILE": "x", "SIEGELING": "y"}
    settings = read_settings(file, SCHEMA, environment=environment, prefix="SIEGEL")
    assert settings["database"] == {"url_file": str(file.with_name("url"))}
    assert "database" not in read_settings(file, SCHEMA)


@pytest.mark.parametrize("name", ["SIEGEL_PUBLIC_URL", "SIEGEL_DATABASE_URL", "SIEGEL_DATABASE_URL_FIL", "SIEGEL_PORT"])
def test_the_environment_may_name_nothing_else(file: Path, name: str) -> None:
    (fault,) = faults_of(file, GOOD, environment={name: "Canary"}, prefix="SIEGEL")
    assert fault.startswith(f"{name} in the environment names no file of the settings")
    assert "Canary" not in fault


def test_the_environment_does_not_hide_a_fault_of_the_file(file: Path) -> None:
    told = faults_of(file, GOOD + "database = 1", environment={"SIEGEL_DATABASE_URL_FILE": "x"}, prefix="SIEGEL")
    assert told == ["database must be a table"]


def test_a_fault_without_a_place_is_a_whole_sentence() -> None:
    assert str(Fault("", "The file is empty.")) == "The file is empty."


def test_a_secret_is_read_without_its_line_end_and_stays_hidden(file: Path) -> None:
    write_secret(file)
    file.write_text("Canary \n")
    secret = read_secret(file)
    assert secret.reveal() == "Canary "
    assert "Canary" not in repr(secret)
    file.chmod(0o640)
    with pytest.raises(SettingsError, match="chmod 600"):
        read_secret(file)
