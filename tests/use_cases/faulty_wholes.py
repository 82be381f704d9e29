"""Packages whose parts do not belong together, and files that are no package."""

from __future__ import annotations

from tests.use_cases.faulty import Faulty, table
from tests.use_cases.rich_package import RICH

REGISTERS = table("[registers.residents]", "[[form.steps]]")
CARS = '[registers.cars]\ntitle = { de = "Halter", en = "Keepers" }\nasks = ["personNumber"]\n'
RETENTION = table("[retention]", "[roles.streets]")
BORN = 'on_card = false\nlabel = { de = "Geburtsdatum"'
DOG = '[claims.dog]\nkind = "boolean"\nmandatory = true\non_card = false\nlabel = { de = "Hund", en = "Dog" }\n'
BUILDING = "[claims.address.claims.building]\n"
QUARTER = """[claims.address.claims.quarter]
kind = "text"
mandatory = true
withholdable = false
label = { de = "Viertel", en = "Quarter" }
max_length = 60
"""
CLAIMS = 'claims = ["zones", "address.city", "ofAge"]'
PERMIT = 'claims = ["address", "zones", "photo", "firstDay"]'
FORMATS = '{ format = "dc+sd-jwt", algorithm = "ES256" }, { format = "ldp_vc", cryptosuite = "ecdsa-sd-2023" }'
WHOLE_ONLY = '{ format = "ldp_vc", cryptosuite = "eddsa-rdfc-2022" }'

TEXTS = [
    Faulty('uk = "Дозвіл', 'UK = "Дозвіл', "UK", "title.UK", "cannot be used", "BCP 47 tag"),
    Faulty('uk = "Дозвіл', 'ukrainian = "Дозвіл', "ukrainian", "title.ukrainian", "cannot be used", "such as uk"),
    Faulty('de = "Haus", en', "en", "label", "claims.address.claims.building.label.de", "missing", "German"),
    Faulty(
        '"Melderegister"', '"Melde\\u202eregister"', "title", "registers.residents.title.de", "cannot stand", "German"
    ),
]
ASKING = [
    Faulty(
        'register = "residents"',
        'register = "residence"',
        "residence",
        "claims.birthDate.register",
        "no register",
        "Did you mean `residents`?",
    ),
    Faulty(
        'asks = ["personNumber"]',
        'asks = ["birthDate"]',
        "asks",
        "registers.residents.asks[0]",
        "not known before",
        "typed in",
    ),
    Faulty(
        'asks = ["personNumber"]',
        'asks = ["address"]',
        "asks",
        "registers.residents.asks[0]",
        "a group",
        "another claim",
    ),
    Faulty(REGISTERS, REGISTERS + CARS, "[registers.cars]", "registers.cars", "No claim comes from", "or remove it"),
    Faulty(', "photo"', "", "[[form.steps]]", "form.steps", "asked for `photo`", "on one of the pages"),
    Faulty(', "photo"', ', "photo", "fee"', "fee", "form.steps[1].claims[3]", "follows from another", "Remove it"),
    Faulty(
        PERMIT, PERMIT.replace("]", ', "category"]'), "photo", "form.steps[1].claims[4]", "on the form already", "once"
    ),
    Faulty(
        BORN, f"identifies = true\n{BORN}", "identifies", "claims.birthDate.identifies", "never written", "Remove it"
    ),
    Faulty("[claims.photo]", f"{DOG}\n[claims.photo]", "on_card", "claims.dog.on_card", "nobody needs it", "Remove it"),
]
TIMES = [
    Faulty(
        'begins_with = "firstDay"',
        'begins_with = "firstday"',
        "begins_with",
        "validity.begins_with",
        "no claim",
        "Did you mean `firstDay`?",
    ),
    Faulty(
        'begins_with = "firstDay"',
        'ends_with = "category"',
        "ends_with",
        "validity.ends_with",
        "not a date",
        "Name a date claim",
    ),
    Faulty(RETENTION, "", "derived", "claims.ofAge.derived.on_change", "nothing is kept", "Add a table [retention]"),
    Faulty(
        "claims = { days = 366 }",
        "claims = { days = 30 }",
        "days = 30",
        "retention.claims",
        "forgotten before",
        "days = 366",
    ),
    Faulty(
        'reason = { de = "Für den nächsten Ausweis", en = "For the next permit" }\n',
        "",
        "[retention]",
        "retention.reason",
        "missing",
        "why they are kept",
    ),
    Faulty(
        'purposes = ["revocation"]',
        'purposes = ["suspension"]',
        "suspension",
        "status.purposes",
        "can be revoked",
        '["revocation"',
    ),
    Faulty('"in_person"', '"by_post"', "by_post", "issuance.identification", "not one of", '"in_person"'),
]
PURPOSES = [
    Faulty(
        CLAIMS,
        CLAIMS.replace("city", "street"),
        "street",
        "purposes.inspection.claims[1]",
        "no claim `address.street`",
        "Did you mean",
    ),
    Faulty(
        CLAIMS,
        CLAIMS.replace("ofAge", "birthDate"),
        "birthDate",
        "purposes.inspection.claims[2]",
        "never written",
        "Remove it",
    ),
    Faulty(
        CLAIMS,
        CLAIMS.replace("ofAge", "zones.quarter"),
        "quarter",
        "purposes.inspection.claims[2]",
        "is a list, which is always shown as a whole",
        "Ask for it, or remove",
    ),
    Faulty(
        CLAIMS,
        CLAIMS.replace('"ofAge"', '"ofAge", "address"'),
        "address",
        "purposes.inspection.claims[1]",
        "as a whole",
        "or its members",
    ),
    Faulty(
        CLAIMS,
        CLAIMS.replace(', "ofAge"', ""),
        "required",
        "purposes.inspection.selective_disclosure",
        "Every answer shows `ofAge`",
        "preferred",
    ),
    Faulty(
        BUILDING,
        QUARTER + BUILDING,
        "required",
        "purposes.inspection.selective_disclosure",
        "Every answer shows `address.quarter`",
        "let it be withheld",
    ),
    Faulty(FORMATS, WHOLE_ONLY, "required", "purposes.inspection.selective_disclosure", "shown in part", "dc+sd-jwt"),
    Faulty(
        'officer_sees = ["zones"]',
        'officer_sees = ["fee"]',
        "officer_sees",
        "purposes.inspection.officer_sees[0]",
        "not ask for `fee`",
        "Remove it",
    ),
    Faulty(
        'legal_basis = { de = "§ 45 StVO", en = "Section 45 StVO" }\n',
        "",
        "[purposes",
        "purposes.inspection.legal_basis",
        "missing",
        "by which law",
    ),
    Faulty(
        'may_issue = ["streets"]',
        'may_issue = ["street"]',
        "may_issue",
        "trust.may_issue[0]",
        "no role `street`",
        "Did you mean `streets`?",
    ),
]
NO_TOML = [
    Faulty(
        "max_items = 5", "max_items = 5\nmax_items = 6", "max_items = 6", "", "This is not TOML", "nothing stands twice"
    ),
    Faulty("[trust]", "[roles.streets]", "[roles.streets]", "", "This is not TOML", "nothing stands twice"),
    Faulty('"Europe/Berlin"', '"Europe/Berlin', "time_zone", "", "This is not TOML", "quotation marks"),
    Faulty("lasts = { years = 1 }", "lasts = { years = 1", "lasts", "", "This is not TOML", "brackets"),
    Faulty("1900-01-01", "1900-02-29", "1900-02-29", "", "This is not TOML", "Check"),
    Faulty("max_length = 60", "max_length = \0", "max_length = \0", "", "This is not TOML", "Check"),
    Faulty(RICH, "\x7fELF\x02\x01\x01", "ELF", "", "This is not TOML", "Check"),
]

FAULTY_WHOLES = [*TEXTS, *ASKING, *TIMES, *PURPOSES, *NO_TOML]
