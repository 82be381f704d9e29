"""The issuer's side of ecdsa-sd-2023: a base proof, from which its holder can show any part of the document.

Data Integrity ECDSA Cryptosuites 1.0 sections 3.6.1 to 3.6.5. Each statement that may be withheld is signed alone by a
key that is made for this one proof and forgotten; the issuer's key signs once, over that key and all that is mandatory.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from credentials.data_integrity.selective.pointers import judge_pointers
from credentials.data_integrity.selective.proof_value import (
    MAX_SIGNATURES,
    SIGNATURE_LENGTH,
    BaseProofValue,
    encode_key,
    parse_base,
    render_base,
)
from credentials.data_integrity.selective.statements import HMAC_KEY_LENGTH, statements_of
from credentials.errors import (
    AlgorithmError,
    KeyMaterialError,
    ProofTransformationError,
    ProofVerificationError,
    SignatureError,
)
from credentials.jsonld.canonicalize import canonicalize
from credentials.keys.algorithm import Algorithm
from credentials.keys.private_key import PrivateKey
from credentials.to_be_signed import ToBeSigned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credentials.jsonld.context_set import ContextSet
    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject

NAME = "ecdsa-sd-2023"
SECRET_LENGTH = HMAC_KEY_LENGTH + Algorithm.P256.seed_length
"""How many random bytes one base proof takes."""


@dataclass(frozen=True)
class Selective:
    """What a base proof needs besides document and options.

    Attributes:
        mandatory_pointers: JSON pointers to what every verifier is to see.
        hmac_key: 32 random bytes for this proof alone.
        proof_key: a new P-256 key for this proof alone; whoever made it keeps no copy.
    """

    mandatory_pointers: tuple[str, ...]
    hmac_key: bytes = field(repr=False)
    proof_key: PrivateKey

    @classmethod
    def from_secret(cls, mandatory_pointers: Sequence[str], secret: bytes) -> Selective:
        """Make both secrets of one proof from `SECRET_LENGTH` fresh random bytes.

        Raises:
            KeyMaterialError: more or fewer bytes, or (once in four thousand million) no secret number among them.
        """
        key = PrivateKey.from_seed(secret[HMAC_KEY_LENGTH:], Algorithm.P256)
        return cls(tuple(mandatory_pointers), secret[:HMAC_KEY_LENGTH], key)


@dataclass(frozen=True)
class Groups:
    """A document's statements as an issuer signs them.

    Attributes:
        proof_hash: SHA-256 of the proof options in canonical form.
        mandatory_hash: SHA-256 of the mandatory statements, one after the other.
        withholdable: the other statements, in their order.
    """

    proof_hash: bytes
    mandatory_hash: bytes
    withholdable: tuple[str, ...]

    def signing_input(self, proof_key: PublicKey) -> bytes:
        """What the issuer's key signs (section 3.5.1)."""
        return self.proof_hash + encode_key(proof_key) + self.mandatory_hash


def prepare_base(
    document: JsonObject, options: JsonObject, selective: Selective, contexts: ContextSet
) -> ToBeSigned[str]:
    """Make ready what the issuer signs, and the value of the base proof that waits for the signature.

    Args:
        document: without a proof; it is not changed.
        options: the proof without its value.
        selective: what is mandatory, and the secrets of this proof.
        contexts: all the contexts that the document may name.

    Raises:
        PointerError: a mandatory pointer that leads nowhere.
        KeyMaterialError: secrets of another kind than the suite needs.
        ContextError: a context that is not in the set, or contexts that do not go together.
        DataLossError: a part of the document would not be covered, or it cannot be shown in part.
        ProofTransformationError: the work budget is spent, or there are too many statements.
    """
    if len(selective.hmac_key) != HMAC_KEY_LENGTH or selective.proof_key.public_key.algorithm is not Algorithm.P256:
        raise KeyMaterialError("a base proof needs 32 secret bytes and a P-256 key of its own")
    pointers = judge_pointers(list(selective.mandatory_pointers))
    groups = group(document, options, pointers, hmac_key=selective.hmac_key, contexts=contexts)
    if len(groups.withholdable) > MAX_SIGNATURES:
        raise ProofTransformationError(f"at most {MAX_SIGNATURES} statements of a document can be withheld one by one")
    signatures = tuple(selective.proof_key.sign(line.encode()) for line in groups.withholdable)
    proof_key = selective.proof_key.public_key

    def attach(signature: bytes) -> str:
        if len(signature) != SIGNATURE_LENGTH:
            raise SignatureError(f"a signature of {NAME} has {SIGNATURE_LENGTH} bytes")
        return render_base(BaseProofValue(signature, proof_key, selective.hmac_key, signatures, tuple(pointers)))

    return ToBeSigned(groups.signing_input(proof_key), attach)


def verify_base(
    document: JsonObject, options: JsonObject, proof_value: bytes, key: PublicKey, contexts: ContextSet
) -> BaseProofValue:
    """Check a base proof as whoever receives it should: issuers before they hand it out, holders before they keep it.

    Args:
        document: without its proof.
        options: the proof without its value.
        proof_value: the bytes of the value.
        key: the issuer's.
        contexts: all the contexts that the document may name.

    Raises:
        ProofVerificationError: malformed, or some statement is not signed as it stands there.
        AlgorithmError: the key is not P-256.
        ContextError, DataLossError, ProofTransformationError: as when it was made.
    """
    if key.algorithm is not Algorithm.P256:
        raise AlgorithmError(f"the cryptosuite {NAME} does not go with this kind of key")
    value = parse_base(proof_value)
    groups = group(document, options, value.mandatory_pointers, hmac_key=value.hmac_key, contexts=contexts)
    verify_signatures(groups, value.base_signature, value.public_key, value.signatures, issuer=key)
    return value


def verify_signatures(
    groups: Groups, base_signature: bytes, proof_key: PublicKey, signatures: Sequence[bytes], *, issuer: PublicKey
) -> None:
    """Check the issuer's signature with the issuer's key, and those of the single statements with the proof's own.

    The proof's own key proves nothing by itself: it counts because the issuer has signed it.

    Raises:
        ProofVerificationError: one of them does not fit, or there are more or fewer than statements.
    """
    if len(signatures) != len(groups.withholdable):
        raise ProofVerificationError("the proof has not one signature for each statement that may be withheld")
    try:
        issuer.verify(base_signature, groups.signing_input(proof_key))
        for signature, line in zip(signatures, groups.withholdable, strict=True):
            proof_key.verify(signature, line.encode())
    except SignatureError as error:
        raise ProofVerificationError(
            "the signature does not fit: the document was changed, or another key signed it"
        ) from error


def group(
    document: JsonObject, options: JsonObject, pointers: Sequence[str], *, hmac_key: bytes, contexts: ContextSet
) -> Groups:
    """Split the statements of a document by what is mandatory, and hash what is signed together."""
    statements = statements_of(document, contexts, hmac_key=hmac_key)
    return groups_of(statements.lines, statements.indexes_of(pointers), hash_options(document, options, contexts))


def groups_of(lines: Sequence[str], mandatory: frozenset[int], proof_hash: bytes) -> Groups:
    """The groups of statements of which some are mandatory."""
    joined = "".join(line for index, line in enumerate(lines) if index in mandatory)
    withholdable = tuple(line for index, line in enumerate(lines) if index not in mandatory)
    return Groups(proof_hash, hashlib.sha256(joined.encode()).digest(), withholdable)


def hash_options(document: JsonObject, options: JsonObject, contexts: ContextSet) -> bytes:
    """The hash of the proof options, read with the document's contexts (section 3.6.4)."""
    canonical = canonicalize({**options, "@context": document.get("@context")}, contexts)
    return hashlib.sha256(canonical.encode()).digest()
