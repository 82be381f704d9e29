"""Packages for tests: the shipped one as text to be spoilt, and one that has every kind of claim."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from use_cases.faults import Fault, UseCaseError
from use_cases.load import FILE_NAME, load_use_case

if TYPE_CHECKING:
    from pathlib import Path

    from use_cases.use_case import UseCase

# without its logo, which lies in a file of its own, and without the forms that it names, so that tests can name others
SHIPPED = re.sub(
    "logo = .*\n", "", (files("use_cases") / "catalogue" / "library_card" / FILE_NAME).read_text(encoding="utf-8")
)
GOOD = SHIPPED.partition("# The forms of the card")[0] + "[display]" + SHIPPED.partition("[display]")[2]

# The type sorts after VerifiableCredential, which is where contexts that hang on the type go wrong.
ALL_KINDS = """
format = 1
name = "volunteer"
namespace = "https://musterstadt.example/credentials/"
version = 3
credential_type = "VolunteerCard"
title = { de = "Ehrenamtskarte", en = "Volunteer card" }
description = { de = "Für Engagierte", en = "For volunteers" }
display = { background_color = "#ffffff", text_color = "#000000" }

[claims.nickname]
kind = "text"
mandatory = false
label = { de = "Rufname", en = "Nickname" }
max_length = 5

[claims.badge]
kind = "text"
mandatory = true
label = { de = "Marke", en = "Badge" }
max_length = 9
pattern = '^[A-Z]{2}[0-9]{1,6}$'

[claims.hours]
kind = "number"
mandatory = true
label = { de = "Stunden", en = "Hours" }
minimum = 10
maximum = 500

[claims.balance]
kind = "number"
mandatory = false
label = { de = "Guthaben", en = "Balance" }

[claims.trained]
kind = "boolean"
mandatory = true
label = { de = "Geschult", en = "Trained" }

[claims.since]
kind = "date"
mandatory = true
label = { de = "Seit", en = "Since" }

[claims.area]
kind = "choice"
mandatory = true
label = { de = "Bereich", en = "Area" }
choices = { sport = { de = "Sport", en = "Sports" }, art = { de = "Kunst", en = "Art" } }

[validity]
time_zone = "Europe/Berlin"
until = 2027-12-31

[roles.office]
name = { de = "Amt", en = "Office" }

[purposes.thanks]
asker = "office"
title = { de = "Dank", en = "Thanks" }
reason = { de = "Zum Danken.", en = "To say thanks." }
legal_basis = { de = "Richtlinie der Ehrenamtskarte", en = "Rules of the volunteer card" }
claims = ["badge"]
selective_disclosure = "preferred"
keep = { days = 1, hours = 2, minutes = 3 }

[trust]
may_issue = ["office"]
"""


# All forms of a card, to be written before the first table of a package.
ALL_FORMATS = """
formats = [
    { format = "ldp_vc", cryptosuite = "eddsa-rdfc-2022" },
    { format = "ldp_vc", cryptosuite = "ecdsa-rdfc-2019" },
    { format = "dc+sd-jwt", algorithm = "ES256" },
]
"""


def load_text(folder: Path, text: str) -> UseCase:
    """Write a package and load it."""
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
    return load_use_case(folder)


def faults_of(folder: Path, text: str) -> list[Fault]:
    """Write a faulty package and take what is said about it."""
    with pytest.raises(UseCaseError) as refused:
        load_text(folder, text)
    return refused.value.faults


def spoilt(old: str, new: str) -> str:
    """Change one place of the good package."""
    assert GOOD.count(old) >= 1, f"the package no longer has {old!r}"
    return GOOD.replace(old, new, 1)


def line_of(text: str, beginning: str) -> int:
    """Count to the first line that begins so, from 1."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith(beginning))
