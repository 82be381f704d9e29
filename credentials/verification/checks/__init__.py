"""One file a check: each looks at one thing, answers with one `Check`, and knows nothing of the others.

The order of the checks, and which of them rest on which, stands in `judge_credential` and `judge_presentation`.
Never a decision over the whole: that is derived by the Verdict.
"""
