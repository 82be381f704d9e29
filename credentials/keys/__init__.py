"""Keys: what algorithms there are, how keys are written, and the only place that checks a signature.

A public key is proven when it is made; whoever holds one need not ask again whether it is sound.
Never a key store here, never randomness (a seed is handed in), never a decision whom to trust.
"""
