"""Claims that are kept after issue because a package says so and how long, and the next card that is made of them.

What was typed in is kept, sealed with a key of its own; what a register gave is asked anew.
Never a claim of a card that is revoked or superseded, and never one without a time at which it is erased.
"""
