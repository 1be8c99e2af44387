"""A digest that is kept, and its file: a projection of the database, made anew when it is missing. It needs no graph."""

import re
from datetime import date

from ..domain.digest import Digest
from ..domain.errors import CoachError, WrongInput
from ..domain.week import Week
from ..memory import digests, learners
from .services import Services


def kept_digest(services: Services, learner_id: int, period: str) -> Digest | None:
    """The digest that is kept of that day or week. Raises WrongInput when it is no period."""
    with services.database.read() as db:
        return digests.find(db, learner_id, checked_period(period))


def checked_period(text: str) -> str:
    """A day (2026-11-28) or a week (2026-W48), as it is kept. Raises WrongInput when it is neither."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip(), re.ASCII):
        try:
            return date.fromisoformat(text.strip()).isoformat()
        except ValueError:
            raise WrongInput(f"{text.strip()} is no day.", "Write it as 2026-11-28.") from None
    try:
        return str(Week.parse(text))
    except WrongInput as wrong:
        raise WrongInput(
            f"{text[:40]!r} is neither a day nor a week.", "Write it as 2026-11-28 or 2026-W48."
        ) from wrong


def write_digest_file(services: Services, learner_id: int, digest: Digest) -> str:
    """Writes `digests/PERIOD.md`; a sentence when it can't be written, since the database is what counts."""
    from ..tools.digest_file import digest_markdown
    from ..tools.files import write_atomically

    if not digest.papers:
        return ""
    with services.database.read() as db:
        name = learners.find(db, learner_id).learner.name
    try:
        write_atomically(services.digests / f"{digest.period}.md", digest_markdown(digest, learner=name).encode())
    except CoachError as error:
        return str(error)
    return ""
