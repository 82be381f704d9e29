"""Credentials and presentations of the W3C data model inside signed tokens (Securing VCs using JOSE and COSE 1.0).

The token's payload is the document itself; what the token says about itself stands beside it and never contradicts it.
Never a key found or trusted here, never the rules of the data model: those rooms are asked.
"""
