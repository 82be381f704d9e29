"""The door for wallets: OpenID4VP 1.0 final, direct_post.jwt and direct_post.

Parses, calls one use case, renders; one table maps what went wrong to the protocol's words.
Never a rule of its own.
"""
