"""Append to the audit record, always in the transaction of the change it tells (SECURITY L-04, A-10).

So nothing happens unrecorded, and nothing is recorded that did not happen. An append is one INSERT; the chain is made
later, by one owner.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from plumbing.audit.entry import DONE, Entry
from plumbing.entropy import new_token

if TYPE_CHECKING:
    from plumbing.clock import Clock
    from plumbing.database.port import Executor
    from plumbing.entropy import Entropy

WALLET = "wallet"
SERVICE = "service"
OPERATOR = "operator"
"""Who acts when it is no API key: a citizen's wallet, the service by itself, somebody at the command line."""


def api_client(prefix: str) -> str:
    """Who acts through an API key: told by the key's first characters."""
    return f"api:{prefix}"


_ID_BYTES = 12
_steps = count()  # of this process, so that entries of one second stay in their order


class AuditTrail:
    """Where a process writes down what it changes.

    Args:
        clock: what time it is.
        entropy: for the ids of entries.
        process: who acts where nobody from outside has asked: `service` or `operator`.
    """

    def __init__(self, *, clock: Clock, entropy: Entropy, process: str = SERVICE) -> None:
        self._clock = clock
        self._entropy = entropy
        self._process = process

    async def append(
        self,
        transaction: Executor,
        action: str,
        *,
        owner: str,
        object_id: str,
        outcome: str = DONE,
        actor: str | None = None,
    ) -> None:
        """Write an entry in the transaction of the change.

        Args:
            transaction: the change's own.
            action: a word of the service's closed list.
            owner: the office, relying party or authority it concerns.
            object_id: the opaque id of what was changed.
            outcome: `done`, the code of a reason, or a verdict.
            actor: who has asked for the change; the process itself when nobody did.

        Raises:
            NotAWordError: when a text is free text; then nothing is changed.
        """
        entry = Entry(
            entry_id=new_token(self._entropy, _ID_BYTES),
            occurred=self._clock.now(),
            actor=actor or self._process,
            action=str(action),
            owner=owner,
            object_id=object_id,
            outcome=str(outcome),
        )
        entry.demand_words()
        await transaction.execute(
            """
            INSERT INTO audit_tail (occurred, step, entry_id, actor, action, owner, object_id, outcome)
            VALUES (:occurred, :step, :entry_id, :actor, :action, :owner, :object_id, :outcome)
            """,
            step=next(_steps),
            **{name: getattr(entry, name) for name in Entry.__slots__},
        )
