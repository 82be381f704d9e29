"""Decentralized identifiers: how they are written, what document belongs to them, which key a document vouches for.

did:key and did:jwk carry their document in their name; documents of did:web are judged here and fetched elsewhere.
Never a fetch here, and never trust: that a DID's key is proven says nothing of what its owner may do.
"""
