"""What the plumbing itself writes into the audit record: a closed list (SECURITY K-04, T-14, L-04)."""

from __future__ import annotations

from enum import StrEnum


class PlumbingAction(StrEnum):
    """What was done; the object is the id of the key, the prefix of the API key, or the epoch of the restore."""

    KEY_MADE = "key-made"
    KEY_SHOWN = "key-shown"
    KEY_ACTIVATED = "key-activated"
    KEY_RETIRED = "key-retired"
    KEY_COMPROMISED = "key-compromised"
    API_KEY_MADE = "api-key-made"
    API_KEY_REVOKED = "api-key-revoked"
    RESTORED = "restored"
