"""The coach's clock: the computer's, or the one moment that COACH_NOW names."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from ..domain.errors import WrongInput
from ..domain.week import FIRST_YEAR, LAST_YEAR


def clock(environment: Mapping[str, str]) -> Callable[[], datetime]:
    """A function that gives the time in UTC.

    Raises:
        WrongInput: COACH_NOW is set and is no ISO 8601 moment with its offset from UTC.
    """
    said = environment.get("COACH_NOW", "").strip()
    if not said:
        return lambda: datetime.now(UTC)
    todo = "Write it with its offset, as 2026-11-24T19:00+01:00."
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise WrongInput(f"COACH_NOW is {said[:60]!r}, which is no moment.", todo) from None
    if moment.tzinfo is None:
        raise WrongInput(f"COACH_NOW is {said[:60]!r}, without an offset from UTC.", todo)
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        raise WrongInput(f"COACH_NOW is in {moment.year}.", f"Name a year from {FIRST_YEAR + 1} to {LAST_YEAR - 1}.")
    stopped = moment.astimezone(UTC)
    return lambda: stopped
