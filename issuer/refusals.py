"""Every way in which the issuer refuses a wallet: one kind each, with a stable code and the section it guards.

The doors have a row for each kind: issuer/openid4vci/errors.py for wallets, issuer/management_api/refusal_rows.py for
offices. `detail` may go into an error answer: plain ASCII words, never a value from the request (OpenID4VCI 1.0 section
8.3.1.2).
"""

# ruff: noqa: N818 - the names say what happened, as one tells it to a colleague

from __future__ import annotations

from typing import ClassVar


class OfficeRefusal(Exception):
    """A refusal told to an office's own program; the kinds stand with the use cases that raise them."""


class Refusal(Exception):
    """A refusal told to a wallet; never raised itself, always one of the kinds below."""

    code: ClassVar[str] = "refused"
    section: ClassVar[str] = ""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class MalformedTokenRequest(Refusal):
    """A token request without the shape that its grant asks for; also with a tx_code too few or too many."""

    code = "malformed-token-request"
    section = "OpenID4VCI 1.0 sections 6.1 and 6.3"


class UnsupportedGrant(Refusal):
    """A grant other than the pre-authorized code."""

    code = "unsupported-grant"
    section = "RFC 6749 section 5.2"


class GrantRefused(Refusal):
    """A code that is unknown, used, expired, locked or withdrawn, or a wrong tx_code: all told in the same words."""

    code = "grant-refused"
    section = "OpenID4VCI 1.0 section 6.3"


class AuthorizationDetailsRefused(Refusal):
    """Authorization details that ask for something else than the offer holds."""

    code = "authorization-details-refused"
    section = "RFC 9396 section 5"


class AccessTokenMissing(Refusal):
    """A request without an access token where one belongs."""

    code = "access-token-missing"
    section = "RFC 6750 section 3"


class AccessTokenRefused(Refusal):
    """An access token that is unknown, expired, void or another office's."""

    code = "access-token-refused"
    section = "RFC 6750 section 3.1"


class MalformedCredentialRequest(Refusal):
    """A credential request without the shape that the specification gives it."""

    code = "malformed-credential-request"
    section = "OpenID4VCI 1.0 section 8.2"


class ConfigurationUnknown(Refusal):
    """A credential configuration that this office does not have."""

    code = "configuration-unknown"
    section = "OpenID4VCI 1.0 section 8.3.1.2"


class ConfigurationNotGranted(Refusal):
    """A credential configuration that the access token does not cover."""

    code = "configuration-not-granted"
    section = "OpenID4VCI 1.0 section 8.2"


class IdentifierUnknown(Refusal):
    """A credential identifier that the token response did not name."""

    code = "identifier-unknown"
    section = "OpenID4VCI 1.0 section 8.3.1.2"


class EncryptionRefused(Refusal):
    """A request that is encrypted, or wants its response encrypted, in a way that the metadata do not offer."""

    code = "encryption-refused"
    section = "OpenID4VCI 1.0 section 8.3.1.2"


class KeyProofRefused(Refusal):
    """A proof of the holder's key that is missing, malformed or wrong."""

    code = "key-proof-refused"
    section = "OpenID4VCI 1.0 appendix F.4"


class NonceRefused(Refusal):
    """A c_nonce that this office did not make, that is too old, or that was used."""

    code = "nonce-refused"
    section = "OpenID4VCI 1.0 section 8.3.1.2"


class RequestDenied(Refusal):
    """A credential that will not be issued; asking again does not help."""

    code = "request-denied"
    section = "OpenID4VCI 1.0 section 8.3.1.2"


class IssuanceUnavailable(Refusal):
    """A credential that cannot be issued at this moment: nothing was handed out, asking again helps."""

    code = "issuance-unavailable"
    section = "RFC 9110 section 15.6.4"


class MalformedNotification(Refusal):
    """A notification without the shape that the specification gives it."""

    code = "malformed-notification"
    section = "OpenID4VCI 1.0 section 11.3"


class NotificationUnknown(Refusal):
    """A notification id that does not belong to this access token."""

    code = "notification-unknown"
    section = "OpenID4VCI 1.0 section 11.3"
