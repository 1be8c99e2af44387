"""A coach's home for fuzzing, with odd files beside it, and what must hold whatever happens."""

import os
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coach_runner import CoachRunner, Outcome
from hypothesis import HealthCheck, Phase, settings

STEERING = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")

# Shrinking a life takes minutes and shortens little.
fast = settings(phases=[Phase.explicit, Phase.generate], max_examples=40, suppress_health_check=list(HealthCheck))
at_length = settings(
    settings.get_profile("fuzz"), phases=fast.phases, max_examples=1200, suppress_health_check=list(HealthCheck)
)


@contextmanager
def sandbox(template: Path) -> Iterator[CoachRunner]:
    """A coach of its own with odd files beside it, in a folder that is the current one meanwhile."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            shutil.copytree(template, "home")
            Path("a folder").mkdir()
            Path("binary").write_bytes(bytes(range(256)) * 9)
            Path("empty").touch()
            Path("text.yaml").write_text("name: Grace\n", "utf-8")
            Path("loop").symlink_to("loop")
            os.mkfifo("pipe")
            yield CoachRunner(Path(folder) / "home", settings={"VISUAL": "true", "EDITOR": "true", "HOME": folder})
        finally:
            os.chdir(before)


def is_harmless(text: str) -> bool:
    return all(c == "\n" or unicodedata.category(c) not in STEERING for c in text)


def check(arguments: tuple[str, ...], outcome: Outcome) -> None:
    assert outcome.status in (0, 1, 2, 130)
    assert "Traceback" not in outcome.err
    assert is_harmless(outcome.err)
    assert len(outcome.err) < 2500, "a sentence, not a copy of what was typed"
    assert is_harmless(outcome.out)
    if "--json" in arguments and "--" not in arguments:
        assert outcome.status == 0 or outcome.out == ""
    if outcome.status:
        assert outcome.err.strip(), "it says what is wrong"
