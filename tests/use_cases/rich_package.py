"""A package that uses nearly every key of the format, as text to be spoilt."""

from __future__ import annotations

RICH = """\
format = 1
name = "parking_permit"
namespace = "https://musterstadt.example/credentials/"
version = 1
credential_type = "ParkingPermit"
title = { de = "Parkausweis", en = "Parking permit", uk = "Дозвіл на паркування" }
description = { de = "Parken im eigenen Viertel", en = "Parking in one's own quarter" }
formats = [{ format = "dc+sd-jwt", algorithm = "ES256" }, { format = "ldp_vc", cryptosuite = "ecdsa-sd-2023" }]
display = { background_color = "#1d4f76", text_color = "#ffffff" }

[claims.personNumber]
kind = "text"
mandatory = true
on_card = false
label = { de = "Ordnungsmerkmal", en = "Person number" }
max_length = 8
pattern = "^[0-9]{8}$"

[claims.birthDate]
kind = "date"
mandatory = true
on_card = false
label = { de = "Geburtsdatum", en = "Date of birth" }
earliest = 1900-01-01
latest = "today"
register = "residents"

[claims.category]
kind = "choice"
mandatory = true
label = { de = "Gruppe", en = "Category" }
default = "resident"

[claims.category.choices]
resident = { de = "Anwohner", en = "Resident" }
nurse = { de = "Pflegedienst", en = "Nursing service" }

[claims.fee]
kind = "number"
mandatory = true
label = { de = "Gebühr", en = "Fee" }
minimum = 0
maximum = 200
derived = { from = "category", rule = "mapping", values = { resident = 30, nurse = 0 } }

[claims.ofAge]
kind = "boolean"
mandatory = true
withholdable = false
label = { de = "Volljährig", en = "Of age" }
derived = { from = "birthDate", rule = "age_at_least", years = 18, on_change = "renew" }

[claims.address]
kind = "group"
mandatory = true
label = { de = "Anschrift", en = "Address" }

[claims.address.claims.city]
kind = "text"
mandatory = true
label = { de = "Ort", en = "City" }
max_length = 60

[claims.address.claims.building]
kind = "group"
mandatory = true
label = { de = "Haus", en = "Building" }

[claims.address.claims.building.claims.street]
kind = "text"
mandatory = true
label = { de = "Straße", en = "Street" }
max_length = 100

[claims.zones]
kind = "list"
mandatory = true
label = { de = "Zonen", en = "Zones" }
min_items = 1
max_items = 5

[claims.zones.item]
kind = "group"

[claims.zones.item.claims.quarter]
kind = "text"
mandatory = true
label = { de = "Viertel", en = "Quarter" }
max_length = 3

[claims.photo]
kind = "image"
mandatory = false
label = { de = "Bild des Wagens", en = "Picture of the car" }
media_types = ["image/jpeg"]
max_bytes = 16000

[claims.firstDay]
kind = "date"
mandatory = true
label = { de = "Erster Tag", en = "First day" }
earliest = "today"

[registers.residents]
title = { de = "Melderegister", en = "Residents' register" }
asks = ["personNumber"]

[[form.steps]]
title = { de = "Person", en = "Person" }
claims = ["personNumber", "birthDate", "category"]

[[form.steps]]
title = { de = "Ausweis", en = "Permit" }
claims = ["address", "zones", "photo", "firstDay"]

[validity]
time_zone = "Europe/Berlin"
lasts = { years = 1 }
begins_with = "firstDay"

[status]
purposes = ["revocation"]

[issuance]
identification = "in_person"
tx_code = true
second_clerk = false

[retention]
claims = { days = 366 }
reason = { de = "Für den nächsten Ausweis", en = "For the next permit" }

[roles.streets]
name = { de = "Straßenamt", en = "Streets office" }

[purposes.inspection]
asker = "streets"
title = { de = "Prüfung", en = "Inspection" }
reason = { de = "Ob der Wagen hier stehen darf.", en = "Whether the car may stand here." }
legal_basis = { de = "§ 45 StVO", en = "Section 45 StVO" }
claims = ["zones", "address.city", "ofAge"]
officer_sees = ["zones"]
selective_disclosure = "required"
keep = { minutes = 5 }

[trust]
may_issue = ["streets"]
"""
