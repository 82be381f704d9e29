"""How a service process starts, serves and stops: its settings, its parts opened, its ports, its signals.

Issuer, verifier and trust registry all start here, so that no safeguard is forgotten at one of them.
Never what a service does: it hands in how its application is built.
"""
