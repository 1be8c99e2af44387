"""Long work beside a conversation, in a thread that neither the event loop nor the end of the program waits for."""

import asyncio
import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")

GRACE_S = 0.5


async def aside(work: Callable[[], T], stop: Callable[[], None]) -> T:
    """What the work gives. When the turn is broken off, `stop` is called, and what the work gives later is lost."""
    given: Future[T] = Future()
    context = contextvars.copy_context()

    def run() -> None:
        given.set_running_or_notify_cancel()
        try:
            result = context.run(work)
        except BaseException as error:  # noqa: BLE001 - raised where it is awaited
            given.set_exception(error)
        else:
            given.set_result(result)

    thread = threading.Thread(target=run, name="aside", daemon=True)
    thread.start()
    try:
        return await asyncio.wrap_future(given)
    except asyncio.CancelledError:
        stop()
        # A request that was hung up on gives its turn back, so that the next one needn't wait.
        thread.join(GRACE_S)
        raise
