"""A city office as a tenant: who it is, which keys are its own, what it may be asked to issue.

Every other room is handed an Office; none looks one up by a header or a host name.
Never an offer, a claim or a credential here.
"""
