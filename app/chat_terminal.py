"""The keyboard while an answer comes: nothing that is typed is shown or kept, and Ctrl-C stops the answer alone."""

import asyncio
import signal
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any


def at_keyboard() -> bool:
    """Whether somebody types, rather than a pipe or nobody."""
    return sys.stdin is not None and sys.stdin.isatty()


if sys.platform == "win32":
    import msvcrt

    @contextmanager
    def quiet_keys() -> Iterator[None]:
        """Keys are never echoed there while nothing is asked for."""
        yield

    def forget_keys() -> None:
        """Forget what was typed and not read yet."""
        while msvcrt.kbhit():
            msvcrt.getwch()
else:
    import termios

    @contextmanager
    def quiet_keys() -> Iterator[None]:
        """Keys that nobody waits for aren't echoed, which would shift the lines of an answer; Enter stays Enter."""
        if not at_keyboard():
            yield
            return
        keyboard = sys.stdin.fileno()
        before, quiet = termios.tcgetattr(keyboard), termios.tcgetattr(keyboard)
        quiet[0] &= ~termios.ICRNL
        quiet[3] &= ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(keyboard, termios.TCSADRAIN, quiet)
        try:
            yield
        finally:
            termios.tcsetattr(keyboard, termios.TCSADRAIN, before)

    def forget_keys() -> None:
        """Forget what was typed and not read yet."""
        if at_keyboard():
            termios.tcflush(sys.stdin, termios.TCIFLUSH)


async def stopped_by_ctrl_c(work: Coroutine[Any, Any, None]) -> bool:
    """Does the work to its end, or until Ctrl-C cancels it, and tells whether that happened."""
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)
    # Not the loop's own handlers, which Windows doesn't have.
    before = signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(task.cancel))
    try:
        await asyncio.wait([task])
    finally:
        signal.signal(signal.SIGINT, before)
        task.cancel()
    if task.cancelled():
        return True
    task.result()
    return False
