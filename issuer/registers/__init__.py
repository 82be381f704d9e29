"""Sources of claims that are asked over HTTP before an offer is made (docs/protocols/register.md).

Where they are and with which secret they are asked, the settings say; which claims they give, the use case.
Never a value from a register in a log or an error, and never a question inside a transaction.
"""
