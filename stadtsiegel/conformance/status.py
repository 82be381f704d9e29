"""An issuer that adds `credentialStatus` to what it issues, serves its lists and changes them on demand.

Its identifier is a did:web of this server, since a status list counts only in the folder of its issuer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.did.did_web import Method, build_document, did_from_url
from credentials.status.bitstring import MINIMUM_ENTRIES, new_bits, set_value
from credentials.status.bitstring_status_list import build_list_credential
from credentials.verification.checks.proof import ASSERTION
from plumbing.entropy import new_number
from plumbing.http.problems import Problem
from plumbing.http.vc_api_request import malformed
from stadtsiegel.conformance.issue import issue, sign
from stadtsiegel.conformance.issuers import DEFAULT_SUITE, Issuer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credentials.jsonld.context_set import ContextSet
    from credentials.keys.private_key import PrivateKey
    from credentials.strict_json import JsonObject
    from plumbing.entropy import Entropy

FOLDER = "/status"
PURPOSES = ("revocation", "suspension")
ENTRY_TYPE = "BitstringStatusListEntry"
FRAGMENT = "key-1"
LIST_SECONDS = 3_600
TTL_MS = 60_000
MOST_CREDENTIALS = 10_000
"""How many can be remembered; a test suite issues some dozens."""


class StatusIssuer:
    """The issuer and its lists, one for each purpose."""

    def __init__(self, origin: str, *, key: PrivateKey, contexts: ContextSet, entropy: Entropy) -> None:
        self._folder = origin + FOLDER
        did = did_from_url(self._folder)
        self.issuer = Issuer(did, f"{did}#{FRAGMENT}", key, DEFAULT_SUITE)
        self._contexts = contexts
        self._entropy = entropy
        self._bits = {purpose: new_bits() for purpose in PURPOSES}
        self._taken: dict[str, set[int]] = {purpose: set() for purpose in PURPOSES}
        self._places: dict[tuple[str, str], int] = {}

    @property
    def document(self) -> JsonObject:
        """Its DID document."""
        return build_document(self.issuer.did, [Method(FRAGMENT, self.issuer.key.public_key, (ASSERTION,))])

    def list_url(self, purpose: str) -> str:
        """Where a list lies."""
        return f"{self._folder}/lists/{purpose}"

    def issue(self, credential: JsonObject, *, name: str | None, purposes: Sequence[str], now: int) -> JsonObject:
        """Issue a credential with a status entry for each purpose.

        Args:
            credential: as sent.
            name: by what its status can be changed; None takes its `id`.
            purposes: of the lists.
            now: UTC seconds.

        Raises:
            Problem: 400 for a credential that cannot be issued, or has a status already.
        """
        if "credentialStatus" in credential:
            raise malformed("This issuer adds credentialStatus itself; leave it away.")
        if len(self._places) >= MOST_CREDENTIALS:
            raise Problem(503, "No more credentials can be remembered; start the server anew.")
        places = {purpose: self._free_place(purpose) for purpose in purposes}
        entries = [self._entry(purpose, place) for purpose, place in places.items()]
        status = entries[0] if len(entries) == 1 else entries
        secured = issue(
            {**credential, "credentialStatus": status}, issuer=self.issuer, contexts=self._contexts, now=now
        )
        for purpose, place in places.items():
            self._taken[purpose].add(place)
            self._places[name or str(secured.get("id")), purpose] = place
        return secured

    def change(self, name: str, purpose: str, *, value: bool) -> None:
        """Set or clear a bit; a revocation is final.

        Raises:
            Problem: 404 for a credential or a purpose that is not known, 400 for a revocation taken back.
        """
        place = self._places.get((name, purpose))
        if place is None:
            raise Problem(404, "There is no such credential with a status of this purpose.")
        if purpose == "revocation" and not value:
            raise malformed("A revocation is final.")
        set_value(self._bits[purpose], place, int(value))

    def lists(self, now: int) -> dict[str, JsonObject]:
        """The signed lists as they stand now, by their addresses."""
        return {self.list_url(purpose): self.list_of(purpose, now) for purpose in PURPOSES}

    def list_of(self, purpose: str, now: int) -> JsonObject:
        """One signed list as it stands now."""
        unsecured = build_list_credential(
            list_url=self.list_url(purpose),
            issuer=self.issuer.did,
            purpose=purpose,
            bits=self._bits[purpose],
            valid_from=now,
            valid_until=now + LIST_SECONDS,
            ttl_ms=TTL_MS,
        )
        return sign(unsecured, issuer=self.issuer, contexts=self._contexts, now=now)

    def _free_place(self, purpose: str) -> int:
        while (place := new_number(self._entropy, MINIMUM_ENTRIES)) in self._taken[purpose]:
            pass
        return place

    def _entry(self, purpose: str, place: int) -> JsonObject:
        url = self.list_url(purpose)
        return {
            "id": f"{url}#{place}",
            "type": ENTRY_TYPE,
            "statusPurpose": purpose,
            "statusListIndex": str(place),
            "statusListCredential": url,
        }
