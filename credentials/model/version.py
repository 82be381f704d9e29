"""The two versions of the data model, told apart by the first context (VCDM 2.0 section 4.3, VCDM 1.1 section 4.1).

Each has members that the other does not know. One that stands in a document of the other version would mean nothing
there, so it is refused instead of being passed over: a card whose end is not read would never expire.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from credentials.errors import ModelError, UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from credentials.strict_json import JsonObject


class DataModel(StrEnum):
    """A version of the data model, by the number that people call it."""

    V1_1 = "1.1"
    V2_0 = "2.0"

    @property
    def context(self) -> str:
        """The address of the context that every document of this version names first."""
        return _CONTEXTS[self]


_CONTEXTS: Mapping[DataModel, str] = MappingProxyType(
    {
        DataModel.V1_1: "https://www.w3.org/2018/credentials/v1",
        DataModel.V2_0: "https://www.w3.org/ns/credentials/v2",
    }
)
_MEMBERS_OF_THE_OTHER: Mapping[DataModel, frozenset[str]] = MappingProxyType(
    {
        DataModel.V1_1: frozenset({"validFrom", "validUntil", "relatedResource", "renderMethod", "confidenceMethod"}),
        DataModel.V2_0: frozenset({"issuanceDate", "expirationDate"}),
    }
)


def read_version(document: JsonObject, data_models: Set[DataModel]) -> DataModel:
    """Tell which version a document follows.

    Args:
        document: a JSON object with its `@context` in order.
        data_models: the versions that the caller accepts.

    Raises:
        UnreadableDocumentError: the first context is not that of an accepted version.
        ModelError: a member that only the other version knows.
    """
    contexts = document.get("@context")
    first = contexts[0] if isinstance(contexts, list) and contexts else None
    version = next((version for version in DataModel if version.context == first), None)
    if version is None or version not in data_models:
        wanted = " or ".join(sorted(version.context for version in data_models))
        raise UnreadableDocumentError(f"the first context is {wanted}")
    for name in sorted(_MEMBERS_OF_THE_OTHER[version]):
        if name in document:
            raise ModelError(f"{name} has no meaning in version {version} of the data model")
    return version
