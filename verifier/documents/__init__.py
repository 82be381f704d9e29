"""Documents that a service already holds, verified for it: a credential alone, or an answer to a challenge.

What may be verified is what the registry lets the relying party ask for, judged as in a check.
Never a document kept, never a claim handed out: whoever calls has the document already.
"""
