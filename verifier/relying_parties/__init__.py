"""Who asks: the relying parties of this deployment, with their identifiers and keys.

A relying party is a tenant; its identifier is a did:web under this service's public URL.
Never a purpose or a right to ask: those are the registry's.
"""
