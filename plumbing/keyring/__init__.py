"""Keys that sign: made once, kept sealed, used by their owner only.

Owners and purposes are opaque words of the floors above. Never a credential, a DID or a format here, and never a way
to get a private key out.
"""
