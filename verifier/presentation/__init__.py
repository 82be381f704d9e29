"""One check from request to Verdict: created, opened, answered once, kept as long as its purpose says.

The use cases of the verifier and the store they share; each use case is one file.
Never a word of HTTP or of OpenID4VP's wire here: doors parse and render.
"""
