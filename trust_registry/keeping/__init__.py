"""The wing of the authority: keeps statements and credential types, signs and publishes the list, answers TRQP.

Nothing is changed without the authority's own API key; everything published is public, none of it personal.
Never imported by issuer or verifier: they know the registry only by its signed list.
"""
