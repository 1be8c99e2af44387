"""Standard input, as it comes."""

import sys


def read_input(most: int) -> bytes:
    """At most so many bytes of it. Reading it as text would change its ends of lines."""
    binary = getattr(sys.stdin, "buffer", None)
    data: bytes = binary.read(most) if binary else sys.stdin.read(most).encode("utf-8", "replace")
    return data
