"""What the people who run a service may see: logs, metrics, health.

Opaque ids, route templates and counts only.
Never personal data, never a secret, never a path or query as it came from the wire.
"""
