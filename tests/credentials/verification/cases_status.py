"""Changes that the status must see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from credentials.verification.evidence import Unavailable
from tests.credentials.verification.changes import (
    Cases,
    both,
    on_card,
    published,
    put,
)
from tests.credentials.verification.city import (
    DAY,
    NOW,
    OTHER_OFFICE,
    OTHER_OFFICE_KEY,
    REVOCATION_LIST,
    REVOCATION_PLACE,
    SUSPENSION_LIST,
    SUSPENSION_PLACE,
    City,
    sign,
    sign_by_office,
    status_entry,
    status_list,
)

CASES = Cases()


REVOKED = status_list(REVOCATION_LIST, "revocation", REVOCATION_PLACE)
SUSPENDED = status_list(SUSPENSION_LIST, "suspension", SUSPENSION_PLACE)
ENTRIES = [
    status_entry("revocation", REVOCATION_LIST, REVOCATION_PLACE),
    status_entry("suspension", SUSPENSION_LIST, SUSPENSION_PLACE),
]


def entry_with(**members: Any) -> Callable[[City], object]:
    return on_card("credentialStatus", value=[{**ENTRIES[0], **members}, ENTRIES[1]])


def list_with(*path: str | int, value: Any) -> Callable[[City], object]:
    """A revocation list that its own office has signed, with one member other than it should be."""
    document = status_list(REVOCATION_LIST, "revocation")
    put(document, *path, value=value)
    return published(REVOCATION_LIST, sign_by_office(document))


def elsewhere(url: str) -> Callable[[City], object]:
    """An entry that points to a list which lies at `url` and is well signed, but not where it has to be."""
    return both(
        on_card("credentialStatus", value=[status_entry("revocation", url, 1), ENTRIES[1]]),
        published(url, sign_by_office(status_list(url, "revocation"))),
    )


for name_, change_, code_ in [
    ("revoked", published(REVOCATION_LIST, sign_by_office(REVOKED)), "revoked"),
    ("suspended", published(SUSPENSION_LIST, sign_by_office(SUSPENDED)), "suspended"),
    (
        "suspended, and the other list away",
        both(published(SUSPENSION_LIST, sign_by_office(SUSPENDED)), published(REVOCATION_LIST, Unavailable("timeout"))),
        "suspended",
    ),
    ("no status", on_card("credentialStatus", value=...), "status-missing"),
    ("a status of another purpose", entry_with(statusPurpose="other"), "status-entry-malformed"),
    ("a status of several bits", entry_with(statusSize=2), "status-entry-malformed"),
    ("a status at no place", entry_with(statusListIndex="-1"), "status-entry-malformed"),
    (
        "a status of another kind",
        on_card("credentialStatus", value={"id": "urn:x:1", "type": "JsonSchema"}),
        "status-entry-malformed",
    ),
    ("a list at a stranger's", elsewhere("https://evil.example/status/r1"), "status-list-not-of-issuer"),
    (
        "a list at another office's",
        elsewhere("https://city.example/offices/sports/status/r1"),
        "status-list-not-of-issuer",
    ),
    (
        "a list at a name that only begins like the office's",
        elsewhere("https://city.example/offices/library-evil/r1"),
        "status-list-not-of-issuer",
    ),
    (
        "a list that leads out of the folder",
        elsewhere("https://city.example/offices/library/../evil/r1"),
        "status-list-not-of-issuer",
    ),
    (
        "a list that leads out in disguise",
        elsewhere("https://city.example/offices/library/%2e%2e/evil"),
        "status-list-not-of-issuer",
    ),
    ("a list with a question", elsewhere("https://city.example/offices/library/r?u=1"), "status-list-not-of-issuer"),
    (
        "a list on another port",
        elsewhere("https://city.example:8443/offices/library/status/r1"),
        "status-list-not-of-issuer",
    ),
    ("a list away", published(REVOCATION_LIST, Unavailable("timeout")), "status-list-unavailable"),
    ("a list never fetched", lambda city: city.lists.pop(SUSPENSION_LIST), "status-list-unavailable"),
    ("a list that is no credential", published(REVOCATION_LIST, {"bits": "0"}), "status-list-malformed"),
    (
        "a list signed by another office",
        published(
            REVOCATION_LIST, sign(status_list(REVOCATION_LIST, "revocation"), OTHER_OFFICE_KEY, f"{OTHER_OFFICE}#key-1")
        ),
        "status-list-not-proven",
    ),
    (
        "a list of another office",
        published(
            REVOCATION_LIST,
            sign(
                status_list(REVOCATION_LIST, "revocation", issuer=OTHER_OFFICE),
                OTHER_OFFICE_KEY,
                f"{OTHER_OFFICE}#key-1",
            ),
        ),
        "status-list-not-proven",
    ),
    (
        "a list not signed",
        published(REVOCATION_LIST, status_list(REVOCATION_LIST, "revocation")),
        "status-list-not-proven",
    ),
    (
        "a list changed after signing",
        published(
            REVOCATION_LIST,
            {
                **sign_by_office(REVOKED),
                "credentialSubject": status_list(REVOCATION_LIST, "revocation")["credentialSubject"],
            },
        ),
        "status-list-not-proven",
    ),
    (
        "another list of the same office",
        published(
            REVOCATION_LIST, sign_by_office(status_list("https://city.example/offices/library/status/r2", "revocation"))
        ),
        "status-list-not-proven",
    ),
    (
        "the list of the other purpose",
        published(REVOCATION_LIST, sign_by_office(status_list(REVOCATION_LIST, "suspension"))),
        "status-list-malformed",
    ),
    (
        "a list that is too short",
        list_with("credentialSubject", "encodedList", value="uH4sIAAAAAAAC_2NgAAAAAQAB"),
        "status-list-malformed",
    ),
    ("a list of other things", list_with("type", value=["VerifiableCredential"]), "status-list-malformed"),
    (
        "a place that the list has not",
        on_card("credentialStatus", value=[status_entry("revocation", REVOCATION_LIST, 131_072), ENTRIES[1]]),
        "status-list-malformed",
    ),
    (
        "a list of yesterday",
        published(
            REVOCATION_LIST,
            sign_by_office(status_list(REVOCATION_LIST, "revocation", valid_from=NOW - DAY, valid_until=NOW - 61)),
        ),
        "status-list-outdated",
    ),
    (
        "a list of tomorrow",
        published(REVOCATION_LIST, sign_by_office(status_list(REVOCATION_LIST, "revocation", valid_from=NOW + 61))),
        "status-list-outdated",
    ),
]:
    CASES.note(name_, "status", code_, change_, well_proven=True)
