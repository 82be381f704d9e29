"""Token Status List (draft-ietf-oauth-status-list-20): entries of tokens, and the signed lists that they point into.

Places are counted from the right (place 0 takes the least significant bits of the first byte), a place has 1, 2, 4 or 8
bits, the list is compressed with zlib and written as base64url, and `ttl` counts seconds. In all four the Bitstring
Status List does the opposite: these are two codecs on purpose.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from credentials import strict_json
from credentials.encoding import decode_base64url, encode_base64url
from credentials.errors import EncodingError, ModelError, RangeError, StatusVerificationError
from credentials.jose import jws
from credentials.jose.jwt_claims import read_time

if TYPE_CHECKING:
    from credentials.jose.jws import Jws
    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject
    from credentials.to_be_signed import ToBeSigned

TYP = "statuslist+jwt"
MEDIA_TYPE = "application/statuslist+jwt"
SIZES = (1, 2, 4, 8)
"""How many bits a place may have (section 4.1)."""
MAX_LIST_BYTES = 2 * 1024 * 1024
"""Eight million places of two bits: more than a city needs in one list, and little enough to be inflated at once."""
MAX_TOKEN_BYTES = 4 * 1024 * 1024
"""What a full list of places nobody can compress needs, written as base64url within base64url."""

_BITS_OF_A_BYTE = 8
_LEVEL = 9
_LONGEST_URL = 2048


class TokenStatus(IntEnum):
    """The status types that have a meaning everywhere (section 7.1); whatever is not VALID is not good."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2


@dataclass(frozen=True, slots=True)
class TokenStatusEntry:
    """Where a token's status stands: the place `index` of the list at `list_url`."""

    index: int
    list_url: str


def parse_status_claim(status: object) -> TokenStatusEntry:
    """Read the claim `status` (section 6.2).

    Raises:
        ModelError: no status list in it, or one without a place counted from 0 and an https address.
    """
    reference = status.get("status_list") if isinstance(status, dict) else None
    if not isinstance(reference, dict):
        raise ModelError("the claim status names a place in a status list (status_list); nothing else is read here")
    index, url = reference.get("idx"), reference.get("uri")
    if not isinstance(index, int) or isinstance(index, bool) or index < 0:
        raise ModelError("idx is the place in the list, a whole number from 0 on")
    if not isinstance(url, str) or not url.startswith("https://") or len(url) > _LONGEST_URL:
        raise ModelError("uri is the https address of the status list")
    return TokenStatusEntry(index, url)


def render_status_claim(entry: TokenStatusEntry) -> JsonObject:
    """Write the claim `status` (section 6.2)."""
    return {"status_list": {"idx": entry.index, "uri": entry.list_url}}


@dataclass(frozen=True)
class TokenStatusList:
    """The statuses of many tokens, packed.

    Attributes:
        bits: how many bits a place has.
        packed: the places, the first in the lowest bits of the first byte.

    Raises:
        ModelError: when made with another number of bits than 1, 2, 4 or 8, or too large.
    """

    bits: int
    packed: bytearray

    def __post_init__(self) -> None:
        if isinstance(self.bits, bool) or self.bits not in SIZES:
            raise ModelError("a place of a token status list has 1, 2, 4 or 8 bits")
        if len(self.packed) > MAX_LIST_BYTES:
            raise ModelError(f"a token status list has at most {MAX_LIST_BYTES} bytes")

    @classmethod
    def of_size(cls, places: int, *, bits: int) -> TokenStatusList:
        """A list in which every place says VALID, so that places nobody has look like all others.

        Raises:
            ModelError: when the places do not fill whole bytes, there are none or too many.
        """
        if places <= 0 or places * bits % _BITS_OF_A_BYTE or places * bits > MAX_LIST_BYTES * _BITS_OF_A_BYTE:
            raise ModelError("the places of a token status list fill whole bytes, and not too many")
        return cls(bits, bytearray(places * bits // _BITS_OF_A_BYTE))

    @property
    def places(self) -> int:
        """How many places there are."""
        return len(self.packed) * _BITS_OF_A_BYTE // self.bits

    def marked(self) -> dict[int, int]:
        """The status of every place that is not VALID."""
        in_a_byte = _BITS_OF_A_BYTE // self.bits
        found = {}
        for position, byte in enumerate(self.packed):
            if byte:
                for index in range(position * in_a_byte, (position + 1) * in_a_byte):
                    if status := self.status_at(index):
                        found[index] = status
        return found

    def status_at(self, index: int) -> int:
        """The status of one place; only 0 is good.

        Raises:
            RangeError: when the place lies outside the list.
        """
        byte, shift, mask = self._locate(index)
        return self.packed[byte] >> shift & mask

    def set_status(self, index: int, status: int) -> None:
        """Set the status of one place.

        Raises:
            RangeError: when the place lies outside the list.
            ModelError: when the status needs more bits than a place has.
        """
        byte, shift, mask = self._locate(index)
        if not 0 <= status <= mask:
            raise ModelError(f"a place of {self.bits} bits cannot hold this status")
        self.packed[byte] = self.packed[byte] & ~(mask << shift) | status << shift

    def encode(self) -> str:
        """Write the places as `lst` (section 4.1)."""
        return encode_base64url(zlib.compress(bytes(self.packed), _LEVEL))

    @classmethod
    def decode(cls, text: str, *, bits: int, max_bytes: int = MAX_LIST_BYTES) -> TokenStatusList:
        """Read `lst`.

        Args:
            text: the compressed places.
            bits: how many bits a place has.
            max_bytes: the inflated size at which reading stops: a few bytes can hold a bomb (SECURITY S-06).

        Raises:
            EncodingError: not base64url, not one whole zlib stream, or larger than `max_bytes`.
        """
        inflater = zlib.decompressobj()
        try:
            packed = inflater.decompress(decode_base64url(text), max_bytes + 1)
        except zlib.error as error:
            raise EncodingError("lst is not compressed with zlib") from error
        if len(packed) > max_bytes:
            raise EncodingError(f"the status list is larger than {max_bytes} bytes")
        if not inflater.eof or inflater.unused_data:
            raise EncodingError("lst is cut off, or has something after its end")
        return cls(bits, bytearray(packed))

    def _locate(self, index: int) -> tuple[int, int, int]:
        if not 0 <= index < self.places:
            raise RangeError("the place lies outside the status list")
        byte, shift = divmod(index * self.bits, _BITS_OF_A_BYTE)
        return byte, shift, (1 << self.bits) - 1


def prepare_list_token(
    statuses: TokenStatusList,
    *,
    list_url: str,
    issued_at: int,
    expires_at: int,
    ttl: int,
    algorithm: str,
    key_id: str,
) -> ToBeSigned[str]:
    """Make a status list token ready to be signed (section 5.1).

    Args:
        statuses: the list.
        list_url: where it will lie; what tokens name as `uri`.
        issued_at: UTC seconds.
        expires_at: UTC seconds; afterwards a verifier must have a newer list.
        ttl: for how many seconds a verifier may keep the list without asking again.
        algorithm: the JOSE name of the key's algorithm.
        key_id: the key as DID URL; it must be one of the issuer of the tokens.

    Raises:
        ModelError: for times that make no sense.
        JwsError: for an algorithm that is not ours.
    """
    if issued_at >= expires_at or ttl <= 0:
        raise ModelError("a status list is valid for some time, and may be kept for some time")
    claims = {
        "sub": list_url,
        "iat": issued_at,
        "exp": expires_at,
        "ttl": ttl,
        "status_list": {"bits": statuses.bits, "lst": statuses.encode()},
    }
    return jws.prepare({"alg": algorithm, "typ": TYP, "kid": key_id}, strict_json.render(claims))


@dataclass(frozen=True)
class StatusListToken:
    """A status list token that was read; until `verify` has returned, only what somebody wrote.

    Attributes:
        list_url: for which address it was made (`sub`).
        issued_at: UTC seconds.
        expires_at: UTC seconds, where it says so.
        ttl: for how many seconds it may be kept, where it says so.
        bits: how many bits a place has.
    """

    list_url: str
    issued_at: float
    expires_at: float | None
    ttl: float | None
    bits: int
    _lst: str = field(repr=False)
    _jws: Jws = field(repr=False)

    @property
    def header(self) -> JsonObject:
        """Its protected header: it names a key (`kid`), or brings certificates along (`x5c`)."""
        return self._jws.header

    @property
    def key_id(self) -> str:
        """Which key the token says has signed it; empty when it names none."""
        key_id: str = self._jws.header.get("kid", "")
        return key_id

    def verify(self, key: PublicKey, *, algorithms: frozenset[str]) -> None:
        """Refuse a token that is of another type or not signed by this key; raises as `jws.verify`."""
        jws.verify(self._jws, key, algorithms=algorithms, typ=TYP)

    def is_current(self, *, now: int, clock_skew: int) -> bool:
        """Whether it was issued by now and has not expired."""
        if now < self.issued_at - clock_skew:
            return False
        return self.expires_at is None or now <= self.expires_at + clock_skew

    def inflate(self) -> TokenStatusList:
        """All places; raises EncodingError as `TokenStatusList.decode`."""
        return TokenStatusList.decode(self._lst, bits=self.bits)

    def status_at(self, entry: TokenStatusEntry) -> int:
        """The status of one place; only 0 is good. Call it on a verified token: this inflates the list.

        Raises:
            StatusVerificationError: when this is the list of another address (section 8.3, step 4).
            EncodingError: when the list cannot be inflated.
            RangeError: when the place lies outside the list.
        """
        if self.list_url != entry.list_url:
            raise StatusVerificationError("this is the status list of another address")
        return self.inflate().status_at(entry.index)


def parse_list_token(token: str, *, max_bytes: int = MAX_TOKEN_BYTES) -> StatusListToken:
    """Read a status list token without believing or inflating it (sections 4.2 and 5.1).

    Raises:
        JwsError: no compact token with JSON claims.
        StatusVerificationError: a claim is missing or malformed.
        TokenClaimError: a time is no number.
    """
    signed = jws.parse(token, max_bytes=max_bytes)
    claims = signed.claims()
    listed = claims.get("status_list")
    if not isinstance(claims.get("sub"), str) or not isinstance(listed, dict):
        raise StatusVerificationError("a status list token says which list it is (sub) and holds it (status_list)")
    bits, lst = listed.get("bits"), listed.get("lst")
    if isinstance(bits, bool) or bits not in SIZES or not isinstance(lst, str):
        raise StatusVerificationError("a status list has places of 1, 2, 4 or 8 bits (bits), as base64url (lst)")
    issued_at, expires_at, ttl = (read_time(claims, name) for name in ("iat", "exp", "ttl"))
    if issued_at is None:
        raise StatusVerificationError("a status list token says when it was issued (iat)")
    if ttl is not None and ttl <= 0:
        raise StatusVerificationError("ttl of a status list token is a positive number of seconds")
    return StatusListToken(claims["sub"], issued_at, expires_at, ttl, int(bits), lst, signed)
