"""The whole engine, for every format and every cryptosuite that the matrix has a row for.

Whatever comes is answered by a Verdict. A changed presentation that is found valid must say what the good one said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from credentials.errors import CredentialError
from credentials.formats import FORMATS
from credentials.jsonld.canonicalize import canonicalize
from credentials.verification import needs
from credentials.verification.judge_credential import judge_credential
from credentials.verification.judge_presentation import judge_presentation
from tests.credentials.verification.city import City
from tests.credentials.verification.rows import ROWS
from tests.credentials.verification.rows.row import Row
from tests.fuzz.target import Forgery, Target


class _Fed:
    """One good city, made once; its answers are changed and judged."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self._city: City | None = None

    @property
    def city(self) -> City:
        if self._city is None:
            self._city = self._row.city()
        return self._city

    def presentations(self) -> Sequence[object]:
        return [self.city.presentation()]

    def credentials(self) -> Sequence[object]:
        return [self.city.signed_card()]

    def present(self, value: object) -> None:
        city = self.city
        policy, evidence = city.policy(), city.evidence()
        _, shown = FORMATS[self._row.format_id].read_presentation(value, policy=policy, contexts=city.contexts)
        if shown is not None:
            needs.controllers_needed(shown.credential, policy=policy, trust=evidence.trust, now=city.now)
            needs.status_lists_needed(shown.credential, policy=policy, evidence=evidence, now=city.now)
        if judge_presentation(value, policy=policy, evidence=evidence, now=city.now).valid:
            self._compare(value, city.presentation(), FORMATS[self._row.format_id].read_presentation, alone=False)

    def show(self, value: object) -> None:
        city = self.city
        policy, evidence = city.policy(), city.evidence()
        verdict = judge_credential(value, format_id=self._row.format_id, policy=policy, evidence=evidence, now=city.now)
        if verdict.valid:
            self._compare(value, city.signed_card(), FORMATS[self._row.format_id].read_credential, alone=True)

    def _compare(self, value: object, good: object, read: Callable[..., object], *, alone: bool) -> None:
        """What is signed is compared: the claims, or the statements where one document is written in two ways."""
        claims = [self._claims(document, read) for document in (value, good)]
        if claims[0] == claims[1]:
            return
        if alone and isinstance(value, str) and _is_part(claims[0], claims[1]):
            return  # an SD-JWT without Key Binding: whoever has it may withhold more of it
        try:
            said = [canonicalize(document, self.city.contexts) for document in claims]
        except CredentialError:
            said = ["", "other"]
        if said[0] != said[1]:
            raise Forgery("a changed document is valid")

    def _claims(self, document: object, read: Callable[..., object]) -> dict[str, object]:
        _, shown = read(document, policy=self.city.policy(), contexts=self.city.contexts)  # type: ignore[misc]
        credential = getattr(shown, "credential", shown)
        return {name: value for name, value in credential.claims.items() if name != "proof"}


def _is_part(shown: object, whole: object) -> bool:
    if isinstance(shown, dict) and isinstance(whole, dict):
        return all(name in whole and _is_part(member, whole[name]) for name, member in shown.items())
    return shown == whole


def _targets() -> list[Target]:
    targets = []
    for row in ROWS:
        fed = _Fed(row)
        name = f"{row.format_id}-{row.variant}".replace(" ", "-").lower()
        targets.append(Target(f"presentation-{name}", fed.presentations, fed.present, (), share=1))
        targets.append(Target(f"credential-{name}", fed.credentials, fed.show, (), share=1))
    return targets


TARGETS = tuple(_targets())
