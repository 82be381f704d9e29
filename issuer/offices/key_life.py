"""How long the keys of an office sign: never a card that would outlive the key (SECURITY K-05).

A card of a year may be signed until a year before the key's end, a status list of a day until the end itself. Whoever
runs the issuer is told 60, 30 and 7 days before the first kind of card cannot be signed any more; the remedy is the
next key, which takes over while the old one still signs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plumbing.keyring.port import KeyState
from plumbing.observability.logs import get_logger
from use_cases.derive.validity import NoLongerIssuedError, validity

if TYPE_CHECKING:
    from issuer.kinds.kinds import LiveKinds
    from issuer.offices.office import Office
    from issuer.offices.office_keys import OfficeKeys
    from plumbing.clock import Clock
    from plumbing.keyring.port import KeyInfo
    from plumbing.observability.metrics import ServiceMetrics
    from use_cases.use_case import UseCase

DAY = 86_400
KEY_DAYS = 1_095
"""How long a key lives unless the settings say otherwise: three years."""

WARN_DAYS = (60, 30, 7)
_SIGNING_DAYS = 90  # a key that could sign cards for less time than this is refused with the settings

_log = get_logger(__name__)


def least_key_days(use_case: UseCase) -> int:
    """How many days a key must live at least to be of use for this kind of card."""
    lasts = use_case.validity.lasts
    return 0 if lasts is None else lasts.years * 366 + lasts.months * 31 + lasts.days + _SIGNING_DAYS


def outlives(valid_until: int, key: KeyInfo) -> bool:
    """Whether a card with this last second would outlive the key."""
    return key.ends is not None and valid_until >= key.ends


def seconds_left(office: Office, key: KeyInfo, now: int) -> int | None:
    """How long the key goes on signing every kind of card that it is for; negative when it has stopped, None for ever.

    An office whose kinds have all run out signs only lists, and those until the key's end.
    """
    if key.ends is None:
        return None
    last_seconds = []
    for kind in office.use_cases.values():
        if key.public_key.algorithm not in [form.algorithm for form in kind.formats]:
            continue
        try:
            last_seconds.append(validity(kind, now, {})[1])
        except NoLongerIssuedError:
            continue
    return key.ends - max(last_seconds, default=now) - 1


class KeyWatch:
    """Tells those who run the issuer that an office needs its next key: in metrics, health and the log."""

    def __init__(self, *, kinds: LiveKinds, keys: OfficeKeys, clock: Clock, metrics: ServiceMetrics) -> None:
        self._kinds = kinds
        self._keys = keys
        self._clock = clock
        self._told: dict[str, int] = {}
        self._left = metrics.gauge(
            "signing_key_seconds_left", "Seconds for which an office can sign every kind of its cards.", "office"
        )

    async def look(self) -> None:
        """Look at every office's key."""
        for office in self._kinds.present.offices.values():
            left_of_all = []
            for key in await self._keys.signing_keys(office):
                left = seconds_left(office, key, self._clock.now())
                if left is None:
                    continue
                left_of_all.append(left)
                step = next((days for days in sorted(WARN_DAYS) if left <= days * DAY), None)
                if step is not None and self._told.get(key.key_id) != step:
                    self._told[key.key_id] = step
                    _log.warning(
                        "signing-key-near-its-end", office=office.id, key=key.key_id, days=left // DAY, remedy=_REMEDY
                    )
            if left_of_all:
                self._left.labels(office.id).set(min(left_of_all))

    async def warning(self) -> str | None:
        """The sentence for `/health/ready`: which offices need their next key; None while none does."""
        near = [
            f"{office.id} ({'has stopped signing' if left < 0 else f'{left // DAY} days left'})"
            for office in self._kinds.present.offices.values()
            if (left := await self._left_of(office)) is not None and left <= max(WARN_DAYS) * DAY
        ]
        return f"Offices whose signing key is near its end: {', '.join(near)}. {_REMEDY}" if near else None

    async def _left_of(self, office: Office) -> int | None:
        ever = await self._keys.of_office(office)
        cared_for = {key.public_key.algorithm for key in ever if key.state is KeyState.NEXT}  # the remedy is under way
        left = [
            seconds_left(office, key, self._clock.now())
            for key in await self._keys.signing_keys(office)
            if key.public_key.algorithm not in cared_for
        ]
        return min((one for one in left if one is not None), default=None)


_REMEDY = "Give the office its next key: stadtsiegel office rotate-key DEPLOYMENT OFFICE."
