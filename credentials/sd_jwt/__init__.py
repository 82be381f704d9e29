"""SD-JWT (RFC 9901): signed claims of which a holder shows only some, and the key binding of who shows them.

Disclosures, how claims are concealed and revealed, the compact form, the Key Binding JWT.
Never what a claim means or who may sign it (that is SD-JWT VC and the engine), never randomness of its own.
"""
