"""`vc+jwt` presented as `vp+jwt`, once for every kind of key."""

from __future__ import annotations

from functools import partial

from credentials.did import did_key
from credentials.did.build import Method, build_document
from credentials.keys.algorithm import Algorithm
from credentials.keys.private_key import PrivateKey
from credentials.verification.verdict import CheckName
from tests.credentials.verification.changes import issued, on_card, on_signed_card, on_the_way, presented
from tests.credentials.verification.city import NOW, OFFICE, OFFICE_KEY, OTHER_OFFICE, THIEF, V2
from tests.credentials.verification.rows import ldp_vc
from tests.credentials.verification.rows.row import Row, Turn
from tests.credentials.verification.token_city import VC_JWT, VP_JWT, TokenCity


def city_of(algorithm: Algorithm) -> TokenCity:
    """A city whose office and holder sign tokens with one kind of key; its lists stay as they were."""
    office, holder = (PrivateKey.from_seed(bytes([n]) * algorithm.seed_length, algorithm) for n in (5, 6))
    city = TokenCity(holder_key=holder, holder=did_key.render_did(holder.public_key))
    city.card["credentialSubject"]["id"] = city.holder
    city.issue |= {"key": office, "method": f"{OFFICE}#key-2"}
    city.rules |= {"jose_algorithms": frozenset({algorithm.jose_name})}
    city.controllers[OFFICE] = build_document(
        OFFICE,
        [
            Method("key-1", OFFICE_KEY.public_key, ("assertionMethod",)),
            Method("key-2", office.public_key, ("assertionMethod",)),
        ],
    )
    return city


SHAPE: dict[str, Turn] = {
    "no subject": on_card("credentialSubject", value=...),
    "another issuer in the token": issued(claims={"iss": OTHER_OFFICE}),
    "another subject in the token": issued(claims={"sub": THIEF}),
    "another identifier in the token": issued(claims={"jti": "urn:uuid:0b5c2c1e-3b1f-4b5e-9d4e-000000000002"}),
    "a claim vc": issued(claims={"vc": {}}),
    "another content type": issued(header={"cty": "vp"}),
    "a term that no context knows": issued(claims={"unknownTerm": 1}),
}
CREDENTIAL_PROOF: dict[str, Turn] = {
    "a changed claim": on_signed_card("credentialSubject", "borough", value="Wedding"),
    "by a key of another name": issued(method=f"{OFFICE}#key-3"),
    "by a key without a name": issued(header={"kid": ...}),
    "by a key of another office": issued(method=f"{OTHER_OFFICE}#key-1"),
    "its signature has expired": issued(claims={"exp": NOW - 61}),
    "its signature is from tomorrow": issued(claims={"nbf": NOW + 61}),
    "it says that it was signed tomorrow": issued(claims={"iat": NOW + 61}),
}
CONTENT = {
    name: turns
    for name, turns in ldp_vc.TURNS.items()
    if name in (CheckName.HOLDER_BINDING, CheckName.VALIDITY_PERIOD, CheckName.STATUS, CheckName.SCHEMA)
}
"""What is the same for every format with a W3C credential in it."""

TURNS = CONTENT | {
    CheckName.SHAPE: SHAPE,
    CheckName.PRESENTATION_PROOF: {
        "changed on the way": on_the_way("nonce", value="n-changed"),
        "a credential in its place": presented(header={"typ": VC_JWT}),
        "by a key without a name": presented(header={"kid": ...}),
        "by a key that would have to be fetched": presented(method=f"{OFFICE}#key-1"),
        "its signature has expired": presented(claims={"exp": NOW - 61}),
        "a term that means nothing": presented(claims={"mayor": "yes"}),
        "a context that it brings along": presented(claims={"@context": [V2, {"@vocab": "https://city.example/#"}]}),
    },
    CheckName.CREDENTIAL_PROOF: {**CREDENTIAL_PROOF, "a presentation in its place": issued(header={"typ": VP_JWT})},
}

ROWS = tuple(Row(VC_JWT, algorithm.jose_name, partial(city_of, algorithm), TURNS) for algorithm in Algorithm)
