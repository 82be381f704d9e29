"""What the issuer issues from: its offices with the packages of their documents, as one value that is swapped whole.

A request takes the value that counts when it begins and keeps it to its end, so that no card is made of two packages.
Never anything here that asks what is in a package: that is for `use_cases/` to say.
"""
