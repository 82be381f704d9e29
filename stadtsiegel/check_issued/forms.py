"""The forms of cards and lists, written a second time: which key makes them, and where their copies are told.

A card is `ldp_vc` with two places in two lists of bits, or `dc+sd-jwt` with one place of two bits that tells both; one
whose use case has no suspension has a place for its revocation alone.
"""

from __future__ import annotations

from credentials.keys.algorithm import Algorithm

BOTH = "status"
"""The purpose of a list whose places have two bits: 0 good, 1 revoked, 2 suspended."""

_KEYS = {
    ("ldp_vc", "eddsa-rdfc-2022"): Algorithm.ED25519,
    ("ldp_vc", "eddsa-jcs-2022"): Algorithm.ED25519,
    ("ldp_vc", "ecdsa-rdfc-2019"): Algorithm.P256,
    ("ldp_vc", "ecdsa-jcs-2019"): Algorithm.P256,
    ("ldp_vc", "ecdsa-sd-2023"): Algorithm.P256,
    ("dc+sd-jwt", "ES256"): Algorithm.P256,
    ("dc+sd-jwt", "ES384"): Algorithm.P384,
    ("dc+sd-jwt", "EdDSA"): Algorithm.ED25519,
}
_SUITE_OF_LISTS = {
    Algorithm.ED25519: "eddsa-rdfc-2022",
    Algorithm.P256: "ecdsa-rdfc-2019",
    Algorithm.P384: "ecdsa-rdfc-2019",
}


def key_of_form(format_id: str, secured_by: str) -> Algorithm | None:
    """The algorithm of the key that signs cards of a form; None for a form that is never issued."""
    return _KEYS.get((format_id, secured_by))


def suite_of_list(algorithm: Algorithm) -> str:
    """What secures a list of bits that a key of this algorithm signs."""
    return _SUITE_OF_LISTS[algorithm]


def purposes_of_form(format_id: str) -> tuple[str, str]:
    """In which lists revocation and suspension of a copy are told, if they are."""
    return (BOTH, BOTH) if format_id == "dc+sd-jwt" else ("revocation", "suspension")


def value_of(purpose: str, *, revoked: bool, suspended: bool) -> int:
    """What a place in a list must say of a card."""
    if purpose == BOTH:
        return 1 if revoked else 2 if suspended else 0
    return int(revoked if purpose == "revocation" else suspended)
