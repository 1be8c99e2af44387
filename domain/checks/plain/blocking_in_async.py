"""A call that waits inside `async def`, and lets nothing else run meanwhile."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import last

_WAITING: Final = frozenset(
    ["time.sleep", "urllib.request.urlopen", "subprocess.run", "subprocess.check_output", "subprocess.call",
     *(f"requests.{verb}" for verb in ("get", "post", "put", "patch", "delete", "head", "request")),
     *(f"httpx.{verb}" for verb in ("get", "post", "put", "patch", "delete", "request"))]
)  # fmt: skip


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for call in scope.calls if isinstance(scope.node, ast.AsyncFunctionDef) else ():
            made = code.called(call)
            if made in _WAITING and not isinstance(code.parents.get(call), ast.Await):
                yield hit(
                    call,
                    f"`{made}` waits and gives control to nobody: while `{last(scope.name)}` waits here, every other task of "
                    "the event loop stands still.",
                )


CHECK = Check(
    name="blocking-in-async",
    title="This call stops all other tasks while it waits",
    severity="risk",
    idea="An event loop runs one task at a time, and goes to another only at an `await`. A plain call that waits holds all of them up.",
    question="Who else could run while this line waits, and how would it get its turn?",
    terms=("Serving a model over HTTP", "Python functions"),
    bad="import time\n\n\nasync def retry(task):\n    time.sleep(5)\n    return await task()\n",
    good="import asyncio\n\n\nasync def retry(task):\n    await asyncio.sleep(5)\n    return await task()\n",
    find=_find,
)
