"""A simulated holder wallet: receives, keeps, asks its holder, presents; and misbehaves on request.

It writes the protocols' JSON from the specifications, so that one wrong word cannot pass both ends of a test.
Never an import from the services or their wire code: only credentials and the guarded way out.
"""
