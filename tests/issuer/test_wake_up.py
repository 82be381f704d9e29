"""What is woken publishes, and whatever could be published is followed up, though something went wrong."""

from __future__ import annotations

import asyncio

from issuer.status.wake_up import WakeUp


class OneOfficeCannotSign:
    async def publish_due(self) -> int:
        raise RuntimeError("one office cannot sign, the lists of all others are out")


async def test_the_copies_follow_also_when_one_office_could_not_sign() -> None:
    followed = asyncio.Event()

    async def follow() -> None:
        followed.set()

    wake_up = WakeUp(publisher=OneOfficeCannotSign(), then=follow)  # type: ignore[arg-type]
    running = wake_up.run_with(None)  # type: ignore[arg-type]
    await anext(running)
    wake_up.wake()
    await asyncio.wait_for(followed.wait(), 10)
    await anext(running, None)
