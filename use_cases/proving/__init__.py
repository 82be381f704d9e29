"""The proving of a use-case package: first its shape, then its meaning, then one frozen UseCase.

Every check gives findings with their place; none stops at the first one.
Never reads a file and never changes what it is given.
"""
