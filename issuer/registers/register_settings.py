"""The registers of an issuer's settings: where each is, and that none is missing that a package needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from issuer.registers.source import RegisterSource
from plumbing.http.addresses import AddressRefusedError, judge_url
from plumbing.settings import Fault, read_secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.strict_json import JsonObject
    from use_cases.package import Package

SECONDS = 5

REGISTERS_SCHEMA: JsonObject = {
    "type": "array",
    "maxItems": 50,
    "description": "where claims are asked for that nobody types in (docs/protocols/register.md)",
    "items": {
        "type": "object",
        "required": ["id", "url", "secret_file"],
        "additionalProperties": False,
        "properties": {
            "id": {
                "type": "string",
                "minLength": 1,
                "maxLength": 64,
                "description": "the word for the register in use-case packages, such as residents",
            },
            "url": {
                "type": "string",
                "maxLength": 500,
                "description": "the https address that is asked",
            },
            "secret_file": {
                "type": "string",
                "minLength": 1,
                "secret": True,
                "description": "a file with the secret that the issuer shows the register",
            },
            "inside": {
                "type": "boolean",
                "description": "true when the register lies in the city's own network (10.0.0.0/8 and the like)",
            },
            "seconds": {
                "type": "integer",
                "minimum": 1,
                "maximum": SECONDS,
                "description": "how long an answer may take, in seconds",
            },
        },
    },
}


def judge_registers(raw: JsonObject) -> list[Fault]:
    """Find what is wrong with the registers by themselves."""
    faults = []
    seen = set()
    for index, register in enumerate(raw.get("register", ())):
        if register["id"] in seen:
            faults.append(Fault(f"register[{index}].id", "is used twice; name every register once"))
        seen.add(register["id"])
        try:
            judge_url(register["url"], allow_loopback=True, allow_inside=True)
        except AddressRefusedError as error:
            faults.append(Fault(f"register[{index}].url", f"cannot be called: {error}"))
    return faults


def judge_needed_registers(raw: JsonObject, packages: Mapping[str, Package]) -> list[Fault]:
    """Find the registers that packages of some office ask and no setting names."""
    named = {register["id"] for register in raw.get("register", ())}
    needed = {
        (register.id, name)
        for office in raw["office"]
        for name in office["use_cases"]
        if name in packages
        for register in packages[name].newest.registers
    }
    return [
        Fault("register", f"lacks one with the id {one}, which {name} asks; add [[register]] with id, url, secret_file")
        for one, name in sorted(needed)
        if one not in named
    ]


def read_registers(raw: JsonObject) -> dict[str, RegisterSource]:
    """Build the sources, by their ids, from settings without faults; reads their secrets."""
    return {
        register["id"]: RegisterSource(
            id=register["id"],
            url=register["url"],
            secret=read_secret(Path(register["secret_file"])),
            seconds=register.get("seconds", SECONDS),
            inside=register.get("inside", False),
        )
        for register in raw.get("register", ())
    }
