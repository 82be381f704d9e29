"""In which form the card of the demo is issued and shown: `dc+sd-jwt`, `ldp_vc`, `ldp_vc:ecdsa-rdfc-2019`, ..."""

from __future__ import annotations

from use_cases.card_format import forms_called
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
    first, *_ = forms_called(form, load_catalogue()[KIND].formats)
    return Wish(format=first.format, secured_by=first.secured_by, copies=COPIES)
