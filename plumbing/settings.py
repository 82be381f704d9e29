"""Settings: TOML, proven against a JSON Schema before anything starts; all faults are told at once (SECURITY D-17).

A room hands in its schema and builds its own value from what comes back. Two conventions hold everywhere:

- A name that ends in `_file` or `_folder` is a path, relative to the folder of the settings file, and comes back
  absolute. Where the schema says `"secret": true`, the file must be there and be readable by its owner alone.
- The environment may only name such files, and only below the prefix the room hands in: with the prefix
  `STADTSIEGEL_ISSUER`, the variable `STADTSIEGEL_ISSUER_DATABASE_URL_FILE` stands for `url_file` in `[database]`.

No fault quotes a value: it may be a secret in the wrong place.
"""

from __future__ import annotations

import difflib
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from plumbing.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jsonschema.exceptions import ValidationError

    from credentials.strict_json import JsonObject

_LARGEST_FILE = 1_048_576
_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "a table",
    "string": "a text in quotation marks",
}
_SENTENCES = {
    "const": "must be {}",
    "minimum": "must be at least {}",
    "exclusiveMinimum": "must be more than {}",
    "maximum": "must be at most {}",
    "exclusiveMaximum": "must be less than {}",
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {} characters",
    "minItems": "must have at least {} entries",
    "maxItems": "must have at most {} entries",
    "uniqueItems": "has the same entry twice; remove one",
    "pattern": "must have the form {}",
    "format": "must be a well-formed {}",
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        place: where, such as `offices[0].name`; empty for the file as a whole.
        message: what is wrong and what to do, as the rest of a sentence that begins with the place.
    """

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place} {self.message}" if self.place else self.message


class SettingsError(Exception):
    """Settings that nothing is started with."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def read_settings(
    path: Path, schema: JsonObject, *, environment: Mapping[str, str] | None = None, prefix: str | None = None
) -> JsonObject:
    """Read a settings file and prove its shape.

    Args:
        path: the TOML file.
        schema: its JSON Schema (2020-12); the `description` of a name is told to whoever got its value wrong.
        environment: the variables that may name files; none are read unless handed in.
        prefix: what those variables begin with, such as `STADTSIEGEL_ISSUER`.

    Raises:
        SettingsError: with every fault at once.
    """
    settings = _read_toml(path)
    faults: list[Fault] = []
    if environment is not None and prefix is not None:
        faults += _overlay(settings, schema, environment, f"{prefix}_")
    errors = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).iter_errors(settings)
    faults += [fault for error in errors for fault in _faults_of(error)]
    _make_absolute(settings, path.absolute().parent)
    faults += _judge_secret_files(settings, schema, "")
    if faults:
        raise SettingsError(sorted(faults, key=lambda fault: fault.place))
    return settings


def judge_private_file(file: Path, *, place: str) -> list[Fault]:
    """Return what is wrong with a file that holds a secret."""
    try:
        status = file.stat()
    except OSError:
        return [Fault(place, "names a file that cannot be read; create it, or mend the path")]
    if not stat.S_ISREG(status.st_mode):
        return [Fault(place, "names something that is not a file")]
    if stat.S_IMODE(status.st_mode) & 0o077:
        return [Fault(place, "names a secret that others on this machine can read; run `chmod 600` on it")]
    return []


def read_secret(file: Path) -> Secret[str]:
    """Return the text of a file that holds a secret, without the line end that editors add.

    Raises:
        SettingsError: when the file is not there or others can read it.
    """
    if faults := judge_private_file(file, place=str(file)):
        raise SettingsError(faults)
    return Secret(file.read_text("utf-8").rstrip("\r\n"))


def _read_toml(path: Path) -> JsonObject:
    try:
        with path.open("rb") as opened:
            content = opened.read(_LARGEST_FILE + 1)
        if len(content) > _LARGEST_FILE:
            raise SettingsError([Fault("", f"The settings file is larger than {_LARGEST_FILE} bytes.")])
        return tomllib.loads(content.decode("utf-8"))
    except OSError as error:
        raise SettingsError(
            [Fault("", f"The settings file {path} cannot be read ({error.strerror}); `stadtsiegel init` writes one.")]
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError([Fault("", "The settings file is not written in UTF-8; save it as such.")]) from error
    except tomllib.TOMLDecodeError as error:
        # Its sentence ends with the place; what stands before may quote the file.
        place = str(error).rpartition("(at ")[2].removesuffix(")") or "unknown place"
        raise SettingsError([Fault("", f"The settings file is not TOML ({place}).")]) from error


def _faults_of(error: ValidationError) -> Iterator[Fault]:
    place = _place(error.absolute_path)
    rule: Any = error.validator_value
    schema: Any = error.schema
    if error.validator == "required" and isinstance(error.instance, dict):
        name = next(name for name in rule if f"{name!r} is" in error.message)
        description = schema.get("properties", {}).get(name, {}).get("description")
        yield Fault(_below(place, name), _with(description, "is missing; add it"))
    elif error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = sorted(schema.get("properties", {}))
        for name in error.instance:
            if name not in known:
                yield Fault(_below(place, name), f"is not known here; {_remedy(name, known)}")
    else:
        yield Fault(place, _with(schema.get("description"), _sentence(str(error.validator), rule)))


def _remedy(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"remove it (known are: {', '.join(known)})" if known else "remove it"


def _sentence(validator: str, rule: Any) -> str:
    if validator == "type":
        types = [rule] if isinstance(rule, str) else rule
        return f"must be {' or '.join(_TYPES.get(one, one) for one in types)}"
    if validator == "enum":
        return f"must be one of: {', '.join(str(one) for one in rule)}"
    return _SENTENCES.get(validator, "does not fit here").format(rule)


def _with(description: str | None, sentence: str) -> str:
    return f"{sentence}: {description}" if description else sentence


def _place(path: Iterable[str | int]) -> str:
    place = ""
    for step in path:
        place = f"{place}[{step}]" if isinstance(step, int) else _below(place, step)
    return place


def _below(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _make_absolute(value: Any, folder: Path) -> None:
    if isinstance(value, list):
        for entry in value:
            _make_absolute(entry, folder)
    elif isinstance(value, dict):
        for name, entry in value.items():
            if isinstance(entry, str) and name.endswith(("_file", "_folder")):
                value[name] = str(folder / entry)
            else:
                _make_absolute(entry, folder)


def _judge_secret_files(value: Any, schema: Mapping[str, Any], place: str) -> list[Fault]:
    if isinstance(value, str) and schema.get("secret") is True:
        return judge_private_file(Path(value), place=place)
    if isinstance(value, list) and isinstance(items := schema.get("items"), dict):
        return [
            fault
            for index, entry in enumerate(value)
            for fault in _judge_secret_files(entry, items, f"{place}[{index}]")
        ]
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        return [
            fault
            for name, entry in value.items()
            if name in properties
            for fault in _judge_secret_files(entry, properties[name], _below(place, name))
        ]
    return []


def _overlay(settings: JsonObject, schema: JsonObject, environment: Mapping[str, str], prefix: str) -> list[Fault]:
    known = {f"{prefix}{'_'.join(path)}".upper(): path for path in _file_names(schema)}
    faults = []
    for name, value in environment.items():
        if not name.startswith(prefix):
            continue
        path = known.get(name)
        if path is None:
            faults.append(
                Fault(name, f"in the environment names no file of the settings; {_remedy(name, sorted(known))}")
            )
            continue
        table: Any = settings
        for step in path[:-1]:
            table = table.setdefault(step, {}) if isinstance(table, dict) else None
        if isinstance(table, dict):  # otherwise the schema says what should stand in its place
            table[path[-1]] = value
    return faults


def _file_names(schema: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, below in schema.get("properties", {}).items():
        if name.endswith("_file"):
            yield (name,)
        else:
            yield from ((name, *rest) for rest in _file_names(below))
