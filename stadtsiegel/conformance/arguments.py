"""What `stadtsiegel conformance-server` can be told; loaded with every command, so it imports nothing of the server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_conformance_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--port", type=int, default=0, help="of the loopback address; 0 takes a free one (%(default)s)")
    parser.add_argument("--cert", type=Path, help="certificate chain of localhost; a throw-away one unless given")
    parser.add_argument("--key", type=Path, help="the private key of --cert")
    parser.add_argument("--trust", type=Path, metavar="FILE", help="JSON array of documents of further trusted issuers")
    parser.add_argument("--strict-status", action="store_true", help="take status and validity for errors, too")
