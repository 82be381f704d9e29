"""The service with which city offices issue documents into wallets (OpenID4VCI 1.0).

Several offices in one deployment, each with its own identifier, keys and API keys.
Never an import from verifier or wallet_sim; never a claim kept longer than its use case says.
"""
