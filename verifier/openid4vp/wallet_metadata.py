"""What a wallet tells of itself when it POSTs to `request_uri` (OpenID4VP 1.0 section 5.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credentials.errors import CredentialError
from credentials.strict_json import parse_object
from verifier.openid4vp.request_object import SIGNING_ALG
from verifier.openid4vp.vp_formats import VP_FORMATS
from verifier.presentation.refusals import MalformedAnswer, WalletCannotAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_NONCE = 512
MAX_METADATA_BYTES = 32 * 1024
PREFIX = "decentralized_identifier"


def parse_wallet_nonce(form: Mapping[str, str]) -> str | None:
    """The wallet's nonce, given back unchanged in the signed request.

    Raises:
        MalformedAnswer: too long, or with characters that a URL could not carry.
    """
    nonce = form.get("wallet_nonce")
    if nonce is None:
        return None
    if not nonce or len(nonce) > MAX_NONCE or not nonce.isascii() or not nonce.isprintable():
        raise MalformedAnswer(f"wallet_nonce must be 1 to {MAX_NONCE} printable ASCII characters")
    return nonce


def judge_wallet_metadata(form: Mapping[str, str]) -> None:
    """Stop early when the wallet says that it could not answer us.

    Raises:
        MalformedAnswer: the metadata is no JSON object.
        WalletCannotAnswer: it lists neither our format, nor our client identifier prefix, nor our algorithm.
    """
    text = form.get("wallet_metadata")
    if text is None:
        return
    try:
        metadata = parse_object(text, max_bytes=MAX_METADATA_BYTES)
    except CredentialError as error:
        raise MalformedAnswer(f"wallet_metadata is not a JSON object as expected: {error.detail}") from error
    _must_list(metadata, "vp_formats_supported", *VP_FORMATS)
    _must_list(metadata, "client_id_prefixes_supported", PREFIX)
    _must_list(metadata, "request_object_signing_alg_values_supported", SIGNING_ALG, "Ed25519")


def _must_list(metadata: Mapping[str, Any], member: str, *ours: str) -> None:
    listed = metadata.get(member)
    if listed is None:
        return
    if not isinstance(listed, list | dict):
        raise MalformedAnswer(f"wallet_metadata.{member} has the wrong type")
    if not any(one in listed for one in ours):
        raise WalletCannotAnswer(f"the wallet's {member} does not contain {' or '.join(ours)}")
