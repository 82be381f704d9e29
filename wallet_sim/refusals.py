"""The two ways in which a wallet's step ends early: the wallet refuses, or the other side does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from credentials.strict_json import parse_object

if TYPE_CHECKING:
    from plumbing.http.fetch import Reply


class WalletRefuses(Exception):  # noqa: N818 - a refusal, not a fault
    """The wallet protects its holder: `code` is stable, `detail` says what was wrong with the other side."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class ServiceRefused(Exception):  # noqa: N818 - a refusal, not a fault
    """The other side answered with an error; `error` is the protocol's word, where it gave one."""

    def __init__(self, step: str, reply: Reply) -> None:
        self.step = step
        self.status = reply.status
        try:
            body = parse_object(reply.body)
        except CredentialError:
            body = {}
        self.error = str(body.get("error") or body.get("title") or "")
        self.description = str(body.get("error_description") or body.get("detail") or "")
        super().__init__(f"{step}: {self.status} {self.error} {self.description}".strip())


def expect(step: str, reply: Reply, *statuses: int) -> Reply:
    """Hand the reply on when its status is one of `statuses`.

    Raises:
        ServiceRefused: any other status.
    """
    if reply.status not in statuses:
        raise ServiceRefused(step, reply)
    return reply
