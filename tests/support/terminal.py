"""A terminal with a program in it: a pseudo-terminal, keys to press and a screen to look at."""

import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from fcntl import ioctl
from typing import Self

import pyte

ENTER, CTRL_C, CTRL_D, CTRL_J, TAB, ALT_ENTER = "\r", "\x03", "\x04", "\n", "\t", "\x1b\r"


class Terminal:
    """Runs a program in a terminal of this size. Within `with`; the program is ended at the end."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], *, columns: int = 80, lines: int = 24
    ) -> None:
        self.screen = pyte.HistoryScreen(columns, lines, history=5000, ratio=1)
        self.screen.write_process_input = self.press
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self._keys, inside = pty.openpty()
        ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        own = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": os.environ["PATH"], "HOME": os.environ["HOME"]}
        self.program = subprocess.Popen(
            command, stdin=inside, stdout=inside, stderr=inside, env=own | environment, start_new_session=True,
            # So that Ctrl-C reaches it: the terminal becomes its controlling one.
            preexec_fn=lambda: ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no threads here
        )  # fmt: skip
        os.close(inside)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.program.poll() is None:
            self.program.send_signal(signal.SIGKILL)
        self.program.wait(10)
        os.close(self._keys)

    @property
    def text(self) -> str:
        """All lines, from the first that scrolled away to the last on the screen, without spaces at their ends."""
        above = ["".join(line[n].data for n in range(self.screen.columns)) for line in self.screen.history.top]
        return "\n".join(line.rstrip() for line in [*above, *self.screen.display])

    def press(self, keys: str) -> None:
        """Press keys."""
        os.write(self._keys, keys.encode())

    def say(self, message: str) -> None:
        """Type a message and send it, once somebody waits for it."""
        self.prompted()
        line = f"> {message[:20]}"
        before = self.text.count(line)
        self.press(message + ENTER)
        self._wait_for(lambda: self.text.count(line) > before)

    def prompted(self) -> None:
        """Wait for an empty prompt: what is typed earlier is forgotten."""
        self._wait_for(lambda: self.screen.display[self.screen.cursor.y].rstrip() == ">")

    def _wait_for(self, fact: Callable[[], bool], seconds: float = 20) -> None:
        end = time.monotonic() + seconds
        while not fact():
            assert time.monotonic() < end, f"it never came so far:\n{self.text}"
            self._read(0.05)

    def until(self, wanted: str, seconds: float = 20) -> str:
        """Wait until this is on the screen; gives all its text."""
        end = time.monotonic() + seconds
        while wanted not in self.text:
            left = end - time.monotonic()
            assert left > 0, f"{wanted!r} never came:\n{self.text}"
            assert self._read(min(left, 0.1)) or self.program.poll() is None, (
                f"it ended before {wanted!r}:\n{self.text}"
            )
        return self.text

    def settle(self, seconds: float = 0.3) -> str:
        """Wait until nothing came for so long; gives the text."""
        while self._read(seconds):
            continue
        return self.text

    def end(self, seconds: float = 20) -> int:
        """Wait until the program ends; gives its exit status."""
        end = time.monotonic() + seconds
        while self.program.poll() is None:
            assert time.monotonic() < end, f"it doesn't end:\n{self.text}"
            self._read(0.05)
        while self._read(0.05):
            continue
        return self.program.returncode

    def _read(self, seconds: float) -> bool:
        if not select.select([self._keys], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._keys, 65536)
        except OSError:  # the program is gone
            return False
        self.raw += data
        self._stream.feed(data)
        return bool(data)
