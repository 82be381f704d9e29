"""Compact JSON Web Encryption by ECDH-ES with AES-GCM, read and made in one strict way (RFC 7516, RFC 7518).

joserfc does the cryptography; what a message may ask for is decided here, before joserfc sees it. Reading and
decrypting are two steps, because the header says which key to look for. Whoever encrypts is not known by it: a message
that can be decrypted is secret and unchanged, and nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from joserfc import jwe as joserfc_jwe
from joserfc.errors import JoseError
from joserfc.jwa import ECDHESAlgKeyAgreement, JWEAlgModel, JWEEncModel

from credentials import strict_json
from credentials.encoding import decode_base64url, encode_base64url
from credentials.errors import AlgorithmError, DecryptionError, EncodingError, JsonError, JweError, KeyMaterialError
from credentials.jose.agreement_key import ALGORITHM, SEED_LENGTH, PrivateAgreementKey, parse_ephemeral_jwk

if TYPE_CHECKING:
    from joserfc.jwe import Recipient
    from joserfc.jwk import ECKey

    from credentials.jose.agreement_key import PublicAgreementKey
    from credentials.strict_json import JsonObject

ENCRYPTIONS = frozenset({"A128GCM", "A256GCM"})
"""Every `enc` that is known here; the caller says which of them it accepts."""

MAX_BYTES = 262_144
ENTROPY_LENGTH = SEED_LENGTH + 12
"""What one message uses up: the seed of its ephemeral key, and the initialization vector."""

_MAX_HEADER_BYTES = 4096
_IV_LENGTH, _TAG_LENGTH = 12, 16
# What would change the meaning of a message or make a reader fetch something; `zip` because a short message may be a
# large one in truth, and because the length of what is compressed tells of its content.
_REFUSED_MEMBERS = ("crit", "b64", "jku", "x5u", "zip")
_TEXT_MEMBERS = ("alg", "enc", "kid", "typ", "cty", "apu", "apv")


@dataclass(frozen=True)
class Jwe:
    """A message that has been read and not yet decrypted.

    Attributes:
        header: its protected header.
        token: the message as it came.
    """

    header: JsonObject
    token: str


def encrypt(
    plaintext: bytes,
    recipient: PublicAgreementKey,
    *,
    encryption: str,
    entropy: bytes,
    apu: bytes | None = None,
    apv: bytes | None = None,
) -> str:
    """Make a message that only the recipient can read.

    Args:
        plaintext: what to say.
        recipient: to whom.
        encryption: `enc`, one of `ENCRYPTIONS`.
        entropy: `ENTROPY_LENGTH` random bytes that are used for this message and never again.
        apu: Agreement PartyUInfo, as some profiles ask for.
        apv: Agreement PartyVInfo.

    Raises:
        AlgorithmError: for an encryption that is not known here.
        JweError: for entropy of another length.
    """
    if encryption not in ENCRYPTIONS:
        raise AlgorithmError("a message is encrypted here with one of: " + ", ".join(sorted(ENCRYPTIONS)))
    if len(entropy) != ENTROPY_LENGTH:
        raise JweError(f"one message takes {ENTROPY_LENGTH} random bytes")
    header: dict[str, Any] = {"alg": ALGORITHM, "enc": encryption}
    if recipient.kid is not None:
        header["kid"] = recipient.kid
    parties = {"apu": apu, "apv": apv}
    header |= {name: encode_base64url(party) for name, party in parties.items() if party is not None}
    ephemeral = PrivateAgreementKey.from_seed(entropy[:SEED_LENGTH]).for_joserfc()
    registry = _RegistryWithEntropy(ephemeral, entropy[SEED_LENGTH:])
    return joserfc_jwe.encrypt_compact(header, plaintext, recipient.key, registry=registry)


def parse(token: str, *, max_bytes: int = MAX_BYTES) -> Jwe:
    """Read a compact message's header, without believing it.

    Raises:
        JweError: for anything but five canonical parts under an unobjectionable header, the second of them empty.
        AlgorithmError: when its key was not agreed upon by ECDH-ES directly, or its `enc` is none of ours.
        KeyMaterialError: when its ephemeral key is none on the curve.
    """
    if len(token) > max_bytes:
        raise JweError(f"a message of more than {max_bytes} bytes")
    parts = token.split(".")
    if len(parts) != 5:  # noqa: PLR2004 - header, encrypted key, initialization vector, ciphertext, tag
        raise JweError("an encrypted message has five parts with a dot between them")
    try:
        header = strict_json.parse_object(decode_base64url(parts[0]), max_bytes=_MAX_HEADER_BYTES)
        _, iv, _, tag = map(decode_base64url, parts[1:])
    except (EncodingError, JsonError) as error:
        raise JweError(f"this encrypted message cannot be read: {error.detail}") from error
    _judge_header(header)
    if parts[1]:
        raise JweError("a message whose key was agreed upon carries no encrypted key")
    if len(iv) != _IV_LENGTH or len(tag) != _TAG_LENGTH:
        raise JweError("the initialization vector has 12 bytes and the tag 16, neither less nor more")
    return Jwe(header, token)


def decrypt(jwe: Jwe, key: PrivateAgreementKey, *, encryptions: frozenset[str]) -> bytes:
    """Decrypt a message that was made for this very key.

    Args:
        jwe: the message.
        key: our key.
        encryptions: the values of `enc` that the caller accepts.

    Raises:
        AlgorithmError: when the caller does not accept its `enc`.
        KeyMaterialError: when it names another key than ours, or none although ours has a name.
        DecryptionError: when it was made for another key, or has been changed.
    """
    if jwe.header["enc"] not in encryptions:
        raise AlgorithmError("the encryption of this message is not accepted here")
    if jwe.header.get("kid") != key.public.kid:
        raise KeyMaterialError("this message names another key")
    try:
        decrypted = joserfc_jwe.decrypt_compact(jwe.token, key.for_joserfc(), registry=_Registry())
    except JoseError as error:
        raise DecryptionError("this message was made for another key, or has been changed") from error
    if decrypted.plaintext is None:
        raise DecryptionError("this message holds nothing")
    return decrypted.plaintext


def _judge_header(header: JsonObject) -> None:
    for name in _REFUSED_MEMBERS:
        if name in header:
            raise JweError(f"an encrypted message with the header member {name} is not accepted")
    for name in _TEXT_MEMBERS:
        if name in header and not isinstance(header[name], str):
            raise JweError(f"the header member {name} of this message is not a text")
    if header.get("alg") != ALGORITHM:
        raise AlgorithmError(f"a message is encrypted to us by {ALGORITHM} and in no other way")
    if "enc" not in header:
        raise JweError("the header of this message names no encryption")
    if header["enc"] not in ENCRYPTIONS:
        raise AlgorithmError("an encryption that is not known here")
    for name in ("apu", "apv"):
        try:
            decode_base64url(header.get(name, ""))
        except EncodingError as error:
            raise JweError(f"the header member {name} is not canonical base64url") from error
    parse_ephemeral_jwk(header.get("epk"))


class _Registry(joserfc_jwe.JWERegistry):
    """joserfc's rules with our bounds; unknown header members are ignored, as RFC 7516 section 4 asks."""

    max_protected_header_length = 2 * _MAX_HEADER_BYTES
    max_ciphertext_length = 16 * MAX_BYTES

    def __init__(self) -> None:
        super().__init__(algorithms=[ALGORITHM, *ENCRYPTIONS], strict_check_header=False)


class _RegistryWithEntropy(_Registry):
    """The same with what joserfc would draw at random: the ground has no randomness of its own."""

    def __init__(self, ephemeral: ECKey, iv: bytes) -> None:
        super().__init__()
        self._ephemeral = ephemeral
        self._iv = iv

    def get_alg(self, name: str) -> JWEAlgModel:
        return _Agreement(self._ephemeral) if name == ALGORITHM else super().get_alg(name)

    def get_enc(self, name: str) -> JWEEncModel:
        return _Encryption(super().get_enc(name), self._iv)


class _Agreement(ECDHESAlgKeyAgreement):
    def __init__(self, ephemeral: ECKey) -> None:
        super().__init__()
        self._ephemeral = ephemeral

    def prepare_ephemeral_key(self, recipient: Recipient[ECKey]) -> None:
        recipient.ephemeral_key = self._ephemeral
        super().prepare_ephemeral_key(recipient)


class _Encryption(JWEEncModel):
    def __init__(self, model: JWEEncModel, iv: bytes) -> None:
        self.name, self.iv_size, self.cek_size = model.name, model.iv_size, model.cek_size
        self._model = model
        self._iv = iv

    def generate_iv(self) -> bytes:
        return self._iv

    def encrypt(self, plaintext: bytes, cek: bytes, iv: bytes, aad: bytes) -> tuple[bytes, bytes]:
        return self._model.encrypt(plaintext, cek, iv, aad)

    def decrypt(self, ciphertext: bytes, tag: bytes, cek: bytes, iv: bytes, aad: bytes) -> bytes:
        return self._model.decrypt(ciphertext, tag, cek, iv, aad)
