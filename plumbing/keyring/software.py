"""The software keyring: seeds in a table, sealed; opened for one signature and forgotten again.

The row is read for every signature, so a key that another process has retired or marked compromised signs no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from credentials.keys.algorithm import Algorithm
from credentials.keys.private_key import PrivateKey, draw_seed
from credentials.keys.public_key import PublicKey
from plumbing.audit.actions import PlumbingAction
from plumbing.database.sealed import Seal, SealBroken, derive_key
from plumbing.entropy import new_token
from plumbing.keyring.port import KeyDamaged, KeyInfo, KeyNotActive, KeyNotFound, KeyState

if TYPE_CHECKING:
    from plumbing.audit.trail import AuditTrail
    from plumbing.clock import Clock
    from plumbing.database.port import Database, Executor, Row
    from plumbing.entropy import Entropy
    from plumbing.secret import Secret

_KEY_ID_BYTES = 12
_KNOWN = "key_id, owner, purpose, algorithm, public_key, state, created, ends, stopped"
_INSERT = (
    "INSERT INTO keyring_keys (key_id, owner, purpose, algorithm, public_key, sealed_seed, state, created, ends)"
    " VALUES (:key_id, :owner, :purpose, :algorithm, :public_key, :sealed_seed, :state, :created, :ends)"
)


class SoftwareKeyring:
    """Keys in the database of a service, sealed with what hangs on its unlock key."""

    def __init__(
        self, *, database: Database, root_key: Secret[bytes], clock: Clock, entropy: Entropy, trail: AuditTrail
    ) -> None:
        self._database = database
        self._root_key = root_key
        self._clock = clock
        self._entropy = entropy
        self._trail = trail
        self._seeds = Seal(derive_key(root_key, "keyring seeds"), entropy)

    async def ensure(
        self, *, owner: str, purpose: str, seconds: int | None = None, algorithm: Algorithm = Algorithm.ED25519
    ) -> KeyInfo:
        """Return the active key of an owner for a purpose and algorithm, made now if there is none."""
        row = await self._active(owner, purpose, algorithm)
        if row is None:
            # Many processes may get here at once: all of them try, the unique index lets one in, all read that one.
            await self._make(owner, purpose, algorithm, seconds)
            row = await self._active(owner, purpose, algorithm)
        if row is None:
            raise KeyDamaged("the key that was just made is not there")
        return _info(row)

    async def _active(self, owner: str, purpose: str, algorithm: Algorithm) -> Row | None:
        return await self._database.fetch_one(
            f"SELECT {_KNOWN} FROM keyring_keys"  # noqa: S608 a constant
            " WHERE owner = :owner AND purpose = :purpose AND algorithm = :algorithm AND state = 'active'",
            owner=owner,
            purpose=purpose,
            algorithm=algorithm,
        )

    async def _make(self, owner: str, purpose: str, algorithm: Algorithm, seconds: int | None) -> None:
        key = self._new_key(owner, purpose, algorithm, KeyState.ACTIVE, seconds)
        async with self._database.transaction() as transaction:
            if await transaction.execute(f"{_INSERT} ON CONFLICT DO NOTHING", **key):
                await self._tell(transaction, PlumbingAction.KEY_MADE, owner, str(key["key_id"]))

    async def _tell(self, transaction: Executor, action: PlumbingAction, owner: str, key_id: str) -> None:
        await self._trail.append(transaction, action, owner=owner, object_id=key_id)

    def _new_key(
        self, owner: str, purpose: str, algorithm: Algorithm, state: KeyState, seconds: int | None
    ) -> dict[str, str | bytes | int | None]:
        now = self._clock.now()
        key_id = new_token(self._entropy, _KEY_ID_BYTES)
        seed = draw_seed(algorithm, self._entropy.take)
        return {
            "key_id": key_id,
            "owner": owner,
            "purpose": purpose,
            "algorithm": algorithm,
            "public_key": PrivateKey.from_seed(seed, algorithm).public_key.raw,
            "sealed_seed": self._seeds.seal(seed, context=_context(owner, key_id)),
            "state": state,
            "created": now,
            "ends": None if seconds is None else now + seconds,
        }

    async def prepare_next(
        self, *, owner: str, purpose: str, seconds: int | None = None, algorithm: Algorithm = Algorithm.ED25519
    ) -> KeyInfo:
        """Return the key that follows the active one, made now if there is none; it may be shown, and does not sign."""
        key = self._new_key(owner, purpose, algorithm, KeyState.NEXT, seconds)
        async with self._database.transaction() as transaction:
            # The update changes nothing: it makes the statement return the row that was there first.
            row = await transaction.fetch_one(
                f"{_INSERT} ON CONFLICT (owner, purpose, algorithm) WHERE state = 'next'"
                f" DO UPDATE SET owner = excluded.owner RETURNING {_KNOWN}",
                **key,
            )
            if row is None:
                raise KeyDamaged("the key that was just made is not there")
            if row["key_id"] == key["key_id"]:
                await self._tell(transaction, PlumbingAction.KEY_SHOWN, owner, row["key_id"])
        return _info(row)

    async def activate_next(
        self, *, owner: str, purpose: str, made_by: int, algorithm: Algorithm = Algorithm.ED25519
    ) -> KeyInfo | None:
        """Let the next key sign and retire the active one, both or neither."""
        place = {"owner": owner, "purpose": purpose, "algorithm": algorithm, "made_by": made_by}
        async with self._database.transaction() as transaction:
            # Whoever comes second waits here for the first, and then finds no next key any more.
            retired = await transaction.fetch_one(
                """
                UPDATE keyring_keys SET state = 'retired', stopped = :now
                WHERE owner = :owner AND purpose = :purpose AND algorithm = :algorithm AND state = 'active' AND EXISTS (
                    SELECT 1 FROM keyring_keys AS following
                    WHERE following.owner = :owner AND following.purpose = :purpose
                      AND following.algorithm = :algorithm AND following.state = 'next'
                      AND following.created <= :made_by)
                RETURNING key_id
                """,
                now=self._clock.now(),
                **place,
            )
            row = await transaction.fetch_one(
                "UPDATE keyring_keys SET state = 'active' WHERE owner = :owner AND purpose = :purpose"  # noqa: S608
                f" AND algorithm = :algorithm AND state = 'next' AND created <= :made_by RETURNING {_KNOWN}",
                **place,
            )
            if retired and row is None:
                raise KeyNotActive(f"the next key of {owner} was taken out of use; the active one stays")
            if retired:
                await self._tell(transaction, PlumbingAction.KEY_RETIRED, owner, retired["key_id"])
            if row:
                await self._tell(transaction, PlumbingAction.KEY_ACTIVATED, owner, row["key_id"])
        return _info(row) if row is not None else None

    async def retire(self, *, owner: str, key_id: str) -> KeyInfo:
        """Let a key sign no more; what it signed stays good."""
        return await self._end(owner, key_id, KeyState.RETIRED, PlumbingAction.KEY_RETIRED)

    async def mark_compromised(self, *, owner: str, key_id: str) -> KeyInfo:
        """Let a key sign no more, with nothing that it signed believed."""
        return await self._end(owner, key_id, KeyState.COMPROMISED, PlumbingAction.KEY_COMPROMISED)

    async def _end(self, owner: str, key_id: str, state: KeyState, action: PlumbingAction) -> KeyInfo:
        async with self._database.transaction() as transaction:
            ended = await transaction.execute(
                """
                UPDATE keyring_keys SET state = :state, stopped = COALESCE(stopped, :now)
                WHERE owner = :owner AND key_id = :key_id AND state <> :state AND state <> 'compromised'
                """,
                owner=owner,
                key_id=key_id,
                state=state,
                now=self._clock.now(),
            )
            if ended:
                await self._tell(transaction, action, owner, key_id)
            row = await transaction.fetch_one(
                f"SELECT {_KNOWN} FROM keyring_keys WHERE owner = :owner AND key_id = :key_id",  # noqa: S608 a constant
                owner=owner,
                key_id=key_id,
            )
        if row is None:
            raise KeyNotFound(f"{owner} has no key {key_id}")
        return _info(row)

    async def keys(self, *, owner: str) -> list[KeyInfo]:
        """Return all keys of an owner, in any state, the oldest first."""
        rows = await self._database.fetch_all(
            f"SELECT {_KNOWN} FROM keyring_keys WHERE owner = :owner",  # noqa: S608 a constant
            owner=owner,
        )
        return sorted((_info(row) for row in rows), key=lambda info: (info.created, info.key_id))

    async def sign(self, *, owner: str, key_id: str, data: bytes) -> bytes:
        """Sign with an active key of this owner; the signature is checked before it is returned."""
        row = await self._database.fetch_one(
            f"SELECT {_KNOWN}, sealed_seed FROM keyring_keys"  # noqa: S608 a constant
            " WHERE key_id = :key_id AND owner = :owner",
            key_id=key_id,
            owner=owner,
        )
        if row is None:
            raise KeyNotFound(f"{owner} has no key {key_id}")
        info = _info(row)
        if info.state is not KeyState.ACTIVE:
            raise KeyNotActive(f"the key {key_id} of {owner} is {info.state} and does not sign")
        if info.ends is not None and self._clock.now() >= info.ends:
            raise KeyNotActive(f"the key {key_id} of {owner} has come to its end and does not sign")
        private_key = self._open(row)
        signature = private_key.sign(data)
        try:
            info.public_key.verify(signature, data)
        except CredentialError:
            raise KeyDamaged(f"the key {key_id} of {owner} does not make good signatures; nothing was signed") from None
        return signature

    def _open(self, row: Row) -> PrivateKey:
        try:
            seed = self._seeds.open(row["sealed_seed"], context=_context(row["owner"], row["key_id"]))
            return PrivateKey.from_seed(seed, Algorithm(row["algorithm"]))
        except (SealBroken, CredentialError):
            raise KeyDamaged(f"the key {row['key_id']} of {row['owner']} was changed in the database") from None

    def seal(self, purpose: str) -> Seal:
        """Return a seal for columns with personal data."""
        return Seal(derive_key(self._root_key, f"columns {purpose}"), self._entropy)

    def hash_key(self, purpose: str) -> Secret[bytes]:
        """Return the key for keyed hashes of one purpose, the same in every process of the deployment."""
        return derive_key(self._root_key, f"hashes {purpose}")

    def __repr__(self) -> str:
        return f"SoftwareKeyring({self._database!r})"


def _info(row: Row) -> KeyInfo:
    try:
        return KeyInfo(
            key_id=row["key_id"],
            owner=row["owner"],
            purpose=row["purpose"],
            public_key=PublicKey(Algorithm(row["algorithm"]), row["public_key"]),
            state=KeyState(row["state"]),
            created=row["created"],
            ends=row["ends"],
            stopped=row["stopped"],
        )
    except (CredentialError, ValueError):
        raise KeyDamaged(f"the key {row['key_id']} of {row['owner']} was changed in the database") from None


def _context(owner: str, key_id: str) -> str:
    return f"keyring key {key_id} of {owner}"
