"""Who may issue what, who may ask for what, since when.

Two wings: `reading` is what issuer and verifier import, `keeping` is the service that signs the list.
Never a credential or a presentation here; never an answer without a point in time.
"""
