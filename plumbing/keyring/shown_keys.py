"""The public halves of an owner's keys and how each stands, as a file outside the database and back from it.

After a restore this file is what tells that a key was made, or marked compromised, since the backup.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from credentials.keys.multikey import parse_multikey, render_multikey
from plumbing.audit.actions import PlumbingAction
from plumbing.audit.entry import RESTORED
from plumbing.keyring.port import KeyState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from credentials.keys.public_key import PublicKey
    from plumbing.audit.trail import AuditTrail
    from plumbing.database.port import Executor
    from plumbing.keyring.port import KeyInfo


@dataclass(frozen=True)
class ShownKey:
    """A key without its private half."""

    key_id: str
    purpose: str
    public_key: PublicKey
    state: KeyState
    created: int


class KeysUnreadable(Exception):  # noqa: N818
    """The file is not one that `render_keys` wrote."""


def render_keys(keys: Iterable[KeyInfo]) -> bytes:
    """Write all keys of an owner; the same keys in the same states always give the same bytes."""
    entries = [
        {
            "key_id": key.key_id,
            "purpose": key.purpose,
            "public_key": render_multikey(key.public_key),
            "state": key.state.value,
            "created": key.created,
        }
        for key in keys
    ]
    return json.dumps({"keys": entries}, indent=1).encode() + b"\n"


def parse_keys(content: bytes) -> list[ShownKey]:
    """Read the file.

    Raises:
        KeysUnreadable: when it is not of this form.
    """
    try:
        return [
            ShownKey(
                key_id=str(entry["key_id"]),
                purpose=str(entry["purpose"]),
                public_key=parse_multikey(entry["public_key"]),
                state=KeyState(entry["state"]),
                created=int(entry["created"]),
            )
            for entry in json.loads(content)["keys"]
        ]
    except (ValueError, KeyError, TypeError, CredentialError) as error:
        raise KeysUnreadable("this is no file of keys") from error


def goes_back(present: Iterable[ShownKey], keys: Iterable[KeyInfo]) -> bool:
    """Whether keys, put in the place of those present, would forget one, or forget that one is compromised."""
    states = {key.key_id: key.state for key in keys}
    return any(
        key.key_id not in states
        or (key.state is KeyState.COMPROMISED and states[key.key_id] is not KeyState.COMPROMISED)
        for key in present
    )


async def take_in_keys(
    executor: Executor, *, owner: str, shown: Iterable[ShownKey], trail: AuditTrail
) -> tuple[list[str], list[str]]:
    """Let a restored keyring know what was shown since its backup, in the caller's transaction.

    A key that it does not know comes in without its private half, which is lost: it signs nothing and goes on
    verifying. A key that was marked compromised since is compromised here, too.

    Returns:
        The ids of the keys that came in, and of those that became compromised.
    """
    new, compromised = [], []
    for key in shown:
        is_compromised = key.state is KeyState.COMPROMISED
        added = await executor.execute(
            """
            INSERT INTO keyring_keys (key_id, owner, purpose, algorithm, public_key, sealed_seed, state, created)
            VALUES (:key_id, :owner, :purpose, :algorithm, :public_key, :nothing, :state, :created)
            ON CONFLICT (key_id) DO NOTHING
            """,
            key_id=key.key_id,
            owner=owner,
            purpose=key.purpose,
            algorithm=key.public_key.algorithm,
            public_key=key.public_key.raw,
            nothing=b"",
            state=KeyState.COMPROMISED if is_compromised else KeyState.RETIRED,
            created=key.created,
        )
        if added:
            new.append(key.key_id)
        elif is_compromised and await executor.execute(
            """
            UPDATE keyring_keys SET state = 'compromised'
            WHERE key_id = :key_id AND owner = :owner AND state <> 'compromised'
            """,
            key_id=key.key_id,
            owner=owner,
        ):
            compromised.append(key.key_id)
        else:
            continue
        action = PlumbingAction.KEY_COMPROMISED if is_compromised else PlumbingAction.KEY_RETIRED
        await trail.append(executor, action, owner=owner, object_id=key.key_id, outcome=RESTORED)
    return new, compromised
