"""The wing that issuer and verifier import: the authority's list proven and read, DIDs resolved, documents by digest.

Everything fetched here is judged before it is believed, cached within bounds, and refused with a reason.
Never a signature of our own, never an answer from a list that is not proven or has expired.
"""
