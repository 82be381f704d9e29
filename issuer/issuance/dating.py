"""When cards say that they were signed: all of one hour the same, so that nobody is told apart by the minute.

A verifier asks the registry about that moment, so it is one at which office and key were what they are: never before
the key was made, nor before the city's day of issue, and never in the future.
"""

from __future__ import annotations

HOUR = 3_600


def date_card(now: int, *, key_created: int, day_begins: int) -> int:
    """Give the moment that a card recorded now says, in UTC seconds; `day_begins` is the city's last midnight."""
    return min(now, max(now - now % HOUR, key_created, day_begins))
