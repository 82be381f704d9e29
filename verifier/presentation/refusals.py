"""What the hall of the verifier refuses; each door has its own table of words for these."""

from __future__ import annotations


class CheckRefused(Exception):  # noqa: N818 - a refusal, not a fault
    """Base of all refusals: `code` is stable, `detail` is for people who operate the service."""

    code = "check-refused"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class UnknownPurpose(CheckRefused):
    """The registry lists no such purpose for this relying party at this moment."""

    code = "purpose-not-listed"


class ClaimsBeyondPurpose(CheckRefused):
    """A check asks for claims that its purpose does not list; no service can override that."""

    code = "claims-beyond-purpose"


class PurposeNotAskable(CheckRefused):
    """No format that this verifier can judge has a place for all claims of the purpose."""

    code = "purpose-not-askable"


class NoReturnPage(CheckRefused):
    """A same-device check was asked for, and no page is configured to come back to."""

    code = "no-return-page"


class UnknownCheck(CheckRefused):
    """There is no such check for whoever asks."""

    code = "unknown-check"


class CheckOver(CheckRefused):
    """The check has been answered, cancelled, or has run out."""

    code = "check-over"


class MalformedAnswer(CheckRefused):
    """The wallet's answer has not the shape that OpenID4VP 1.0 section 8 gives it; the check stays open."""

    code = "malformed-answer"


class UnprovenAnswer(CheckRefused):
    """Nonce, audience, holder binding or a signature is wrong or cannot be judged now; the check has ended."""

    code = "unproven-answer"


class WalletCannotAnswer(CheckRefused):
    """The wallet has told that it does not know our formats, prefixes or algorithms."""

    code = "wallet-cannot-answer"


class RegistryAway(CheckRefused):
    """No list of the registry that is still good can be had."""

    code = "registry-unavailable"
