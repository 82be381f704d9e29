"""What nearly every token says about itself: when it was made, until when it holds, for whom (RFC 7519 section 4.1).

A claim that is there must be well-formed, whether it is needed or not. Times are read in UTC seconds; the caller hands
in the present moment and how far two clocks may differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credentials.errors import TokenClaimError, TokenTimeError

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_time(claims: Mapping[str, Any], name: str) -> float | None:
    """A NumericDate (RFC 7519 section 2) in UTC seconds; None when the claim is not there.

    Raises:
        TokenClaimError: when the claim is no number.
    """
    moment = claims.get(name)
    if name not in claims:
        return None
    if isinstance(moment, bool) or not isinstance(moment, int | float):
        raise TokenClaimError(f"{name} is not a number of seconds")
    return moment


def judge_period(claims: Mapping[str, Any], *, now: int, clock_skew: int) -> None:
    """Refuse a token outside of the time that `nbf` and `exp` give it, or made in the future (`iat`).

    Raises:
        TokenClaimError: when one of them is malformed.
        TokenTimeError: when the token does not hold yet, or no longer.
    """
    end = read_time(claims, "exp")
    for name in ("nbf", "iat"):
        begin = read_time(claims, name)
        if begin is not None and begin > now + clock_skew:
            raise TokenTimeError(f"the token does not hold yet ({name})")
    if end is not None and end < now - clock_skew:
        raise TokenTimeError("the token does not hold any longer (exp)")


def judge_age(claims: Mapping[str, Any], *, now: int, longest: int, clock_skew: int) -> None:
    """Refuse a token that was not made just now; `longest` is how many seconds old it may be.

    Raises:
        TokenClaimError: when `iat` is missing or malformed.
        TokenTimeError: when the token is too old, or was made in the future.
    """
    made = read_time(claims, "iat")
    if made is None:
        raise TokenClaimError("the token does not say when it was made (iat)")
    if not now - longest <= made <= now + clock_skew:
        raise TokenTimeError("the token was made too far from the present moment (iat)")


def judge_audience(claims: Mapping[str, Any], audience: str) -> None:
    """Refuse a token that was made for anybody else: one audience, written exactly so.

    Raises:
        TokenClaimError: for another audience, several or none.
    """
    if claims.get("aud") != audience:
        raise TokenClaimError("the token was made for somebody else (aud)")
