"""What is measured: phases, each a set of things whose CPU times are compared with each other."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from benchmarks.performance import proofs, rdf_peers, tokens
from benchmarks.performance.rounds import Timed, in_process
from benchmarks.performance.subject import (
    CONTEXTS,
    OFFICE_P256,
    documents,
    on_each,
    sd_jwt_claims,
)
from credentials.data_integrity.selective.base_proof import SECRET_LENGTH, Selective
from credentials.data_integrity.selective.derived_proof import derive
from credentials.status.bitstring import decode_list, encode_list, get_value, new_bits, set_value

if TYPE_CHECKING:
    from benchmarks.performance.node_peers import NodePeers
    from credentials.strict_json import JsonObject

RDFC, JCS, SELECTIVE = "eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-sd-2023"
MANDATORY = ["/issuer", "/validUntil", "/credentialStatus"]
PRESENTED = (1, 10, 100)
LIST_SIZES = (131_072, 262_144, 524_288, 1_048_576)


@dataclass(frozen=True)
class Phase:
    """Things that are measured in turn; `make` prepares them, which costs time itself."""

    name: str
    make: Callable[[], Mapping[str, Timed]]


def phases(node: NodePeers | None) -> list[Phase]:
    """All of them, in the order of the page; without what runs on Node where there is none."""
    return [
        Phase(RDFC, partial(_rdfc, node)),
        Phase("vc+jwt", partial(_vc_jwt, node)),
        Phase("dc+sd-jwt", partial(_sd_jwt, node)),
        Phase(JCS, _jcs),
        Phase(SELECTIVE, _selective),
        Phase("presentations", _presentations),
        Phase("status lists", _status_lists),
    ]


def _rdfc(node: NodePeers | None) -> Mapping[str, Timed]:
    unsecured = documents()
    sign, check = proofs.signer(RDFC), proofs.checker(RDFC)
    secured = [sign(one) for one in unsecured]
    message = os.urandom(64)
    signature = rdf_peers.KEY.sign(message).signature
    create, verify = on_each(sign, unsecured), on_each(check, secured)

    def verify_first_seen() -> None:
        CONTEXTS.recent_proofs.clear()
        verify()

    things: dict[str, Timed] = {
        "raw sign": in_process(lambda: rdf_peers.KEY.sign(message)),
        "raw verify": in_process(lambda: rdf_peers.KEY.verify_key.verify(message, signature)),
        "create": in_process(create),
        "create and self-check before hand-out": in_process(on_each(lambda card: check(sign(card)), unsecured)),
        "verify": in_process(verify),
        "verify, first of its office and hour": in_process(verify_first_seen),
        "create, compiled contexts off": proofs.general_way(create),
        "verify, compiled contexts off": proofs.general_way(verify),
    }
    for peer, canonicalize in (("PyLD", rdf_peers.by_pyld), ("pyoxigraph", rdf_peers.by_pyoxigraph)):
        things[f"create, {peer}"] = in_process(on_each(partial(rdf_peers.create, canonicalize=canonicalize), unsecured))
        things[f"verify, {peer}"] = in_process(on_each(partial(rdf_peers.verify, canonicalize=canonicalize), secured))
    return things | _on_node(
        node, {"create, @digitalbazaar/vc": "rdfc create", "verify, @digitalbazaar/vc": "rdfc verify"}
    )


def _raw_es256() -> dict[str, Timed]:
    key = ec.derive_private_key(int.from_bytes(OFFICE_P256.seed, "big"), ec.SECP256R1())
    public, how, message = key.public_key(), ec.ECDSA(SHA256()), os.urandom(64)
    deterministic = ec.ECDSA(SHA256(), deterministic_signing=True)
    signature = key.sign(message, how)
    return {
        "raw sign": in_process(lambda: key.sign(message, how)),
        "raw sign, deterministic": in_process(lambda: key.sign(message, deterministic)),
        "raw verify": in_process(lambda: public.verify(signature, message, how)),
    }


def _vc_jwt(node: NodePeers | None) -> Mapping[str, Timed]:
    unsecured = documents(OFFICE_P256)
    signed = [tokens.sign_vc_jwt(one) for one in unsecured]
    payloads = [*map(tokens.payload_of, signed)]
    return {
        **_raw_es256(),
        "sign": in_process(on_each(tokens.sign_vc_jwt, unsecured)),
        "verify": in_process(on_each(tokens.verify_vc_jwt, signed)),
        "sign, joserfc": in_process(on_each(tokens.sign_by_joserfc, payloads)),
        "verify, joserfc": in_process(on_each(tokens.verify_by_joserfc, signed)),
        **_on_node(node, {"sign, jose": "vc+jwt sign", "verify, jose": "vc+jwt verify"}),
    }


def _sd_jwt(node: NodePeers | None) -> Mapping[str, Timed]:
    claims = sd_jwt_claims()
    issued = [tokens.issue_sd_jwt(one) for one in claims]
    return {
        **_raw_es256(),
        "issue": in_process(on_each(tokens.issue_sd_jwt, claims)),
        "verify": in_process(on_each(tokens.verify_sd_jwt, issued)),
        "issue, sd-jwt": in_process(on_each(tokens.issue_by_sd_jwt_python, claims)),
        "verify, sd-jwt": in_process(on_each(tokens.verify_by_sd_jwt_python, issued)),
        **_on_node(node, {"issue, @sd-jwt/sd-jwt-vc": "sd-jwt issue", "verify, @sd-jwt/sd-jwt-vc": "sd-jwt verify"}),
    }


def _jcs() -> Mapping[str, Timed]:
    unsecured, sign = documents(), proofs.signer(JCS)
    secured = [sign(one) for one in unsecured]
    return {
        "create": in_process(on_each(sign, unsecured)),
        "verify": in_process(on_each(proofs.checker(JCS), secured)),
    }


def _selective() -> Mapping[str, Timed]:
    unsecured = documents(OFFICE_P256)
    sign = proofs.signer(SELECTIVE, OFFICE_P256, Selective.from_secret(MANDATORY, os.urandom(SECRET_LENGTH)))
    signed = [sign(one) for one in unsecured]

    def show(card: JsonObject) -> JsonObject:
        return derive(card, ["/credentialSubject/category"], CONTEXTS)

    shown = [*map(show, signed)]
    return {
        "base proof": in_process(on_each(sign, unsecured)),
        "derive": in_process(on_each(show, signed)),
        "verify": in_process(on_each(proofs.checker(SELECTIVE, OFFICE_P256), shown)),
    }


def _presentations() -> Mapping[str, Timed]:
    sign = proofs.signer(RDFC)
    secured = [sign(one) for one in documents(count=max(PRESENTED))]
    things: dict[str, Timed] = {}
    for count in PRESENTED:
        some = secured[:count]
        things[f"sign, {count} cards"] = in_process(partial(proofs.present, some))
        things[f"verify, {count} cards"] = in_process(partial(proofs.check_presentation, proofs.present(some)))
    return things


def _status_lists() -> Mapping[str, Timed]:
    things: dict[str, Timed] = {}
    for size in LIST_SIZES:
        bits = new_bits(size)
        for place in range(0, size, 97):  # one in a hundred is revoked
            set_value(bits, place, 1)
        encoded = encode_list(bits)
        things[f"make, {size:,} places"] = in_process(partial(encode_list, bits))
        things[f"decode, {size:,} places"] = in_process(partial(decode_list, encoded))
        things[f"read one bit, {size:,} places"] = in_process(partial(get_value, bits, size - 1))
    return things


def _on_node(node: NodePeers | None, tasks: Mapping[str, str]) -> dict[str, Timed]:
    return {} if node is None else {name: node.timed(task) for name, task in tasks.items()}
