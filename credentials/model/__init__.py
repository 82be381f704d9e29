"""The data model of credentials and presentations, as frozen values read from JSON.

Instants, credentials, presentations: their shape and nothing else.
Never a proof, a key or a verdict; those rooms read these values.
"""
