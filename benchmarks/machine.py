"""On what a benchmark ran: printed above its figures, since they mean nothing without it."""

import os
import platform
from datetime import UTC, datetime


def print_machine() -> None:
    """One line: the day, cores, architecture, system and Python."""
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, {platform.system()}, "
        f"{platform.python_implementation()} {platform.python_version()}\n"
    )
