"""The conformance server: the doors of the W3C VC API on one loopback port, as public test suites call them.

Issuers with throw-away keys, status lists and trust live in memory, and nothing is fetched.
Never a city's key, registry or database: what this server signs or verifies means nothing outside of a test.
"""
