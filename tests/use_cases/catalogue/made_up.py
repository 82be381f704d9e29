"""Made-up claims for every document of the catalogue, and what becomes of them on one Sunday in May."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from use_cases.derive.claims import card_claims
from use_cases.derive.context import jsonld_context
from use_cases.derive.credential_configuration import credential_configurations
from use_cases.derive.query import dcql_query
from use_cases.derive.sample import sample_claims
from use_cases.derive.schema import json_schema
from use_cases.derive.type_metadata import type_metadata
from use_cases.derive.validity import validity
from use_cases.load import load_catalogue
from use_cases.use_case import UseCase

CATALOGUE = load_catalogue()
EVERY_DOCUMENT = pytest.mark.parametrize("use_case", CATALOGUE.values(), ids=CATALOGUE)
BERLIN = ZoneInfo("Europe/Berlin")
MAY = dt.date(2026, 5, 3)
NOON = int(dt.datetime(2026, 5, 3, 12, tzinfo=BERLIN).timestamp())


def given(use_case: UseCase, **changes: Any) -> dict[str, Any]:
    """Made-up claims as an office gives them, with some of them changed."""
    return sample_claims(use_case, on=MAY) | changes


def card(use_case: UseCase, **changes: Any) -> dict[str, Any]:
    """What the card says."""
    return card_claims(use_case, given(use_case, **changes), on=MAY)


def last_day(use_case: UseCase, **changes: Any) -> dt.date:
    """The last day of a card, in the city."""
    _, last = validity(use_case, NOON, given(use_case, **changes))
    end = dt.datetime.fromtimestamp(last, BERLIN)
    assert (end + dt.timedelta(seconds=1)).time() == dt.time()
    return end.date()


def seen(use_case: UseCase, purpose: str) -> set[str]:
    """The claims that a purpose asks for, written as in the package."""
    return {".".join(path) for path in use_case.purpose(purpose).claims}


def published(use_case: UseCase) -> str:
    """Everything that wallets and verifiers are given about the document, as one text."""
    documents = [jsonld_context(use_case), json_schema(use_case), type_metadata(use_case)]
    questions = [dcql_query(use_case, purpose) for purpose in use_case.purposes]
    return json.dumps([*documents, credential_configurations(use_case), questions], ensure_ascii=False)
