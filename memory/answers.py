"""Answers of models about inputs that don't change, shared by all learners."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from .database import Database
from .insertion import insert_or_change
from .tables import answers

_KEY = ("model", "prompt", "inputs")


class KeptAnswers:
    """The kept answers (`domain.ports.Cache`); each method is a transaction of its own."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def get(self, model: str, prompt: str, inputs: str) -> str | None:
        """The kept answer, or None."""
        this = (answers.c.model == model, answers.c.prompt == prompt, answers.c.inputs == inputs)
        with self._database.read() as db:
            return db.execute(select(answers.c.answer).where(*this)).scalar_one_or_none()

    def put(self, model: str, prompt: str, inputs: str, answer: str) -> None:
        """Keeps an answer, in place of an older one."""
        key = {"model": model, "prompt": prompt, "inputs": inputs}
        with self._database.write() as db:
            insert_or_change(db, answers, _KEY, key | {"answer": answer, "kept_at": self._now()})
