"""Each form of a card: its content made ready to be signed, and the secured copy checked once more before it leaves.

One table; a format is a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials.data_integrity import secure, verify
from credentials.data_integrity.selective.base_proof import SECRET_LENGTH, Selective
from credentials.data_integrity.selective.pointers import render_pointer
from credentials.errors import KeyBindingError, ModelError
from credentials.sd_jwt_vc.issue import prepare_sd_jwt_vc
from credentials.sd_jwt_vc.verify import read_received
from credentials.strict_json import JsonObject
from issuer.issuance.credential_document import build_document, demand_schema
from issuer.issuance.sd_jwt_claims import build_claims, count_absent
from use_cases.card_format import Format
from use_cases.derive.disclosure import always_shown, units

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from credentials.keys.public_key import PublicKey
    from credentials.to_be_signed import ToBeSigned
    from issuer.issuance.copy_content import CopyContent
    from plumbing.entropy import Entropy
    from use_cases.use_case import ClaimPath

Secured = JsonObject | str
"""A card as it is handed out: a JSON document, or a token."""
_PURPOSE = "assertionMethod"


@dataclass(frozen=True, slots=True)
class Means:
    """What making a copy needs besides its content."""

    entropy: Entropy


@dataclass(frozen=True, slots=True)
class CardForm:
    """One row of the table.

    Attributes:
        prepare: makes a copy ready to be signed; raises CredentialError or SchemaMismatchError when the package of the
            use case is at fault.
        verify: checks a secured copy with the office's key, as a stranger does; raises CredentialError.
    """

    prepare: Callable[[CopyContent, Means], ToBeSigned[Secured]]
    verify: Callable[[Secured, CopyContent, PublicKey, Means], None]


def _prepare_ldp_vc(content: CopyContent, means: Means) -> ToBeSigned[Secured]:
    document = build_document(content)
    demand_schema(content.use_case, document)
    return secure.prepare(
        document,
        cryptosuite=content.record.form.secured_by,
        verification_method=content.record.verification_method,
        proof_purpose=_PURPOSE,
        created=content.record.dated,
        contexts=content.office.resources.contexts,
        algorithm=content.record.form.algorithm,
        selective=_in_part(content, document, means) if content.record.form.selective else None,
    )


def _in_part(content: CopyContent, document: JsonObject, means: Means) -> Selective:
    """Every verifier sees everything but the claims about the holder that may be withheld."""
    about_the_card = [name for name in document if name not in ("@context", "credentialSubject")]
    shown = [path for path in always_shown(content.use_case) if _is_there(path, content.claims)]
    pointers = [render_pointer([name]) for name in about_the_card]
    pointers += [render_pointer(["credentialSubject", *path]) for path in (("id",), *shown)]
    return Selective.from_secret(pointers, means.entropy.take(SECRET_LENGTH))


def _is_there(path: ClaimPath, claims: JsonObject) -> bool:
    value: Any = claims
    for name in path:
        if name not in value:
            return False
        value = value[name]
    return True


def _verify_ldp_vc(secured: Secured, content: CopyContent, key: PublicKey, _: Means) -> None:
    if not isinstance(secured, dict):
        raise ModelError("a credential in ldp_vc is a document")
    verify.verify_proof(
        secured,
        key,
        contexts=content.office.resources.contexts,
        suites=frozenset({content.record.form.secured_by}),
        purpose=_PURPOSE,
        domain=None,
        challenge=None,
        for_holder=content.record.form.selective,
        now=content.record.recorded_at,
    )


def _prepare_sd_jwt_vc(content: CopyContent, means: Means) -> ToBeSigned[Secured]:
    return prepare_sd_jwt_vc(
        build_claims(content),
        disclosable=units(content.use_case),
        holder_key=content.holder.key,
        algorithm=content.record.form.secured_by,
        key_id=content.record.verification_method,
        entropy=means.entropy.take,
        decoys=count_absent(content.use_case, content.claims),
    )


def _verify_sd_jwt_vc(secured: Secured, content: CopyContent, key: PublicKey, _: Means) -> None:
    received = read_received(secured)
    received.verify_issuer(key, algorithms=frozenset({content.record.form.secured_by}))
    if received.credential.holder_key != content.holder.key:
        raise KeyBindingError("the credential is bound to another key than the one that was proven")


FORMS: Mapping[Format, CardForm] = {
    Format.LDP_VC: CardForm(_prepare_ldp_vc, _verify_ldp_vc),
    Format.SD_JWT_VC: CardForm(_prepare_sd_jwt_vc, _verify_sd_jwt_vc),
}
"""How a copy of each format is made."""
