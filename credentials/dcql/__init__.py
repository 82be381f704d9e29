"""The Digital Credentials Query Language of OpenID4VP 1.0: read strictly, matched against what a wallet holds.

Queries, claims path pointers, selection by a wallet, the re-check by a verifier.
Never trust, signatures or consent: a match says only that a credential has the asked-for shape.
"""
