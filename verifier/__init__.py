"""The service with which relying parties check documents (OpenID4VP 1.0) and get a Verdict.

Several relying parties in one deployment, each with its own identifier, keys and purposes.
Never an import from issuer or wallet_sim; never more claims handed on than the purpose lists.
"""
