"""`ldp_vc` in a wallet: a credential with a Data Integrity proof, shown inside a signed presentation.

It is shown whole, unless its issuer has secured it with a cryptosuite from whose proof the holder can derive another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credentials.data_integrity.proof_set import extract_proof
from credentials.data_integrity.secure import prepare
from credentials.data_integrity.selective.derived_proof import derive, shown_part
from credentials.data_integrity.selective.pointers import render_pointer
from credentials.data_integrity.suites import SELECTIVE
from credentials.data_integrity.verify import verify_proof
from credentials.dcql.ask import SUBJECT
from credentials.dcql.claims_path import locate_path, places_of
from credentials.did.document import find_key
from credentials.errors import CredentialError, QueryError
from credentials.jsonld.expanded_types import expanded_types
from credentials.keys.algorithm import Algorithm
from credentials.model.instant import parse_instant
from wallet_sim.forms.form import holder_of
from wallet_sim.refusals import WalletRefuses
from wallet_sim.vault import Copy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from credentials.dcql.claims_path import ClaimsPath, Way
    from credentials.jsonld.context_set import ContextSet
    from credentials.strict_json import JsonObject
    from wallet_sim.city import City
    from wallet_sim.forms.form import Showing
    from wallet_sim.holder import Holder

V2 = "https://www.w3.org/ns/credentials/v2"
SUITES = frozenset({"eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019", "ecdsa-sd-2023"})
SUITE_OF_KEY = {
    Algorithm.ED25519: "eddsa-rdfc-2022",
    Algorithm.P256: "ecdsa-rdfc-2019",
    Algorithm.P384: "ecdsa-rdfc-2019",
}
"""With which suite a presentation is signed follows from the holder's key."""


class LdpVc:
    """See `wallet_sim.forms.form.Form`."""

    format = "ldp_vc"
    secured_by = SUITES
    key_algorithm = Algorithm.ED25519

    def __init__(self, *, city: City, now: Callable[[], int]) -> None:
        self._city = city
        self._now = now
        self.vp_formats: JsonObject = {
            "proof_type_values": ["DataIntegrityProof"],
            "cryptosuite_values": sorted(SUITES),
        }

    async def check(self, credential: Any, holders: Sequence[Holder]) -> Copy:
        """Check the issuer's proof by its DID document, and find the subject among the holders."""
        if not isinstance(credential, dict):
            raise WalletRefuses("credential-not-proven", "a credential in ldp_vc is a JSON object")
        types = await self._prove(credential)
        subject = credential["credentialSubject"]
        statuses = credential.get("credentialStatus", [])
        until = credential.get("validUntil")
        return Copy(
            format=self.format,
            credential=credential,
            holder=holder_of(holders, lambda holder: subject.get("id") == holder.did),
            types=types,
            claims=credential,
            facts={name: value for name, value in subject.items() if name not in ("id", "type")},
            valid_until=None if until is None else parse_instant(until),
            status_lists=tuple(
                entry["statusListCredential"] for entry in (statuses if isinstance(statuses, list) else [statuses])
            ),
        )

    async def present(self, copy: Copy, showing: Showing) -> JsonObject:
        """Sign a presentation of the card, in part where that can be (OpenID4VP 1.0 appendix B.1.3)."""
        holder, contexts = copy.holder, await self._city.contexts()
        unsecured: JsonObject = {
            "@context": [V2],
            "type": ["VerifiablePresentation"],
            "holder": holder.did,
            "verifiableCredential": [_in_part(copy.credential, showing.paths, contexts)],
        }
        prepared = prepare(
            unsecured,
            cryptosuite=SUITE_OF_KEY[holder.public_key.algorithm],
            algorithm=holder.public_key.algorithm,
            verification_method=holder.verification_method,
            proof_purpose="authentication",
            created=self._now(),
            contexts=contexts,
            domain=showing.audience,
            challenge=showing.nonce,
        )
        return prepared.attach(holder.sign(prepared.signing_input))

    def shows(self, copy: Copy, paths: Sequence[ClaimsPath]) -> tuple[ClaimsPath, ...]:
        """All that the card says; of one that can be shown in part, what is asked for and what is mandatory."""
        shown = copy.credential
        if _is_selective(shown):
            shown = shown_part(shown, _pointers(shown, paths))
        said = places_of(shown.get(SUBJECT, {}), (SUBJECT,), aside=("id", "type"))
        return tuple(place for place in said if place != (SUBJECT,))

    async def _prove(self, credential: JsonObject) -> frozenset[str]:
        issuer = credential["issuer"]
        did = issuer["id"] if isinstance(issuer, dict) else issuer
        contexts = await self._city.contexts()
        try:
            proof = extract_proof(credential)
            document = await self._city.document_of(did)
            key = find_key(document, proof.verification_method, "assertionMethod", now=self._now())
            verify_proof(
                credential,
                key,
                contexts=contexts,
                suites=SUITES,
                purpose="assertionMethod",
                domain=None,
                challenge=None,
                now=self._now(),
                for_holder=_is_selective(credential),
            )
            return expanded_types(credential, contexts)
        except CredentialError as error:
            raise WalletRefuses("credential-not-proven", f"{error.code}: {error.detail}") from error


def _is_selective(credential: JsonObject) -> bool:
    return extract_proof(credential).cryptosuite in SELECTIVE


def _in_part(credential: JsonObject, paths: Sequence[ClaimsPath], contexts: ContextSet) -> JsonObject:
    if not _is_selective(credential):
        return credential
    return derive(credential, _pointers(credential, paths), contexts)


def _pointers(credential: JsonObject, paths: Sequence[ClaimsPath]) -> list[str]:
    return [render_pointer(way) for path in paths for way in _ways(credential, path)]


def _ways(credential: JsonObject, path: ClaimsPath) -> list[Way]:
    try:
        return [way for way, _ in locate_path(credential, path)]
    except QueryError:
        return []  # the card does not have it
