"""Documents: the data model, JSON-LD, and the proof value of ecdsa-sd-2023."""

from __future__ import annotations

import copy
from typing import Any

from credentials.data_integrity.proof import parse_proof
from credentials.data_integrity.selective import proof_value
from credentials.jsonld.canonicalize import canonicalize
from credentials.model.credential import parse_credential
from credentials.model.presentation import parse_presentation
from credentials.model.version import DataModel
from credentials.status import bitstring_entry, bitstring_status_list
from tests.credentials.data_integrity import test_ecdsa_sd_2023_refusals as sd
from tests.credentials.verification import city
from tests.fuzz.target import Forgery, Target

ALL_MODELS = frozenset(DataModel)
RICH: dict[str, Any] = {
    **city.card(),
    "name": [{"@value": "Ausweis", "@language": "de"}, {"@value": "Card", "@language": "en", "@direction": "ltr"}],
    "description": "A card",
    "evidence": [{"type": "Evidence"}],
    "termsOfUse": {"type": "TermsOfUse"},
    "refreshService": {"type": "RefreshService", "id": "https://city.example/refresh"},
    "relatedResource": [{"id": "https://city.example/logo", "digestSRI": "sha256-" + "A" * 43 + "="}],
}


def _credential(value: object) -> object:
    return parse_credential(value, data_models=ALL_MODELS)


def _presentation(value: object) -> object:
    return parse_presentation(value, data_models=ALL_MODELS)


def _canonical(value: object) -> object:
    return canonicalize(value if isinstance(value, dict) else {}, city.CONTEXTS)


def _derived(value: object) -> object:
    """A changed document or proof of the selective suite must not verify, unless it says the same."""
    shown = value if isinstance(value, dict) else {}
    document = {name: member for name, member in shown.items() if name != "proof"}
    proof = parse_proof(shown.get("proof"))
    raw = proof_value.decode(str(proof.document.get("proofValue")))
    sd.verify_derived(document, proof.options, raw, sd.ISSUER.public_key, sd.CONTEXTS)
    if canonicalize(document, sd.CONTEXTS) != canonicalize(
        {name: member for name, member in sd.WIDE.items() if name != "proof"}, sd.CONTEXTS
    ):
        raise Forgery("another document under the same proof")
    return None


def _derived_bytes(value: object) -> object:
    return proof_value.parse_derived(value if isinstance(value, bytes) else b"")


def _base_bytes(value: object) -> object:
    return proof_value.parse_base(value if isinstance(value, bytes) else b"")


LIST = city.status_list(city.REVOCATION_LIST, "revocation", 3)
ENTRY = city.status_entry("revocation", city.REVOCATION_LIST, 3)


def _list(value: object) -> object:
    entry = bitstring_entry.parse_status_entry(copy.deepcopy(ENTRY))
    return bitstring_status_list.read_status(value if isinstance(value, dict) else {}, entry)


TARGETS = (
    Target("credential", lambda: [RICH, city.card()], _credential),
    Target("presentation", lambda: [city.City().presentation()], _presentation),
    Target("json-ld", lambda: [RICH, city.card(), city.City().presentation()], _canonical, share=3),
    Target("ecdsa-sd-2023-shown", lambda: [copy.deepcopy(sd.WIDE)], _derived, share=3),
    Target(
        "ecdsa-sd-2023-derived-value",
        lambda: [proof_value.decode(sd.WIDE["proof"]["proofValue"])],
        _derived_bytes,
        share=5,
    ),
    Target(
        "ecdsa-sd-2023-base-value", lambda: [proof_value.decode(sd.BASE["proof"]["proofValue"])], _base_bytes, share=5
    ),
    Target("bitstring-entry", lambda: [ENTRY], bitstring_entry.parse_status_entry),
    Target("bitstring-list", lambda: [LIST], _list, share=3),
)
