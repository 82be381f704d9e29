"""How a client trusts a server: the roots of the machine, and those that were handed in (SECURITY H-13)."""

from __future__ import annotations

import ssl


def client_context(roots_pem: bytes | None = None) -> ssl.SSLContext:
    """Return a context that checks certificate and host name, with TLS 1.2 or newer.

    Args:
        roots_pem: certificates to trust beside those of the machine.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if roots_pem is not None:
        context.load_verify_locations(cadata=roots_pem.decode("ascii"))
    return context
