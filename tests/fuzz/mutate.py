"""Changed inputs: the same seed, target and number always give the same one."""

from __future__ import annotations

import base64
import binascii
import copy
import json
import random
from collections.abc import Sequence
from typing import Any

# Words that mean something to one of the parsers; put into places where they do not belong.
WORDS = (
    "", "@context", "@id", "@type", "@value", "@graph", "@list", "@json", "@vocab", "@base", "@reverse", "@none",
    "id", "type", "proof", "proofValue", "cryptosuite", "verificationMethod", "previousProof", "challenge", "domain",
    "created", "issuer", "credentialSubject", "credentialStatus", "verifiableCredential", "_sd", "...", "_sd_alg",
    "cnf", "vct", "status", "alg", "none", "HS256", "ES256", "EdDSA", "crit", "b64", "jku", "jwk", "x5c", "kid",
    "typ", "zip", "DEF", "apu", "epk", "exp", "nbf", "__proto__", "\u0000", "\ud800", "\u202e", "\u00e9", "e\u0301",
    "0", "-0", "1e400", "NaN", "9" * 400, "did:key:z6Mk", "did:web:localhost", "https://[::1]/",
    "data:application/vc+jwt,", "_:b0", "urn:uuid:0", "../..", "%2e%2e%2f", "2026-02-30T25:61:61Z",
    "2026-01-01T00:00:00+99:99", "(a+)+$", "~", ".", "~~", "==", "$ref",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53, 2**63, 2**64, 10**300, -0.0, 1.5, 1e308, 5e-324, "", [], {}, [[]],
    [None], {"": None},
)  # fmt: skip
_DEEP = 200
_MANY = 2_000
_LONG = 70_000
_LARGEST = 1_000_000


def mutate(seeds: Sequence[object], chance: random.Random) -> object:
    """A changed copy of one of the inputs, now and then with a part of another one; never much larger than any."""
    value = chance.choice(seeds)
    for _ in range(1 + int(chance.expovariate(0.7))):
        try:
            changed = _once(value, seeds, chance)
        except RecursionError:
            break  # nested so deep that it cannot be copied any more
        if _size(changed) > _LARGEST:
            break  # to write it would take longer than to judge it
        value = changed
    return value


def _size(value: object) -> int:
    """About how many characters a value has, counted no further than is too many."""
    size = 0
    waiting = [value]
    while waiting and size <= _LARGEST:
        one = waiting.pop()
        size += len(one) if isinstance(one, str | bytes | list | dict) else 1
        waiting.extend(one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
    return size


def _once(value: object, seeds: Sequence[object], chance: random.Random) -> object:
    if isinstance(value, bytes):
        return _change_bytes(value, [seed for seed in seeds if isinstance(seed, bytes)], chance)
    if isinstance(value, str):
        return _change_text(value, [seed for seed in seeds if isinstance(seed, str)], chance)
    return _change_json(copy.deepcopy(value), seeds, chance)


def _change_bytes(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:  # noqa: PLR0911 - one a change
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + int(chance.expovariate(0.2)))
    match chance.randrange(7):
        case 0 if data:
            place = chance.randrange(len(data))
            return data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]
        case 1:
            return data[:start] + data[end:]
        case 2:
            return data[:start] + chance.randbytes(1 + int(chance.expovariate(0.3))) + data[start:]
        case 3:
            return data[:end] + data[start:end] * chance.choice((1, 2, 50)) + data[end:]
        case 4:
            other = chance.choice(others) if others else data
            return data[:start] + other[chance.randrange(len(other) + 1) :]
        case 5:
            return data[:start]
        case _:
            word = chance.choice(WORDS).encode("utf-8", "surrogatepass")
            return data[:start] + word + data[end:]


def _change_text(text: str, others: Sequence[str], chance: random.Random) -> str:  # noqa: PLR0911 - one a change
    # Tokens are made of encoded parts: most changes that get past the encoding are made inside of one.
    if chance.random() < 0.5 and (changed := _change_inside(text, chance)) is not None:
        return changed
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + int(chance.expovariate(0.2)))
    match chance.randrange(7):
        case 0 if text:
            place = chance.randrange(len(text))
            return text[:place] + chr((ord(text[place]) + chance.choice((1, -1, 32))) % 0xD7FF) + text[place + 1 :]
        case 1:
            return text[:start] + text[end:]
        case 2:
            return text[:start] + chance.choice(WORDS) + text[start:]
        case 3:
            return text[:end] + text[start:end] * chance.choice((1, 2, 50)) + text[end:]
        case 4:
            other = chance.choice(others) if others else text
            return text[:start] + other[chance.randrange(len(other) + 1) :]
        case 5:
            return text[:start] + chance.choice(("A" * _LONG, "[" * _DEEP, "~" * _MANY)) + text[start:]
        case _:
            return text[:start]


def _change_inside(text: str, chance: random.Random) -> str | None:
    """Change one base64url part of a token, as bytes or as the JSON in it."""
    separator = "~" if "~" in text and chance.random() < 0.6 else "."
    parts = text.split(separator)
    place = chance.randrange(len(parts))
    try:
        inside = base64.urlsafe_b64decode(parts[place] + "=" * (-len(parts[place]) % 4))
    except (binascii.Error, ValueError):
        return None
    escaped = chance.random() < 0.5
    try:
        value = _change_json(json.loads(inside), (), chance)
        changed = json.dumps(value, ensure_ascii=escaped).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):
        changed = _change_bytes(inside, (), chance)
    parts[place] = base64.urlsafe_b64encode(changed).rstrip(b"=").decode()
    return separator.join(parts)


def _change_json(value: Any, seeds: Sequence[object], chance: random.Random) -> Any:
    """Change one place of a JSON value."""
    places = list(_places(value))
    if not places:
        return chance.choice(VALUES)
    holder, key = chance.choice(places)
    match chance.randrange(10):
        case 0:
            holder[key] = copy.deepcopy(chance.choice(VALUES))
        case 1:
            holder[key] = chance.choice(WORDS)
        case 2:
            del holder[key]
        case 3:
            holder[key] = [holder[key], copy.deepcopy(holder[key])]
        case 4:
            holder[key] = _deeply(holder[key], chance)
        case 5 if isinstance(holder, dict):
            holder[chance.choice(WORDS)] = holder.pop(key)
        case 6 if isinstance(holder, dict):
            holder[chance.choice(WORDS)] = copy.deepcopy(chance.choice(places)[0])
        case 7 if isinstance(holder[key], str):
            holder[key] = _change_text(holder[key], (), chance)
        case 8:
            other_holder, other_key = chance.choice(places)
            holder[key] = copy.deepcopy(other_holder.get(other_key) if isinstance(other_holder, dict) else holder[key])
        case _:
            donors = [seed for seed in seeds if isinstance(seed, dict | list)]
            donor_places = list(_places(chance.choice(donors))) if donors else places
            donor, donor_key = chance.choice(donor_places or places)
            holder[key] = copy.deepcopy(donor[donor_key])
    return value


def _deeply(value: Any, chance: random.Random) -> Any:
    match chance.randrange(3):
        case 0:
            for _ in range(_DEEP):
                value = [value]
            return value
        case 1:
            return [value] * _MANY
        case _:
            return {f"m{number}": value for number in range(_MANY)}


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every place of a JSON value as its holder and the key or index in it; bounded, for values that have grown."""
    places: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting and len(places) < _MANY:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        for key in keys:
            places.append((holder, key))
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])
    return places
