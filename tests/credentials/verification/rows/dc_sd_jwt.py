"""`dc+sd-jwt`, once for every kind of key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from credentials import strict_json
from credentials.encoding import decode_base64url, encode_base64url
from credentials.keys.algorithm import Algorithm
from credentials.keys.private_key import PrivateKey
from credentials.sd_jwt.compact import SdJwt
from credentials.sd_jwt.disclosure import write_disclosure
from credentials.status.token_status_list import TokenStatus
from credentials.verification.evidence import Unavailable
from credentials.verification.verdict import CheckName
from tests.credentials.verification.changes import issued, on_card, presented
from tests.credentials.verification.city import CARD_TYPE, NOW, OFFICE, City
from tests.credentials.verification.rows.row import Row, Turn
from tests.credentials.verification.sd_jwt_city import JOSE_NAMES, LIST, SdJwtCity, describe

STRAY = write_disclosure(b"0123456789abcdef", "role", "mayor")


def on(change: Callable[[SdJwtCity], object]) -> Turn:
    """A change of a city of this format."""

    def turn(city: City) -> None:
        assert isinstance(city, SdJwtCity)
        change(city)

    return turn


def forged(forge: Callable[[SdJwt], SdJwt]) -> Turn:
    """The card is changed after it was signed."""
    return on(lambda city: setattr(city, "forge", forge))


def on_the_way(forward: Callable[[str], str]) -> Turn:
    """The presentation is changed after it was signed."""
    return on(lambda city: setattr(city, "forward", forward))


def described(octets: bytes | Unavailable) -> Turn:
    """The registry says something else about the type."""
    return on(lambda city: city.type_metadata.update({CARD_TYPE: octets}))


def signed_by_another(whose: dict[str, object]) -> Callable[[SdJwtCity], object]:
    return lambda city: whose.update(key=PrivateKey.from_seed(b"\7" * city.algorithm.seed_length, city.algorithm))


def with_another_claim(card: SdJwt) -> SdJwt:
    header, payload, signature = card.issuer_jwt.split(".")
    claims = strict_json.parse_object(decode_base64url(payload)) | {"role": "mayor"}
    return replace(card, issuer_jwt=f"{header}.{encode_base64url(strict_json.render(claims))}.{signature}")


TURNS = {
    CheckName.SHAPE: {
        "no type": on_card("vct", value=...),
        "no issuer": on_card("iss", value=...),
        "a disclosure too many": forged(lambda card: replace(card, disclosures=(*card.disclosures, STRAY))),
        "a withheld validity": issued(disclosable=("cardNumber", "borough", "exp")),
    },
    CheckName.PRESENTATION_PROOF: {
        "a claim taken away on the way": on_the_way(lambda shown: shown.replace(shown.split("~")[3] + "~", "", 1)),
        "by another key": on(lambda city: signed_by_another(city.present)(city)),
        "no key binding": on_the_way(lambda shown: shown[: shown.rindex("~") + 1]),
        "made long before": presented(issued_at=NOW - 3600 - 61),
        "made in the future": presented(issued_at=NOW + 61),
    },
    CheckName.CREDENTIAL_PROOF: {
        "a changed claim": forged(with_another_claim),
        "by another key": on(lambda city: signed_by_another(city.issue)(city)),
        "under the name of a key that is not there": issued(kid=f"{OFFICE}#key-3"),
        "under a name that the issuer does not use": issued(kid="key-9"),
        "another type": issued(typ="vc+sd-jwt"),
        "signed in the future": on_card("iat", value=NOW + 61),
    },
    CheckName.HOLDER_BINDING: {"bound to nobody": on_card("cnf", value=...)},
    CheckName.VALIDITY_PERIOD: {
        "expired": on_card("exp", value=NOW - 61),
        "not yet valid": on_card("nbf", value=NOW + 61),
    },
    CheckName.STATUS: {
        "revoked": on(lambda city: city.lists.update({LIST: city.status_list(TokenStatus.INVALID)})),
        "suspended": on(lambda city: city.lists.update({LIST: city.status_list(TokenStatus.SUSPENDED)})),
        "list away": on(lambda city: city.lists.update({LIST: Unavailable("timeout")})),
        "none": on_card("status", value=...),
    },
    CheckName.SCHEMA: {
        "a claim that must be there": described(describe(claims=[{"path": ["iss", "x"], "mandatory": True}])),
        "a claim that must not be concealed": described(describe(claims=[{"path": ["borough"], "sd": "never"}])),
        "a claim that must be concealed": described(describe(claims=[{"path": ["iat"], "sd": "always"}])),
        "metadata away": described(Unavailable("timeout")),
        "metadata of another type": described(describe(vct="https://city.example/other")),
    },
}

ROWS = tuple(
    Row("dc+sd-jwt", JOSE_NAMES[algorithm], partial(SdJwtCity, algorithm=algorithm), TURNS) for algorithm in Algorithm
)
