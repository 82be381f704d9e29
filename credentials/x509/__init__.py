"""X.509: chains of certificates up to anchors that somebody has configured, and whom a certificate speaks for.

Path validation is that of the library cryptography; here stands what it must demand.
Never an anchor of our own or of the system, never a fetch (of certificates or revocation lists), never a clock.
"""
