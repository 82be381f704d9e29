"""What a credential costs in the process, against the bare signature and against what others have written.

One run measures all: CPU time, in rounds in which every side has its turn. Never a timed test, never a bar that fails.
"""
