"""Every reason for which a reader of the registry refuses: one kind each, with a stable code.

`code` is kebab-case and never changes: services look up their sentences for people by it. `detail` says in plain words
what was wrong; it never quotes what a foreign server sent.
"""

# ruff: noqa: N818 - the names say what happened, as one tells it to a colleague

from __future__ import annotations


class ReadingError(Exception):
    """A refusal by the reading wing; never raised itself, always one of the kinds below."""

    code: str = "reading-error"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class StatementMalformed(ReadingError):
    """A statement or type entry without the shape that the list's schema gives it."""

    code = "trust-statement-malformed"


class ListRefused(ReadingError):
    """A trust list that a reader does not believe."""

    code = "trust-list-refused"


class ListMalformed(ListRefused):
    """Not a trust list at all, or one that says something this reader does not understand."""

    code = "trust-list-malformed"


class ListNotProven(ListRefused):
    """No pinned key of the authority signed this list."""

    code = "trust-list-not-proven"


class ListOfAnotherAuthority(ListRefused):
    """A list by somebody else, however well it is signed."""

    code = "trust-list-of-another-authority"


class ListNotYetIssued(ListRefused):
    """A list dated in the future: one of the two clocks is wrong."""

    code = "trust-list-not-yet-issued"


class ListExpired(ListRefused):
    """A list whose time is over: its authority is silent, or somebody keeps the newer one back (freeze)."""

    code = "trust-list-expired"


class ListLivesTooLong(ListRefused):
    """A list that claims to hold for longer than a reader goes without asking again."""

    code = "trust-list-lives-too-long"


class ListRolledBack(ListRefused):
    """An older version than the newest one seen (rollback)."""

    code = "trust-list-rolled-back"


class ListContradicted(ListRefused):
    """Another list under the number of the one already seen (split view, mix-and-match)."""

    code = "trust-list-contradicted"


class RegistryUnavailable(ReadingError):
    """There is no list that may be believed now; `code` is that of the reason."""

    code = "trust-list-unreachable"

    def __init__(self, detail: str, *, code: str = code) -> None:
        super().__init__(detail)
        self.code = code


class DidUnresolvable(ReadingError):
    """The document of a DID could not be had; `code` says whether it was absent, silent or wrong."""

    code = "did-not-found"

    def __init__(self, detail: str, *, code: str = code) -> None:
        super().__init__(detail)
        self.code = code


class DocumentUnavailable(ReadingError):
    """A context or schema could not be had; `code` says whether it was absent or had other bytes than promised."""

    code = "document-unreachable"

    def __init__(self, detail: str, *, code: str = code) -> None:
        super().__init__(detail)
        self.code = code
