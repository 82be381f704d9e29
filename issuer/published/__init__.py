"""What anyone may fetch: an office's DID document and status lists, the contexts and schemas of its use cases.

Every answer is public, cacheable and the same for everybody.
Never anything here that depends on who asks.
"""
