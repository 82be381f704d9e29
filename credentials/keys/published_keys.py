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
        "z6MktgKTsu1QhX6QPbyqG6geXdw6FQCZBPq7uQpieWbiQiG7",  # the same, proof sets and chains
        "z6MkhWqdDBPojHA7cprTGTt5yHv5yUi1B8cnXn8ReLumkw6E",
        "z6MkmEq87wkHCYnWnNZkigeDMGTN7oUw1upkhzd77KuXERS1",
        "z6Mkm1S51iPHJvDEkJ9MRtxJmT8Pqo6wHipAFwBAjN83vntT",
        "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",  # the did:key method, its first example
        "z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH",  # the did:key method, an example of its libraries
        "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",  # the did:key method, test vector of the seed 0
        "z6MkjchhfUsD6mmvni8mCdXHw216Xrm9bQe2mBH1P5RDjVJG",  # the same of the seed 1
        "z6MknGc3ocHs3zdPiJbnaaqDi58NGb4pk1Sp9WxWufuXSdxf",  # the same of the seed 2
        "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP",  # RFC 6979 A.2.5; Data Integrity ECDSA Cryptosuites 1.0
        "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ",  # RFC 6979 A.2.6; the same
        "zDnaeTHfhmSaQKBc7CmdL3K7oYg3D6SC7yowe2eBeVd2DH32r",  # Data Integrity ECDSA Cryptosuites 1.0, ecdsa-sd-2023
        "zDnaerGBD7Zxzau2fdfEFaaaTDYBu5XEBYdGV2BmERp3MDSov",  # RFC 7515 appendix A.3
        "zDnaekw6iisW1j4ronMuZagbvVehJK4unit6kvZ8UqJ2LSG1j",  # RFC 7517 appendix A
        "zDnaeqAGwfzks1XivFk5HF4JV28ojbPwRknvqjN5csgxS7LM1",  # RFC 9901, the issuer's
        "zDnaeVZ8M5QxTAqFLWSvB5RJrgS1ZhFQ7jjVvj4C6NDwiKyT4",  # RFC 9901, the holder's
        "zDnaepzHEEVWD9Xv38oUy9hYhvmamRSrySsbAd2oz5MBzdapw",  # RFC 9901, the second issuer's
        "zDnaek3eN9Wffsj94GKtdfJPMaWciC3kXQF6Dc3Uj8FBLBomB",  # Token Status List, the key of its examples
        "zDnaepsL7AXenJkVYdkh5KuKsSU7Ykh7kyXaLLU7auN9FWSiZ",  # P-256, the secret number 1
        "z82Lm2Abz3bgMqXh7vPbTuaCgzL8Mxx3KcZ2ZyAEYtCMhYXCYE9yhBvpQ1F78faLDX6hpQN",  # P-384, the secret number 1
        "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169",  # the did:key method, its P-256 examples
        "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv",
        "z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9",  # the same, P-384
        "z82LkvCwHNreneWpsgPEbV3gu1C6NFJEBg4srfJ5gdxEsMGRJUz2sG9FE42shbn2xkZJh54",
        "zDnaepnC2eBkx4oZkNLGDnVK8ofKzoGk1Yui8fzC6FLoV1F1e",  # the did:jwk method, its first example
    )
)


def refuse_published_key(key: PublicKey) -> None:
    """Refuse a key that everybody knows from an example.

    Raises:
        KeyMaterialError: when it is one.
    """
    if key in _PUBLISHED:
        raise KeyMaterialError("this key was published as an example, so anybody can sign with it; make a new one")
