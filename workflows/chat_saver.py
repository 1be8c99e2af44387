"""Where a conversation's waiting questions are kept: LangGraph's own tables, in the coach's database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver

from ..memory import thread_lock
from ..memory.database import Database


@asynccontextmanager
async def open_saver(database: Database) -> AsyncIterator[BaseCheckpointSaver[Any]]:
    """The saver for this database, on a connection of its own that waits for other writers as the coach's does."""
    if database.dialect == "postgresql":
        from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

        async with AsyncPostgresSaver.from_conn_string(database.address) as on_server:
            with thread_lock.held(database, "saver", patiently=True):
                await on_server.setup()
            yield on_server
        return
    import aiosqlite
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

    # Each statement for itself: a transaction left open between two turns of the event loop would lock out the coach's own
    # writes, one of which may be what the loop waits for.
    async with aiosqlite.connect(database.place, timeout=database.wait, isolation_level=None) as connection:
        saver = AsyncSqliteSaver(connection)
        await saver.setup()
        yield saver
