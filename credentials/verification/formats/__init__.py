"""One file a format: how its documents are read, and how its proofs and its holder binding are judged.

What these files make stands in `credentials.verification.shown`; `credentials.formats` lists them.
Never a check that formats share: trust, freshness, validity, status, schema and query are judged once for all.
"""
