"""Holder binding: whoever signed the presentation is the one of whom the credential speaks (OpenID4VP 1.0 B.1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.model.credential import Credential
    from credentials.model.presentation import Presentation


def judge_holder_binding(presentation: Presentation, credential: Credential, *, presenter: str) -> Check:
    """Compare the DID whose key signed with every subject, and with `holder` where it stands."""
    name = CheckName.HOLDER_BINDING
    if presentation.holder is not None and presentation.holder != presenter:
        return Check(name, "holder-not-presenter")
    subjects = [subject.get("id") for subject in credential.subjects]
    if None in subjects:
        return Check(name, "credential-without-holder")
    if any(subject != presenter for subject in subjects):
        return Check(name, "holder-not-subject")
    return Check(name, "holder-bound")
