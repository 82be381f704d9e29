"""Packages with a claim that nobody could mean."""

from __future__ import annotations

from tests.use_cases.faulty import Faulty, table

ITEM = table("[claims.zones.item]", "[claims.photo]")
QUARTER = table("[claims.zones.item.claims.quarter]", "[claims.photo]")
PHOTO = table("[claims.photo]", "[claims.firstDay]")
CHOICES = table("[claims.category.choices]", "[claims.fee]")
BUILDING = 'kind = "group"\nmandatory = true\nlabel = { de = "Haus"'
STREET = 'kind = "text"\nmandatory = true\nlabel = { de = "Straße", en = "Street" }\nmax_length = 100\n'
PART = 'part = { kind = "text", mandatory = true, max_length = 9, label = { de = "Teil", en = "Part" } }'
DEEPER = f'kind = "group"\nmandatory = true\nlabel = {{ de = "Straße", en = "Street" }}\nclaims.{PART}\n'
SECOND_PHOTO = PHOTO.replace("photo", "second")
CITY = 'label = { de = "Ort"'
FEE = 'label = { de = "Gebühr", en = "Fee" }\n'
CATEGORY = 'mandatory = true\nlabel = { de = "Gruppe", en = "Category" }\ndefault = "resident"'
BORN = 'earliest = 1900-01-01\nlatest = "today"'

GROUPS = [
    Faulty("claims.city]", "claims.issuer]", ".issuer]", "claims.address.claims.issuer", "already means", "says more"),
    Faulty(
        "claims.quarter]", "claims.type]", "claims.type]", "claims.zones.item.claims.type", "already means", "Choose"
    ),
    Faulty(
        "claims.quarter]", "claims.zones]", "claims.zones]", "claims.zones.item.claims.zones", "same name", "another"
    ),
    Faulty("claims.city]", "claims.City]", ".City]", "claims.address.claims.City", "cannot be used", "such as street"),
    Faulty(
        BUILDING,
        BUILDING.replace("group", "text"),
        "street]",
        "claims.address.claims.building.claims",
        'kind "group"',
        "change the kind",
    ),
    Faulty(
        STREET,
        DEEPER,
        'kind = "group"',
        "claims.address.claims.building.claims.street.kind",
        "too deep",
        "Move these claims up",
    ),
    Faulty(
        CITY,
        f'register = "residents"\n{CITY}',
        "register =",
        "claims.address.claims.city.register",
        "at the top",
        "outermost group",
    ),
    Faulty(
        CITY,
        f'derived = {{ from = "category", rule = "mapping", values = {{}} }}\n{CITY}',
        "derived =",
        "claims.address.claims.city.derived",
        "at the top",
        "out of the group",
    ),
    Faulty(
        CITY,
        f"on_card = false\n{CITY}",
        "on_card",
        "claims.address.claims.city.on_card",
        "at the top",
        "outermost group",
    ),
    Faulty(
        'label = { de = "Anschrift"',
        'sample = "x"\nlabel = { de = "Anschrift"',
        "sample",
        "claims.address.sample",
        'is "group"',
        "Remove it",
    ),
]
LISTS = [
    Faulty(ITEM, "", "[claims.zones]", "claims.zones.item", "needs `item`", "item = {"),
    Faulty(
        "max_items = 5\n", "", "[claims.zones]", "claims.zones.max_items", "needs `max_items`", "such as max_items = 10"
    ),
    Faulty("min_items = 1", "min_items = 9", "min_items", "claims.zones.min_items", "nothing fits", "Exchange them"),
    Faulty("max_items = 5", "max_items = 101", "max_items", "claims.zones.max_items", "too large", "from 1 to 100"),
    Faulty(ITEM, '[claims.zones.item]\nkind = "list"\n', "kind", "claims.zones.item.kind", "not one of", '"group"'),
    Faulty(
        ITEM,
        '[claims.zones.item]\nkind = "text"\n',
        "zones.item]",
        "claims.zones.item.max_length",
        "needs `max_length`",
        "= 100",
    ),
    Faulty(
        QUARTER,
        f'{QUARTER}default = "A"\n',
        "default",
        "claims.zones.item.claims.quarter.default",
        "inside a list",
        "Remove it",
    ),
    Faulty(
        QUARTER,
        f"{QUARTER}withholdable = true\n",
        "withhold",
        "claims.zones.item.claims.quarter.withholdable",
        "as a whole",
        "Remove it",
    ),
    Faulty(
        QUARTER,
        QUARTER.replace('"text"', '"list"').replace("max_length = 3", 'max_items = 3\nitem = { kind = "boolean" }'),
        'kind = "list"',
        "claims.zones.item.claims.quarter.kind",
        "inside a list",
        "a claim of its own",
    ),
]
PICTURES = [
    Faulty(
        "max_bytes = 16000\n", "", "[claims.photo]", "claims.photo.max_bytes", "needs `max_bytes`", "from 1000 to 24000"
    ),
    Faulty(
        'media_types = ["image/jpeg"]\n',
        "",
        "[claims.photo]",
        "claims.photo.media_types",
        "needs `media_types`",
        '["image/jpeg"]',
    ),
    Faulty('["image/jpeg"]', '["image/gif"]', "gif", "claims.photo.media_types[0]", "not one of", '"image/png"'),
    Faulty(
        PHOTO,
        (PHOTO + SECOND_PHOTO).replace("16000", "20000"),
        "max_bytes",
        "claims.second.max_bytes",
        "36000 bytes together",
        "Lower max_bytes",
    ),
]
LIMITS = [
    Faulty(
        CATEGORY,
        CATEGORY.replace("true", "false"),
        "default",
        "claims.category.default",
        "no card lacks",
        "mandatory = true",
    ),
    Faulty(
        BORN,
        "earliest = 2000-01-02\nlatest = 2000-01-01",
        "2000-01-02",
        "claims.birthDate.earliest",
        "nothing fits",
        "Exchange them",
    ),
    Faulty(
        'earliest = "today"',
        'earliest = "tomorrow"',
        "tomorrow",
        "claims.firstDay.earliest",
        "does not fit",
        'earliest = "today"',
    ),
    Faulty("minimum = 0", "minimum = 201", "minimum", "claims.fee.minimum", "nothing fits", "Exchange them"),
    Faulty(
        "minimum = 0", "earliest = 2000-01-01\nminimum = 0", "2000", "claims.fee.earliest", 'kind "date"', "Remove it"
    ),
    Faulty(
        'default = "resident"',
        'default = "tourist"',
        "tourist",
        "claims.category.default",
        "refused by the claim's own",
        "Please choose",
    ),
    Faulty(
        'default = "resident"', "default = 1.5", "1.5", "claims.category.default", "This must be", "or leave it out"
    ),
    Faulty(
        'earliest = "today"',
        'earliest = "today"\ndefault = 2020-01-01',
        "2020",
        "claims.firstDay.default",
        "moves on",
        "Remove the default",
    ),
    Faulty(
        "max_length = 60\n",
        'max_length = 3\nsample = "Musterstadt"\n',
        "sample",
        "claims.address.claims.city.sample",
        "refused",
        "shorten",
    ),
    Faulty(
        '"^[0-9]{8}$"',
        '"^[0-9]{9}$"',
        "pattern",
        "claims.personNumber.pattern",
        "longer than max_length",
        "Raise max_length",
    ),
]
DERIVED = [
    Faulty(
        'from = "category"',
        'from = "categry"',
        "categry",
        "claims.fee.derived.from",
        "no claim `categry`",
        "Did you mean `category`?",
    ),
    Faulty(
        'from = "category"', 'from = "zones"', "zones", "claims.fee.derived.from", 'kind "choice"', "change the rule"
    ),
    Faulty(
        'from = "birthDate"',
        'from = "fee"',
        '"fee"',
        "claims.ofAge.derived.from",
        "follows from another",
        "that is given",
    ),
    Faulty(
        'from = "birthDate"',
        'from = "category"',
        "derived",
        "claims.ofAge.derived.from",
        'kind "date"',
        "change the rule",
    ),
    Faulty("years = 18, ", "", "derived", "claims.ofAge.derived.years", "needs `years`", "such as years = 16"),
    Faulty("years = 18", "years = 180", "180", "claims.ofAge.derived.years", "too large", "from 1 to 120"),
    Faulty(', on_change = "renew"', "", "derived", "claims.ofAge.derived.on_change", "needs `on_change`", '"end"'),
    Faulty(
        "nurse = 0 }",
        'nurse = 0 }, on_change = "end"',
        "on_change",
        "claims.fee.derived.on_change",
        "does not belong",
        "change the rule",
    ),
    Faulty(
        "resident = 30, nurse = 0",
        "resident = 30",
        "values",
        "claims.fee.derived.values",
        "`nurse` is missing",
        "each choice",
    ),
    Faulty(
        "nurse = 0",
        "nurse = 0, baker = 1",
        "baker",
        "claims.fee.derived.values.baker",
        "no choice `baker`",
        "Known are",
    ),
    Faulty("nurse = 0", "nurse = 500", "500", "claims.fee.derived.values.nurse", "refused", "from 0 to 200"),
    Faulty(FEE, f"{FEE}default = 5\n", "default", "claims.fee.default", "never be used", "Remove it"),
    Faulty(FEE, f"{FEE}sample = 5\n", "sample", "claims.fee.sample", "never be used", "Remove it"),
    Faulty(
        'kind = "boolean"',
        'kind = "text"\nmax_length = 3',
        "kind",
        "claims.ofAge.kind",
        "yes or no",
        'kind = "boolean"',
    ),
    Faulty(
        CATEGORY,
        CATEGORY.replace("true", "false").partition("default")[0],
        "derived",
        "claims.fee.derived.from",
        "may be missing",
        "Make `category`",
    ),
    Faulty(CHOICES, "", "[claims.category]", "claims.category.choices", "needs `choices`", "as a table of codes"),
]

FAULTY_CLAIMS = [*GROUPS, *LISTS, *PICTURES, *LIMITS, *DERIVED]
