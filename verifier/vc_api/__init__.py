"""The door for services that speak the W3C VC API: verify a credential or a presentation, ask for a challenge.

Every answer is the engine's Verdict in the words of the VC API; bearer API keys, one relying party each.
Never a fetch of what only an unproven document names, and never an option that is passed over.
"""
