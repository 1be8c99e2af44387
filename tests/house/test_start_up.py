"""A command pays only for what it uses: which modules the light ones may import."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "langchain langchain_core langchain_ollama langchain_openai langgraph langsmith openai ollama httpx httpx2 requests "
    "apscheduler arxiv pydantic icalendar alembic jinja2 psycopg"
)
RUN = """
import sys
from studycoach.app.main import main
sys.argv = ["coach", *sys.argv[1:]]
try:
    main()
finally:
    print("MODULES", *sys.modules)
"""


def imported(*arguments: str, home: Path) -> set[str]:
    """The modules that a command has imported when it ends well."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("COACH", "OPENAI", "OLLAMA"))
    }
    environment |= {"COACH_HOME": str(home), "COACH_NOW": "2026-11-24T09:00:00+01:00"}
    command = [sys.executable, "-c", RUN, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, cwd=home, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("MODULES ")[2].split())


@pytest.mark.parametrize("flag", ["--help", "--version"])
def test_help_and_version_import_nothing_heavy(tmp_path: Path, flag: str) -> None:
    modules = imported(flag, home=tmp_path)
    assert "click" in modules
    assert modules & {*HEAVY.split(), "sqlalchemy", "yaml", "msgspec", "fsrs"} == set()


def test_today_and_a_kept_plan_import_nothing_heavy(tmp_path: Path) -> None:
    assert "sqlalchemy" in imported("plan", home=tmp_path)
    assert imported("today", home=tmp_path) & set(HEAVY.split()) == set()
    assert imported("plan", home=tmp_path) & set(HEAVY.split()) == set()
