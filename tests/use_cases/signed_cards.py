"""Cards of any use case, signed and shown in part: by the ground alone, without issuer and wallet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credentials.data_integrity import secure, verify
from credentials.data_integrity.selective.base_proof import SECRET_LENGTH, Selective
from credentials.data_integrity.selective.derived_proof import derive
from credentials.data_integrity.selective.pointers import render_pointer
from credentials.jsonld.context_set import ContextSet
from credentials.keys.algorithm import Algorithm
from credentials.keys.private_key import PrivateKey
from credentials.sd_jwt.select import select
from credentials.sd_jwt_vc.issue import prepare_sd_jwt_vc
from credentials.sd_jwt_vc.verify import read_sd_jwt_vc
from plumbing.entropy import SeededEntropy
from use_cases.derive.context import context_bytes
from use_cases.derive.disclosure import always_shown, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credentials.sd_jwt_vc.verify import ReadSdJwtVc
    from credentials.strict_json import JsonObject
    from use_cases.use_case import ClaimPath, UseCase

NOW = 1_777_800_000
HOLDER = "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169"
KEY = PrivateKey.from_seed(b"k" * 32, algorithm=Algorithm.P256)
METHOD = "did:web:amt.musterstadt.example#key-1"


def contexts_of(use_case: UseCase) -> ContextSet:
    """The W3C's contexts and that of the use case."""
    return ContextSet.bundled().with_context(use_case.context_url, context_bytes(use_case))


def document(use_case: UseCase, says: JsonObject) -> JsonObject:
    """An unsecured card of the W3C's data model."""
    return {
        "@context": list(use_case.contexts),
        "id": "urn:uuid:6f1c3ac2-6f2b-4d0c-9d43-1a1b6f1f0a11",
        "type": list(use_case.types),
        "issuer": "did:web:amt.musterstadt.example",
        "credentialSubject": {"id": HOLDER, **says},
        "credentialSchema": {"id": use_case.schema_url, "type": "JsonSchema"},
    }


def sign_selectively(use_case: UseCase, says: JsonObject) -> JsonObject:
    """A card with ecdsa-sd-2023, as its holder gets it."""
    unsecured = document(use_case, says)
    pointers = [render_pointer([name]) for name in unsecured if name not in ("@context", "credentialSubject")]
    pointers += [
        render_pointer(("credentialSubject", *path))
        for path in [("id",), *always_shown(use_case)]
        if _has({"id": 1, **says}, path)
    ]
    prepared = secure.prepare(
        unsecured,
        cryptosuite="ecdsa-sd-2023",
        verification_method=METHOD,
        proof_purpose="assertionMethod",
        created=NOW,
        contexts=contexts_of(use_case),
        algorithm=Algorithm.P256,
        selective=Selective.from_secret(pointers, b"s" * SECRET_LENGTH),
    )
    return prepared.attach(KEY.sign(prepared.signing_input))


def show_selectively(use_case: UseCase, card: JsonObject, paths: Sequence[ClaimPath]) -> JsonObject:
    """Derive a presentation of some claims, have it verified, and give the subject as the verifier sees it."""
    contexts = contexts_of(use_case)
    has = [path for path in paths if _has(card["credentialSubject"], path)]
    shown = derive(card, [render_pointer(("credentialSubject", *path)) for path in has], contexts)
    verify.verify_proof(
        shown,
        KEY.public_key,
        contexts=contexts,
        suites=frozenset({"ecdsa-sd-2023"}),
        purpose="assertionMethod",
        domain=None,
        challenge=None,
        now=NOW,
    )
    subject: JsonObject = shown["credentialSubject"]
    return {name: value for name, value in subject.items() if name != "id"}


def sign_sd_jwt(use_case: UseCase, says: JsonObject) -> ReadSdJwtVc:
    """A card as SD-JWT VC, as its holder reads it."""
    prepared = prepare_sd_jwt_vc(
        {"iss": "https://amt.musterstadt.example", "vct": use_case.credential_type_iri, **says},
        disclosable=units(use_case),
        holder_key=None,
        algorithm="ES256",
        key_id=METHOD,
        entropy=SeededEntropy(b"entropy").take,
    )
    return read_sd_jwt_vc(prepared.attach(KEY.sign(prepared.signing_input)))


def show_sd_jwt(card: ReadSdJwtVc, paths: Sequence[ClaimPath]) -> JsonObject:
    """Choose disclosures, have the token verified, and give the claims as the verifier sees them."""
    return {
        name: value for name, value in shown_token(card, paths).credential.claims.items() if name not in ("iss", "vct")
    }


def shown_token(card: ReadSdJwtVc, paths: Sequence[ClaimPath]) -> ReadSdJwtVc:
    """The same as the whole token that the verifier reads."""
    has = [path for path in paths if _has(card.credential.claims, path)]
    read = read_sd_jwt_vc(select(card.sd_jwt, card.credential.revealed, has).render())
    read.verify_issuer(KEY.public_key, algorithms=frozenset({"ES256"}))
    return read


def _has(value: Any, path: ClaimPath) -> bool:
    return not path or (isinstance(value, dict) and path[0] in value and _has(value[path[0]], path[1:]))
