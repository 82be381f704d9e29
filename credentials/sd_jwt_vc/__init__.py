"""SD-JWT VC (`dc+sd-jwt`): a credential as an SD-JWT, its claims at the top level, its kind told by `vct`.

Which claims may be withheld, issuing, presenting, verifying, and the metadata of types.
Never whom to trust: an issuer, a `vct` and a key count only after the registry binds them (`credentials/verification`).
"""
