"""Words of people made into names of a package: claims, codes, packages, types; all of them in ASCII.

Umlauts are written out (Straße becomes strasse); of other letters the accents are dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from itertools import count

from use_cases.proving.reserved_terms import RESERVED_TERMS

LONGEST_LABEL = 100
LONGEST_SENTENCE = 500
LONGEST_CLAIM = 64
LONGEST_ID = 40

_WRITTEN_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS", "æ": "ae", "ø": "oe"}
)
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNUSABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def claim_name(words: str, taken: Container[str] = (), *, fallback: str = "fact") -> str:
    """Name a claim: `Gültig ab` becomes gueltigAb. A word that every credential has already gets `card` before it."""
    first, *more = _parts(words) or [fallback]
    name = first.lower() if first.isupper() else first[0].lower() + first[1:]
    name += "".join(part[0].upper() + part[1:] for part in more)
    if not name[0].isalpha():
        name = fallback + name
    if name in RESERVED_TERMS:
        name = f"card{name[0].upper()}{name[1:]}"
    return _free(name, "", LONGEST_CLAIM, taken)


def choice_code(words: str, taken: Container[str] = ()) -> str:
    """Give a code to one of the values of a choice; a value that is a code already stays as it is."""
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", words) and words not in taken:
        return words
    return _free("_".join(_parts(words)).lower() or "value", "_", LONGEST_CLAIM, taken)


def identifier(words: str, taken: Container[str] = (), *, fallback: str = "document") -> str:
    """Name a package, a role or a purpose: `City library` becomes city_library."""
    name = "_".join(_parts(words)).lower()
    if not name[:1].isalpha():
        name = f"{fallback}_{name}".rstrip("_")
    return _free(name, "_", LONGEST_ID, taken)


def type_name(package: str) -> str:
    """Name the credential type of a package: parking_permit becomes ParkingPermit."""
    name = "".join(part.capitalize() for part in package.split("_"))
    return f"{name}Card" if name in RESERVED_TERMS or len(name) < 2 else name  # noqa: PLR2004 - as in the format


def label(words: str) -> str:
    """Show a name of a machine as a person would write it: givenName becomes Given name."""
    plain = _CAPITAL_INSIDE.sub(" ", words).replace("_", " ").replace("-", " ")
    plain = one_line(" ".join(part if part.isupper() else part.lower() for part in plain.split()))
    return plain[:1].upper() + plain[1:]


def one_line(text: str, longest: int = LONGEST_LABEL) -> str:
    """Take what a package can hold of a text: on one line, without marks that nobody sees, not too long."""
    return " ".join(_UNUSABLE.sub(" ", text).split())[:longest].rstrip()


def _parts(words: str) -> list[str]:
    written = unicodedata.normalize("NFC", words).translate(_WRITTEN_OUT)
    plain = unicodedata.normalize("NFKD", written).encode("ascii", "ignore").decode()
    return re.findall("[A-Za-z0-9]+", plain.replace("'", ""))


def _free(name: str, before_number: str, longest: int, taken: Container[str]) -> str:
    """Give the name, or the first with a number behind it that nobody has."""
    return next(candidate for candidate in _numbered(name, before_number, longest) if candidate not in taken)


def _numbered(name: str, before_number: str, longest: int) -> Iterator[str]:
    yield name[:longest]
    for number in count(2):
        end = f"{before_number}{number}"
        yield name[: longest - len(end)] + end
