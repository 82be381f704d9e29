"""Who may call the management doors: API keys of offices and services.

A key is shown once and kept as a digest; it belongs to exactly one owner.
Never a wallet's access token (that is the protocol's), never a rule about what an owner may do.
"""
