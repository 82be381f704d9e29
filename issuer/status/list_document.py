"""What is published of a status list: a signed credential of bits, or a signed token of two bits a place.

The one place that tells the two apart; each has its codec in the ground, and they have nothing else in common.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials import strict_json
from credentials.data_integrity import secure
from credentials.errors import CredentialError
from credentials.jose import jws
from credentials.keys.algorithm import Algorithm
from credentials.model.instant import parse_instant
from credentials.status import token_status_list
from credentials.status.bitstring import new_bits, set_value
from credentials.status.bitstring_status_list import build_list_credential
from credentials.status.token_status_list import TokenStatusList, prepare_list_token
from issuer.status.list_store import STATUS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.jsonld.context_set import ContextSet
    from credentials.to_be_signed import ToBeSigned

TOKEN_BITS = 2
"""For good, revoked and suspended (Token Status List section 7.1)."""

SUITES = {
    Algorithm.ED25519: "eddsa-rdfc-2022",
    Algorithm.P256: "ecdsa-rdfc-2019",
    Algorithm.P384: "ecdsa-rdfc-2019",
}
"""What secures a bitstring list, by the key of the office that signs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListContent:
    """What a list is about to say.

    Attributes:
        url: where it is published.
        issuer: DID of its office.
        size: how many places it has.
        marked: what is said at the places that say anything but that all is good.
        signed_at: UTC seconds.
        valid_until: UTC seconds.
        ttl: for how many seconds a verifier may keep it.
    """

    url: str
    issuer: str
    purpose: str
    size: int
    marked: Mapping[int, int]
    signed_at: int
    valid_until: int
    ttl: int


def prepare_list(
    content: ListContent, *, algorithm: Algorithm, verification_method: str, contexts: ContextSet
) -> ToBeSigned[bytes]:
    """Make the list ready to be signed; what is attached to is the document as it will be served."""
    if content.purpose == STATUS:
        return _prepare_token(content, algorithm, verification_method).then(str.encode)
    return _prepare_credential(content, algorithm, verification_method, contexts).then(strict_json.render)


def content_type(purpose: str) -> str:
    """The media type under which a list is served."""
    return token_status_list.MEDIA_TYPE if purpose == STATUS else "application/vc"


def file_suffix(purpose: str) -> str:
    """How the file ends in which a list is kept."""
    return "jwt" if purpose == STATUS else "json"


def signed_at(document: bytes, purpose: str) -> int:
    """When a published list says that it was signed; 0 for what is none."""
    try:
        if purpose == STATUS:
            return int(jws.parse(document.decode("ascii"), max_bytes=token_status_list.MAX_TOKEN_BYTES).claims()["iat"])
        return parse_instant(strict_json.parse(document)["validFrom"])
    except (CredentialError, KeyError, TypeError, ValueError):
        return 0


def _prepare_credential(
    content: ListContent, algorithm: Algorithm, verification_method: str, contexts: ContextSet
) -> ToBeSigned[strict_json.JsonObject]:
    bits = new_bits(content.size)
    for place in content.marked:
        set_value(bits, place, 1)
    document = build_list_credential(
        list_url=content.url,
        issuer=content.issuer,
        purpose=content.purpose,
        bits=bits,
        valid_from=content.signed_at,
        valid_until=content.valid_until,
        ttl_ms=content.ttl * 1000,
    )
    return secure.prepare(
        document,
        cryptosuite=SUITES[algorithm],
        verification_method=verification_method,
        proof_purpose="assertionMethod",
        created=content.signed_at,
        contexts=contexts,
        algorithm=algorithm,
    )


def _prepare_token(content: ListContent, algorithm: Algorithm, verification_method: str) -> ToBeSigned[str]:
    statuses = TokenStatusList.of_size(content.size, bits=TOKEN_BITS)
    for place, value in content.marked.items():
        statuses.set_status(place, value)
    return prepare_list_token(
        statuses,
        list_url=content.url,
        issued_at=content.signed_at,
        expires_at=content.valid_until,
        ttl=content.ttl,
        algorithm=algorithm.jose_name,
        key_id=verification_method,
    )
