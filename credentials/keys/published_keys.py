"""Keys whose private half anybody can look up, because a specification printed it; nobody is the holder of such a key.

They get into wallets and settings by copying an example (SECURITY C-10). As Multikey values, since those are what a
reader compares with the documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.errors import KeyMaterialError
from credentials.keys.multikey import parse_multikey

if TYPE_CHECKING:
    from credentials.keys.public_key import PublicKey

_PUBLISHED = frozenset(
    parse_multikey(text)
    for text in (
        "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw",  # RFC 8032 section 7.1, TEST 1; RFC 8037 appendix A.1
        "z6MkiaMbhXHNA4eJVCCj8dbzKzTgYDKf6crKgHVHid1F1WCT",  # RFC 8032 section 7.1, TEST 2
        "z6MkwSD8dBdqcXQzKJZQFPy2hh2izzxskndKCjdmC2dBpfME",  # RFC 8032 section 7.1, TEST 3
        "z6Mkh7U7jBwoMro3UeHmXes4tKtFbZhMRWejbtunbU4hhvjP",  # RFC 8032 section 7.1, TEST 1024
        "z6MkvLrkgkeeWeRwktZGShYPiB5YuPkhN2yi3MqMKZMFMgWr",  # RFC 8032 section 7.1, TEST SHA(abc)
        "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",  # Data Integrity EdDSA Cryptosuites 1.0, test vectors
        "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",  # the did:key method, its first example
        "z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH",  # the did:key method, an example of its libraries
        "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",  # the did:key method, test vector of the seed 0
        "z6MkjchhfUsD6mmvni8mCdXHw216Xrm9bQe2mBH1P5RDjVJG",  # the same of the seed 1
        "z6MknGc3ocHs3zdPiJbnaaqDi58NGb4pk1Sp9WxWufuXSdxf",  # the same of the seed 2
    )
)


def refuse_published_key(key: PublicKey) -> None:
    """Refuse a key that everybody knows from an example.

    Raises:
        KeyMaterialError: when it is one.
    """
    if key in _PUBLISHED:
        raise KeyMaterialError("this key was published as an example, so anybody can sign with it; make a new one")
