"""To whom a credential of the W3C data model was issued, and whether that is who presents it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.did.static import key_of
from credentials.errors import DidError
from credentials.keys.jwk import thumbprint
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.keys.public_key import PublicKey
    from credentials.model.credential import Credential
    from credentials.verification.shown import Presented


@dataclass(frozen=True, slots=True)
class Holder:
    """Who may present a credential.

    Attributes:
        subjects: the identifiers of everybody of whom it speaks; None for one without.
        key: the key to which its issuer has bound it (`cnf`, RFC 7800), where it says one; it decides then.
    """

    subjects: tuple[str | None, ...]
    key: PublicKey | None = None

    @classmethod
    def of(cls, credential: Credential, key: PublicKey | None = None) -> Holder:
        """The holder whom a credential names."""
        return cls(tuple(subject.get("id") for subject in credential.subjects), key)

    def judge(self, presented: Presented, *, claimed: str | None) -> Check:
        """The check `holder-binding`.

        Args:
            presented: who has proven to present.
            claimed: who the presentation says presents it (`holder`), where it says so.
        """
        name = CheckName.HOLDER_BINDING
        if claimed is not None and claimed != presented.by:
            return Check(name, "holder-not-presenter")
        if self.key is not None:
            presenter = self.key if presented.by == thumbprint(self.key) else _key_of(presented.by)
            # A subject whose name is another key contradicts the confirmation; one that is named otherwise does not.
            keys = {presenter, *(key for subject in self.subjects if subject and (key := _key_of(subject)))}
            return Check(name, "holder-bound" if keys == {self.key} else "holder-not-subject")
        if not self.subjects or None in self.subjects:
            return Check(name, "credential-without-holder")
        if any(subject != presented.by for subject in self.subjects):
            return Check(name, "holder-not-subject")
        return Check(name, "holder-bound")


NOBODY = Holder(())
"""Of a credential that could not be read: nobody may present it."""


def _key_of(name: str) -> PublicKey | None:
    try:
        return key_of(name)
    except DidError:
        return None
