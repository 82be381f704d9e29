"""Status lists: how a credential that was signed once is suspended or revoked later.

Codecs and rules of the lists, in bytes and JSON.
Never the choice of a place in a list, its storage or its publication: that is the issuer's.
"""
