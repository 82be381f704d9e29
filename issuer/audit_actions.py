"""What the issuer writes into the audit record: a closed list (SECURITY A-10, L-04)."""

from __future__ import annotations

from enum import StrEnum


class IssuerAction(StrEnum):
    """What was done; the object is the id of the offer, credential, status list, office or reload."""

    OFFER_MADE = "offer-made"
    OFFER_APPROVED = "offer-approved"
    OFFER_NOT_APPROVED = "offer-not-approved"
    OFFER_RENEWED = "offer-renewed"
    OFFER_WITHDRAWN = "offer-withdrawn"
    OFFER_REDEEMED = "offer-redeemed"
    OFFER_LOCKED = "offer-locked"
    OFFER_VOIDED = "offer-voided"
    CREDENTIAL_RECORDED = "credential-recorded"
    CREDENTIAL_ISSUED = "credential-issued"
    CREDENTIAL_SUPERSEDED = "credential-superseded"
    CREDENTIAL_SUSPENDED = "credential-suspended"
    CREDENTIAL_RESUMED = "credential-resumed"
    CREDENTIAL_REVOKED = "credential-revoked"
    CREDENTIAL_RENEWED = "credential-renewed"
    LIST_OPENED = "list-opened"
    LIST_CLOSED = "list-closed"
    OFFICE_RETIRED = "office-retired"
    PACKAGES_RELOADED = "packages-reloaded"
