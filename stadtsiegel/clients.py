"""What an office's and a service's own software does with the management APIs: plain HTTPS calls with an API key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wallet_sim.refusals import expect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from credentials.dcql.claims_path import ClaimsPath
    from credentials.strict_json import JsonObject
    from plumbing.http.fetch import Fetcher, Reply

MAX_BYTES = 256 * 1024
JSON = ("application/json",)


@dataclass(frozen=True, kw_only=True)
class Created:
    """A new offer or check: its id, the link behind its QR code and, for an offer, the code for the holder."""

    id: str
    link: str
    qr_svg: str
    tx_code: str | None = None


class Api:
    """One management API with one bearer key."""

    def __init__(self, *, base_url: str, api_key: str, fetcher: Fetcher) -> None:
        self.base_url = base_url
        self.api_key = api_key
        self.fetcher = fetcher

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.api_key}"}

    async def post(self, path: str, body: JsonObject, *statuses: int) -> JsonObject:
        """POST and expect one of the statuses."""
        reply = await self.fetcher.post_json(
            self.base_url + path, body, accept=JSON, max_bytes=MAX_BYTES, headers=self._headers()
        )
        return _body(expect(path, reply, *statuses))

    async def put(self, path: str, body: JsonObject, *statuses: int) -> JsonObject:
        """PUT and expect one of the statuses."""
        reply = await self.fetcher.put_json(
            self.base_url + path, body, accept=JSON, max_bytes=MAX_BYTES, headers=self._headers()
        )
        return _body(expect(path, reply, *statuses))

    async def get(self, path: str) -> JsonObject:
        """GET and expect 200."""
        reply = await self.fetcher.get(
            self.base_url + path, accept=JSON, max_bytes=MAX_BYTES, headers=self._headers(), expect_ok=False
        )
        return _body(expect(path, reply, 200))

    async def delete(self, path: str, *statuses: int) -> JsonObject:
        """DELETE and expect one of the statuses."""
        reply = await self.fetcher.delete(
            self.base_url + path, accept=JSON, max_bytes=MAX_BYTES, headers=self._headers()
        )
        return _body(expect(path, reply, *statuses))


class Office:
    """An office that issues one kind of document; a colleague with a key of its own approves where two are needed."""

    def __init__(
        self, *, did: str, api: Api, use_case: str, sample: Mapping[str, Any], colleague: Api | None = None
    ) -> None:
        self.did = did
        self.api = api
        self.colleague = colleague
        self._use_case = use_case
        self._sample = dict(sample)

    async def offer(self, claims: JsonObject | None = None) -> Created:
        """Offer a card with these claims; without any, with sample claims. It is approved at once if it must be."""
        return await self._hand_out(await self.prepare(claims))

    async def renew(self, offer: Created) -> Created:
        """Offer the next card after the one that an offer became, of what the office keeps."""
        credential_id = (await self.api.get(f"/offers/{offer.id}"))["credential_id"]
        return await self._hand_out(await self.api.post(f"/credentials/{credential_id}/renew", {}, 200, 201))

    async def _hand_out(self, made: JsonObject) -> Created:
        if made["link"] is None and self.colleague is not None:
            made = await self.colleague.post(f"/offers/{made['offer_id']}/approve", {}, 200)
        return Created(id=made["offer_id"], link=made["link"], qr_svg=made["qr_svg"], tx_code=made["tx_code"])

    async def prepare(self, claims: JsonObject | None = None) -> JsonObject:
        """Make an offer as one clerk can, and give the issuer's answer."""
        return await self.api.post("/offers", {"use_case": self._use_case, "claims": claims or self._sample}, 201)

    async def change_status(self, offer: Created, change: str) -> JsonObject:
        """Suspend, resume or revoke the credential that an offer became.

        Args:
            offer: The offer that was redeemed.
            change: `suspend`, `resume` or `revoke`.
        """
        credential_id = (await self.api.get(f"/offers/{offer.id}"))["credential_id"]
        return await self.api.post(f"/credentials/{credential_id}/{change}", {"reason": REASONS[change]}, 200)


REASONS = {"suspend": "device-lost", "resume": "review-closed", "revoke": "holder-asked"}


@dataclass(frozen=True, kw_only=True)
class CheckView:
    """What a service reads of a check."""

    body: JsonObject

    @property
    def state(self) -> str:
        """The state word."""
        return str(self.body["state"])

    @property
    def claims_line(self) -> str:
        """The claims in one line."""
        return ", ".join(f"{name}: {value}" for name, value in self.body.get("claims", {}).items())

    @property
    def problem_code(self) -> str | None:
        """Code of the first failed check, or None."""
        return self._problem("code")

    @property
    def problem_sentence(self) -> str | None:
        """What the officer reads about the first failed check, in English (the Verdict has it in German, too)."""
        problem = self._first_problem()
        return str(problem["message"]["en"]) if problem else None

    def _problem(self, member: str) -> str | None:
        problem = self._first_problem()
        return str(problem[member]) if problem else None

    def _first_problem(self) -> JsonObject | None:
        checks = self.body.get("verdict", {}).get("checks", [])
        failed = [check for check in checks if check["outcome"] == "failed"]
        undecided = [check for check in checks if check["outcome"] == "undecided"]
        problems: list[JsonObject] = failed + undecided
        return problems[0] if problems else None


class Service:
    """A service that checks documents for the purposes that it is listed for."""

    def __init__(self, *, did: str, client_id: str, api: Api, purposes: Sequence[str]) -> None:
        self.did = did
        self.api = api
        self.purposes = tuple(purposes)
        self.client_id = client_id

    async def ask(
        self, purpose: str | None = None, *, claims: Sequence[ClaimsPath] | None = None, same_device: bool = False
    ) -> Created:
        """Create a check, for the service's first purpose and all of its claims unless told."""
        body: JsonObject = {"purpose": purpose or self.purposes[0], "same_device": same_device}
        if claims is not None:
            body["claims"] = [list(path) for path in claims]
        made = await self.api.post("/checks", body, 201)
        return Created(id=made["id"], link=made["link"], qr_svg=made["qr_svg"])

    async def read(self, check: Created, *, response_code: str | None = None) -> CheckView:
        """Read a check; the result of a same-device check only with its response code."""
        query = f"?response_code={response_code}" if response_code else ""
        return CheckView(body=await self.api.get(f"/checks/{check.id}{query}"))

    async def cancel(self, check: Created) -> None:
        """Cancel a check."""
        await self.api.delete(f"/checks/{check.id}", 204)


def _body(reply: Reply) -> JsonObject:
    return reply.json_object() if reply.body else {}
