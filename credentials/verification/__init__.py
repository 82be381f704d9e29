"""The Verdict engine: evidence, a policy and a moment go in; every check by name with its outcome comes out.

The list of what must be fetched, the checks, the sentences that people read.
Never a fetch, a clock or a default policy: what may be believed is handed in by the caller.
"""
