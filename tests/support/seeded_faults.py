"""Fifty faults planted into an honest city, each where a seeded choice falls, each with what the checker must say.

A fault is one change behind the issuer's back: in a row, in a published list, in a published file. No two touch the
same card, offer or list, so that each must be found by itself.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.support.issuing import LIBRARY, NOW
from tests.support.planting import DAY, FAULTS, Expected, Ground, fault, plant_all

if TYPE_CHECKING:
    from plumbing.database.port import Row

__all__ = ["FAULTS", "Ground", "plant_all"]


# --- places -------------------------------------------------------------------------------------------------------


@fault(1)
async def a_place_row_is_lost(ground: Ground) -> Expected:
    card = await ground.card()
    await ground.database.execute(
        "DELETE FROM status_places WHERE list_id = :list_id AND place = :place",
        list_id=card["revocation_list"],
        place=card["revocation_place"],
    )
    return Expected("place-missing", f"credentials/{card['credential_id']}")


@fault(2)
async def a_card_is_given_the_place_of_another(ground: Ground) -> Expected:
    card, other = await ground.card(), await ground.card()
    place = await ground.set_copy(
        card, suspension_list=other["suspension_list"], suspension_place=other["suspension_place"]
    )
    return Expected("place-of-another", place)


@fault(1)
async def a_place_changes_hands(ground: Ground) -> Expected:
    card, other = await ground.card(), await ground.card()
    await ground.database.execute(
        "UPDATE status_places SET copy_id = :other WHERE list_id = :list_id AND place = :place",
        other=other["credential_id"],
        list_id=card["revocation_list"],
        place=card["revocation_place"],
    )
    return Expected("place-not-recorded", f"status_places/{card['revocation_list']}/{card['revocation_place']}")


@fault(1)
async def a_place_lies_behind_the_end_of_its_list(ground: Ground) -> Expected:
    return Expected("place-outside-list", await ground.set_copy(await ground.card(), revocation_place=131_072))


@fault(1)
async def a_place_is_taken_from_the_list_of_the_other_purpose(ground: Ground) -> Expected:
    card = await ground.card()
    return Expected("list-of-another", await ground.set_copy(card, suspension_list=card["revocation_list"]))


@fault(1)
async def a_list_is_named_that_never_was(ground: Ground) -> Expected:
    return Expected("list-unknown", await ground.set_copy(await ground.card(), revocation_list="nowhere"))


@fault(1)
async def a_record_is_lost(ground: Ground) -> Expected:
    card = await ground.card()
    await ground.database.execute("DELETE FROM credentials WHERE credential_id = :id", id=card["credential_id"])
    return Expected("place-without-record", f"status_places/{card['revocation_list']}/{card['revocation_place']}")


@fault(1)
async def a_copy_is_lost(ground: Ground) -> Expected:
    card = await ground.card()
    await ground.database.execute("DELETE FROM copies WHERE copy_id = :id", id=card["credential_id"])
    return Expected("copies-wrong", f"credentials/{card['credential_id']}")


@fault(1)
async def a_card_is_said_to_be_of_another_form(ground: Ground) -> Expected:
    return Expected("form-wrong", await ground.set_card(await ground.card(), secured_by="ecdsa-rdfc-2019"))


@fault(1)
async def a_card_is_dated_to_the_hour_before(ground: Ground) -> Expected:
    card = await ground.card()
    return Expected("date-wrong", await ground.set_card(card, dated=card["recorded_at"] - 3_600))


# --- status -------------------------------------------------------------------------------------------------------


@fault(2)
async def a_revocation_is_undone_in_the_record(ground: Ground) -> Expected:
    return Expected("bit-differs-from-record", await ground.set_card(await ground.card("revoked"), revoked=0))


@fault(1)
async def a_bit_is_set_behind_the_records_back(ground: Ground) -> Expected:
    card = await ground.card()
    await ground.database.execute(
        "UPDATE status_places SET value = 1 WHERE list_id = :list_id AND place = :place",
        list_id=card["suspension_list"],
        place=card["suspension_place"],
    )
    return Expected("bit-differs-from-list", f"status_places/{card['suspension_list']}/{card['suspension_place']}")


@fault(1)
async def a_revocation_is_undone_everywhere_but_where_it_was_published(ground: Ground) -> Expected:
    card = await ground.card("revoked")
    await ground.set_card(card, revoked=0)
    await ground.database.execute("DELETE FROM status_changes WHERE credential_id = :id", id=card["credential_id"])
    await ground.database.execute(
        "UPDATE status_places SET value = 0 WHERE list_id = :list_id AND place = :place",
        list_id=card["revocation_list"],
        place=card["revocation_place"],
    )
    return Expected("revocation-undone", f"status_places/{card['revocation_list']}/{card['revocation_place']}")


@fault(1)
async def one_copy_of_a_revoked_card_is_only_suspended(ground: Ground) -> Expected:
    card = await ground.card("tokens")
    await ground.database.execute("UPDATE status_places SET value = 2 WHERE copy_id = :id", id=card["credential_id"])
    return Expected("bit-differs-from-record", f"credentials/{card['credential_id']}")


@fault(1)
async def a_copy_has_two_places_where_one_tells_all(ground: Ground) -> Expected:
    card = await ground.card("tokens")
    place = (card["revocation_place"] + 1) % 131_072
    return Expected("copies-wrong", await ground.set_copy(card, suspension_place=place))


@fault(1)
async def a_change_vanishes_from_the_history(ground: Ground) -> Expected:
    card = await ground.card("suspended")
    await ground.database.execute("DELETE FROM status_changes WHERE credential_id = :id", id=card["credential_id"])
    return Expected("history-differs", f"credentials/{card['credential_id']}")


@fault(1)
async def a_superseded_card_is_good_again(ground: Ground) -> Expected:
    return Expected("superseded-and-good", await ground.set_card(await ground.card("superseded"), revoked=0))


@fault(1)
async def two_cards_of_one_offer_are_good(ground: Ground) -> Expected:
    card = await ground.card("superseded")
    await ground.set_card(card, revoked=0, state="issued")
    return Expected("two-good-cards", f"offers/{card['offer_id']}")


# --- keys, periods, permissions -----------------------------------------------------------------------------------


@fault(1)
async def a_key_is_named_that_the_office_never_had(ground: Ground) -> Expected:
    card = await ground.card()
    did = card["verification_method"].partition("#")[0]
    return Expected("key-unknown", await ground.set_card(card, verification_method=f"{did}#nobodys"))


@fault(2)
async def a_card_of_today_names_the_retired_key(ground: Ground) -> Expected:
    card = await ground.card()
    (key,) = await ground.database.fetch_all(
        "SELECT key_id FROM keyring_keys WHERE owner = :office AND state = 'retired' AND algorithm = 'Ed25519'",
        office=card["office"],
    )
    did = card["verification_method"].partition("#")[0]
    return Expected("key-stopped", await ground.set_card(card, verification_method=f"{did}#{key['key_id']}"))


@fault(2)
async def a_card_is_dated_before_its_key_was_made(ground: Ground) -> Expected:
    return Expected("key-too-young", await ground.set_card(await ground.card(), recorded_at=NOW - 40 * DAY))


@fault(2)
async def a_card_holds_a_month_longer_than_its_kind_allows(ground: Ground) -> Expected:
    card = await ground.card()
    return Expected("period-wrong", await ground.set_card(card, valid_until=card["valid_until"] + 31 * DAY))


@fault(1)
async def a_card_outlives_its_key(ground: Ground) -> Expected:
    card = await ground.card()
    return Expected("outlives-its-key", await ground.set_card(card, valid_until=card["valid_until"] + 800 * DAY))


@fault(1)
async def a_card_is_of_a_type_that_nobody_allowed(ground: Ground) -> Expected:
    card = await ground.card()
    return Expected("not-authorized", await ground.set_card(card, credential_type="https://elsewhere.example/Card"))


@fault(1)
async def a_card_is_of_a_kind_that_the_office_does_not_have(ground: Ground) -> Expected:
    return Expected("use-case-unknown", await ground.set_card(await ground.card(), use_case="dog_tag"))


@fault(1)
async def a_card_belongs_to_an_office_that_is_not_there(ground: Ground) -> Expected:
    return Expected("office-unknown", await ground.set_card(await ground.card(), office="zoo"))


# --- offers and states --------------------------------------------------------------------------------------------


@fault(2)
async def a_card_is_handed_out_and_its_offer_does_not_know(ground: Ground) -> Expected:
    card = await ground.card()
    await ground.database.execute("UPDATE offers SET state = 'opened' WHERE offer_id = :id", id=card["offer_id"])
    return Expected("offer-state-wrong", f"offers/{card['offer_id']}")


@fault(2)
async def the_offer_of_a_card_is_lost(ground: Ground) -> Expected:
    card = await ground.card()
    await ground.database.execute("DELETE FROM offers WHERE offer_id = :id", id=card["offer_id"])
    return Expected("offer-missing", f"offers/{card['offer_id']}")


@fault(1)
async def a_round_is_missing(ground: Ground) -> Expected:
    card = await ground.card()
    await ground.set_card(card, round=3)
    return Expected("rounds-wrong", f"offers/{card['offer_id']}")


@fault(1)
async def a_card_was_handed_out_before_it_was_recorded(ground: Ground) -> Expected:
    card = await ground.card()
    return Expected("issued-before-recorded", await ground.set_card(card, issued_at=card["recorded_at"] - 3600))


@fault(1)
async def a_card_does_not_say_when_it_was_handed_out(ground: Ground) -> Expected:
    return Expected("issued-without-moment", await ground.set_card(await ground.card(), issued_at=None))


@fault(2)
async def a_record_is_kept_too_long(ground: Ground) -> Expected:
    return Expected("overdue", await ground.set_card(await ground.card(), delete_after=ground.now - 2 * DAY))


@fault(1)
async def an_offer_is_kept_too_long(ground: Ground) -> Expected:
    card = await ground.card()
    await ground.database.execute(
        "UPDATE offers SET delete_after = :when WHERE offer_id = :id", when=ground.now - 2 * DAY, id=card["offer_id"]
    )
    return Expected("overdue", f"offers/{card['offer_id']}")


@fault(1)
async def a_record_is_to_be_forgotten_while_its_card_holds(ground: Ground) -> Expected:
    card = await ground.card()
    return Expected("forgotten-too-early", await ground.set_card(card, delete_after=card["valid_until"] - DAY))


@fault(1)
async def the_audit_record_does_not_know_a_card(ground: Ground) -> Expected:
    card = await ground.card()
    for table in ("audit_chain", "audit_tail"):
        await ground.database.execute(
            f"DELETE FROM {table} WHERE object_id = :id AND action = 'credential-recorded'",  # noqa: S608 constants
            id=card["credential_id"],
        )
    return Expected("not-in-audit-record", f"credentials/{card['credential_id']}")


# --- published lists ----------------------------------------------------------------------------------------------


@fault(1)
async def a_published_list_is_changed_by_hand(ground: Ground) -> Expected:
    status_list = await ground.closed_list()
    document = json.loads(status_list["document"])
    document["credentialSubject"]["ttl"] += 1
    return Expected("list-not-proven", await ground.set_list(status_list, document=json.dumps(document).encode()))


@fault(1)
async def a_list_is_published_in_the_place_of_another(ground: Ground) -> Expected:
    status_list = await ground.closed_list()
    (other,) = await ground.database.fetch_all(
        "SELECT document FROM status_lists WHERE office = :office AND purpose = :purpose AND state = 'open'",
        office=status_list["office"],
        purpose=status_list["purpose"],
    )
    return Expected("list-content-wrong", await ground.set_list(status_list, document=other["document"]))


@fault(1)
async def a_list_tells_another_end_than_its_document(ground: Ground) -> Expected:
    status_list = await ground.closed_list()
    return Expected(
        "list-row-differs", await ground.set_list(status_list, valid_until=status_list["valid_until"] + DAY)
    )


@fault(1)
async def a_list_is_published_further_than_it_was_changed(ground: Ground) -> Expected:
    status_list = await ground.closed_list()
    return Expected(
        "list-version-wrong", await ground.set_list(status_list, published_version=status_list["version"] + 1)
    )


# --- published copies ---------------------------------------------------------------------------------------------


async def _open_list(ground: Ground, purpose: str) -> Row:
    (row,) = await ground.database.fetch_all(
        "SELECT * FROM status_lists WHERE office = :office AND purpose = :purpose AND state = 'open'",
        office=LIBRARY,
        purpose=purpose,
    )
    return row


@fault(1)
async def a_published_copy_is_gone(ground: Ground) -> Expected:
    file, place = ground.copy_of(await _open_list(ground, "suspension"))
    file.unlink()
    return Expected("copy-missing", place)


@fault(1)
async def a_published_copy_is_cut_off(ground: Ground) -> Expected:
    (row,) = await ground.database.fetch_all(
        "SELECT * FROM status_lists WHERE office <> :office AND purpose = 'suspension' AND state = 'open'",
        office=LIBRARY,
    )
    file, place = ground.copy_of(row)
    file.write_bytes(file.read_bytes()[:-20])
    return Expected("list-not-proven", place)


@fault(1)
async def a_published_did_document_shows_a_key_of_somebody_else(ground: Ground) -> Expected:
    file = ground.folder / "offices" / LIBRARY / "did.json"
    document = json.loads(file.read_bytes())
    document["verificationMethod"][0]["publicKeyMultibase"] = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    file.write_bytes(json.dumps(document).encode())
    return Expected("did-document-wrong", f"published/offices/{LIBRARY}/did")
