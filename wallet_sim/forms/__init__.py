"""What a wallet must know of each credential format: what it is told, how it is checked, how it is shown.

One module a format and one table of them; each is written from its specification.
Never a protocol: offers, requests and answers are the business of `receive` and `present`.
"""
