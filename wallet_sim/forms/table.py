"""The formats that the wallet speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wallet_sim.forms.ldp_vc import LdpVc
from wallet_sim.forms.sd_jwt_vc import SdJwtVc

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from plumbing.http.fetch import Fetcher
    from wallet_sim.city import City
    from wallet_sim.forms.form import Form


def forms_of(*, city: City, fetcher: Fetcher, now: Callable[[], int]) -> Mapping[str, Form]:
    """All of them by their format identifiers."""
    forms: tuple[Form, ...] = (SdJwtVc(fetcher=fetcher, now=now), LdpVc(city=city, now=now))
    return {form.format: form for form in forms}
