"""The holder's and the verifier's side of ecdsa-sd-2023: a part of the document with the proof of that part.

Data Integrity ECDSA Cryptosuites 1.0 sections 3.5.4, 3.5.9, 3.6.6 and 3.6.7.

The signatures of one card are the same wherever it is shown, so two verifiers can tell that it was the same card
(section 5.2): what hides the holder is a copy of the card for each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.data_integrity.selective.base_proof import NAME, groups_of, hash_options, verify_signatures
from credentials.data_integrity.selective.pointers import judge_pointers, select
from credentials.data_integrity.selective.proof_value import (
    BaseProofValue,
    DerivedProofValue,
    decode,
    is_base,
    parse_base,
    parse_derived,
    render_derived,
)
from credentials.data_integrity.selective.statements import shown_lines, statements_of
from credentials.encoding import decode_base64url, encode_base64url
from credentials.errors import AlgorithmError, BaseProofError, PointerError, ProofVerificationError
from credentials.keys.algorithm import Algorithm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credentials.jsonld.context_set import ContextSet
    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject

_CANONICAL = "c14n"


def derive(secured: JsonObject, pointers: Sequence[str], contexts: ContextSet) -> JsonObject:
    """Show what some pointers select, and everything mandatory, with a proof of just that.

    Args:
        secured: a document with one base proof, as the issuer gave it; whether it fits was checked then.
        pointers: JSON pointers to what the holder agrees to show.
        contexts: all the contexts that the document may name.

    Raises:
        ProofVerificationError: the document has no base proof of this suite.
        PointerError: a pointer that leads nowhere, or nothing would be shown at all.
        ContextError, DataLossError, ProofTransformationError: as when it was made.
    """
    base, document = _base_of(secured), _unsecured(secured)
    combined = _combined(base, pointers)
    statements = statements_of(document, contexts, hmac_key=base.hmac_key)
    mandatory = statements.indexes_of(base.mandatory_pointers)
    shown = statements.indexes_of(combined)
    withholdable = [index for index in range(len(statements.lines)) if index not in mandatory]
    if len(withholdable) != len(base.signatures):
        raise ProofVerificationError("the base proof does not belong to this document")
    value = DerivedProofValue(
        base_signature=base.base_signature,
        public_key=base.public_key,
        signatures=tuple(
            signature for index, signature in zip(withholdable, base.signatures, strict=True) if index in shown
        ),
        labels={
            number: decode_base64url(secret.removeprefix("u"))
            for number, secret in sorted(
                (int(label.removeprefix(_CANONICAL)), secret)
                for label, secret in statements.canonical_labels_of(combined).items()
            )
        },
        mandatory_indexes=tuple(place for place, index in enumerate(sorted(shown)) if index in mandatory),
    )
    return {**select(document, combined), "proof": {**secured["proof"], "proofValue": render_derived(value)}}


def shown_part(secured: JsonObject, pointers: Sequence[str]) -> JsonObject:
    """What `derive` would show, to tell the holder beforehand; without a proof, which nobody could verify.

    Raises:
        ProofVerificationError, PointerError: as `derive`.
    """
    return select(_unsecured(secured), _combined(_base_of(secured), pointers))


def verify_derived(
    document: JsonObject, options: JsonObject, proof_value: bytes, key: PublicKey, contexts: ContextSet
) -> None:
    """Check the proof of a part of a document (section 3.6.7).

    Args:
        document: what was shown, without its proof.
        options: the proof without its value.
        proof_value: the bytes of the value.
        key: the issuer's, found by the proof's verification method; never the one inside the proof.
        contexts: all the contexts that the document may name.

    Raises:
        BaseProofError: a base proof, which is for the holder alone.
        ProofVerificationError: malformed, or it does not fit what is shown.
        AlgorithmError: the key is not P-256.
        ContextError, DataLossError, ProofTransformationError: as for any document.
    """
    if key.algorithm is not Algorithm.P256:
        raise AlgorithmError(f"the cryptosuite {NAME} does not go with this kind of key")
    if is_base(proof_value):
        raise BaseProofError("this proof is for the holder alone: a wallet derives from it what it shows")
    value = parse_derived(proof_value)
    lines = shown_lines(document, contexts, labels_of(value))
    if value.mandatory_indexes and value.mandatory_indexes[-1] >= len(lines):
        raise ProofVerificationError("the proof calls statements mandatory that are not there")
    groups = groups_of(lines, frozenset(value.mandatory_indexes), hash_options(document, options, contexts))
    verify_signatures(groups, value.base_signature, value.public_key, value.signatures, issuer=key)


def _base_of(secured: JsonObject) -> BaseProofValue:
    proof = secured.get("proof")
    if not isinstance(proof, dict) or proof.get("cryptosuite") != NAME or not isinstance(proof.get("proofValue"), str):
        raise ProofVerificationError(f"only a document with one proof of {NAME} can be shown in part")
    return parse_base(decode(proof["proofValue"]))


def _unsecured(secured: JsonObject) -> JsonObject:
    return {name: value for name, value in secured.items() if name != "proof"}


def _combined(base: BaseProofValue, pointers: Sequence[str]) -> list[str]:
    combined = [*base.mandatory_pointers, *judge_pointers(list(pointers))]
    if not combined:
        raise PointerError("nothing of this document would be shown")
    return combined


def labels_of(value: DerivedProofValue) -> dict[str, str]:
    """The labels of a derived proof, from canonical to signed (section 3.5.6, decompressLabelMap)."""
    return {f"{_CANONICAL}{number}": f"u{encode_base64url(label)}" for number, label in value.labels.items()}
