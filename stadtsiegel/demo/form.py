"""In which form the card of the demo is issued and shown: `dc+sd-jwt`, `ldp_vc`, `ldp_vc:ecdsa-rdfc-2019`, ..."""

from __future__ import annotations

from use_cases.load import load_catalogue
from wallet_sim.wish import Wish

KIND = "library_card"
COPIES = 10


def wish_for(form: str) -> Wish:
    """What the wallets of the story wish for.

    Args:
        form: a credential format, with a colon and what secures it where the first of the format is not meant.

    Raises:
        ValueError: for a form in which the city does not issue the card; says in which it does.
    """
    issued = {f"{one.format}:{one.secured_by}": one for one in load_catalogue()[KIND].formats}
    for name, one in issued.items():
        if form in (one.format, name):
            return Wish(format=one.format, secured_by=one.secured_by, copies=COPIES)
    raise ValueError(f"the library card is not issued as {form}, but as {', '.join(issued)}")
