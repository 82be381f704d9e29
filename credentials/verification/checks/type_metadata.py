"""Schema of an SD-JWT VC: its claims are as the metadata of its type prescribe, which the registry lists by digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.dcql.claims_path import render_path
from credentials.errors import IntegrityError, TypeMetadataError, TypeRetrievalError
from credentials.sd_jwt_vc.extend_type import resolve_type
from credentials.sd_jwt_vc.judge_claims import first_fault
from credentials.verification.evidence import Unavailable
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.sd_jwt_vc.credential import SdJwtVc
    from credentials.verification.evidence import Evidence
    from credentials.verification.policy import CredentialPolicy


def judge_type_metadata(credential: SdJwtVc, *, policy: CredentialPolicy, evidence: Evidence) -> Check:
    """Compare the claims of a proven credential with what its type prescribes."""
    name = CheckName.SCHEMA
    listed = credential.vct in evidence.type_metadata
    if not listed and credential.vct_integrity is None and not policy.schema_required:
        return Check(name, "no-schema")
    at_hand = {vct: octets for vct, octets in evidence.type_metadata.items() if not isinstance(octets, Unavailable)}
    try:
        metadata = resolve_type(credential.vct, at_hand, integrity=credential.vct_integrity)
    except TypeRetrievalError as error:
        return Check(name, "schema-unavailable", error.code)
    except IntegrityError as error:
        return Check(name, "schema-of-another-version", error.code)
    except TypeMetadataError as error:
        return Check(name, "schema-not-supported", error.code)
    fault = first_fault(metadata, credential.revealed)
    return Check(name, "schema-met") if fault is None else Check(name, "schema-not-met", render_path(fault))
