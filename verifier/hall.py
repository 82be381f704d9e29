"""The hall that all doors lead into: the use cases and what they stand on, wired once in app.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plumbing.access.api_keys import ApiKeys
    from plumbing.clock import Clock
    from plumbing.keyring.port import Keyring
    from verifier.documents.challenges import Challenges
    from verifier.documents.verify_document import VerifyDocument
    from verifier.presentation.create_check import CreateCheck
    from verifier.presentation.decrypt_answer import DecryptAnswer
    from verifier.presentation.fetch_request import FetchRequest
    from verifier.presentation.forget_result import ForgetResult
    from verifier.presentation.read_check import CancelCheck, ReadCheck
    from verifier.presentation.receive_answer import ReceiveAnswer
    from verifier.relying_parties.relying_party import RelyingParty


@dataclass(frozen=True, kw_only=True)
class Hall:
    """What a door may call."""

    relying_parties: Mapping[str, RelyingParty]
    keyring: Keyring
    api_keys: ApiKeys
    clock: Clock
    create_check: CreateCheck
    fetch_request: FetchRequest
    decrypt_answer: DecryptAnswer
    receive_answer: ReceiveAnswer
    read_check: ReadCheck
    cancel_check: CancelCheck
    forget_result: ForgetResult
    challenges: Challenges
    verify_document: VerifyDocument


HALL: web.AppKey[Hall] = web.AppKey("hall", Hall)
