"""HTTP in and out: bodies read, problems told, connections bounded, the one guarded way out.

Every limit a stranger can run into stands here, once, for all services.
Never a route of a protocol, never a decision about a credential.
"""
