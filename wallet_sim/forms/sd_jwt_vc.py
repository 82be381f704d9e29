"""`dc+sd-jwt` in a wallet: an SD-JWT VC, of which only the asked-for claims are shown, signed by a Key Binding JWT.

The issuer's key stands in the metadata that SD-JWT VC defines for issuers with an https name (section 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from credentials.dcql.claims_path import places_of, select_path
from credentials.errors import CredentialError, QueryError
from credentials.keys.algorithm import Algorithm
from credentials.keys.jwk import parse_public_jwk
from credentials.sd_jwt.select import select
from credentials.sd_jwt_vc.credential import ABOUT_THE_CARD
from credentials.sd_jwt_vc.present import prepare_presentation
from credentials.sd_jwt_vc.verify import read_received
from credentials.strict_json import parse_object
from wallet_sim.forms.form import holder_of
from wallet_sim.refusals import WalletRefuses, expect
from wallet_sim.vault import Copy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from credentials.dcql.claims_path import ClaimsPath
    from credentials.keys.public_key import PublicKey
    from credentials.sd_jwt_vc.verify import ReadSdJwtVc
    from credentials.strict_json import JsonObject
    from plumbing.http.fetch import Fetcher
    from wallet_sim.forms.form import Showing
    from wallet_sim.holder import Holder

ALGORITHMS = frozenset({"ES256", "ES384", "EdDSA"})
MAX_METADATA_BYTES = 64 * 1024


class SdJwtVc:
    """See `wallet_sim.forms.form.Form`."""

    format = "dc+sd-jwt"
    secured_by = ALGORITHMS
    key_algorithm = Algorithm.P256

    def __init__(self, *, fetcher: Fetcher, now: Callable[[], int]) -> None:
        self._fetcher = fetcher
        self._now = now
        self.vp_formats: JsonObject = {
            "sd-jwt_alg_values": sorted(ALGORITHMS),
            "kb-jwt_alg_values": sorted(ALGORITHMS),
        }

    async def check(self, credential: Any, holders: Sequence[Holder]) -> Copy:
        """Check the issuer's signature, and find the key that the card is bound to among the holders'."""
        try:
            read = read_received(credential)
            read.verify_issuer(await self._issuer_key(read), algorithms=ALGORITHMS)
        except CredentialError as error:
            raise WalletRefuses("credential-not-proven", f"{error.code}: {error.detail}") from error
        card = read.credential
        status = card.claims.get("status", {}).get("status_list", {})
        return Copy(
            format=self.format,
            credential=credential,
            holder=holder_of(holders, lambda holder: card.holder_key == holder.public_key),
            types=frozenset({card.vct}),
            claims=card.claims,
            facts={name: value for name, value in card.claims.items() if name not in ABOUT_THE_CARD},
            valid_until=card.valid_until,
            status_lists=(status["uri"],) if "uri" in status else (),
        )

    async def present(self, copy: Copy, showing: Showing) -> str:
        """Sign what is shown: the asked-for claims that the card has, and no other (RFC 9901 section 7.2)."""
        held = read_received(copy.credential)
        prepared = prepare_presentation(
            held,
            [path for path in showing.paths if _has(copy.claims, path)],
            nonce=showing.nonce,
            audience=showing.audience,
            issued_at=self._now(),
            algorithm=copy.holder.public_key.algorithm.jose_name,
        )
        return prepared.attach(copy.holder.sign(prepared.signing_input))

    def shows(self, copy: Copy, paths: Sequence[ClaimsPath]) -> tuple[ClaimsPath, ...]:
        """What is asked for, as far as the card has it, and what its issuer has not concealed."""
        held = read_received(copy.credential)
        part = select(held.sd_jwt, held.credential.revealed, [path for path in paths if _has(copy.claims, path)])
        shown = read_received(part.render()).credential.claims
        return tuple(place for place in places_of(shown) if place and place[0] not in ABOUT_THE_CARD)

    async def _issuer_key(self, read: ReadSdJwtVc) -> PublicKey:
        issuer = read.credential.issuer or ""
        parts = urlsplit(issuer)
        if parts.scheme != "https":
            raise WalletRefuses("credential-not-proven", "the issuer is no https address")
        url = f"https://{parts.netloc}/.well-known/jwt-vc-issuer{parts.path.rstrip('/')}"
        reply = await self._fetcher.get(url, accept=["application/json"], max_bytes=MAX_METADATA_BYTES, expect_ok=False)
        metadata = parse_object(expect("issuer metadata", reply, 200).body)
        if metadata.get("issuer") != issuer:
            raise WalletRefuses("metadata-mismatch", "issuer is not the identifier that was asked for")
        for jwk in metadata.get("jwks", {}).get("keys", []):
            if jwk.get("kid") == read.key_id:
                return parse_public_jwk(jwk)
        raise WalletRefuses("credential-not-proven", "the issuer does not show the key that has signed")


def _has(claims: JsonObject, path: ClaimsPath) -> bool:
    try:
        return bool(select_path(claims, path))
    except QueryError:
        return False
