"""`coach backup`, `coach export`, `coach import` and `coach erase`: the data is the learner's."""

import shutil
from pathlib import Path

import click

from ...domain.errors import CoachError, WrongInput
from ..bootstrap import expanded, open_coach
from ..render import asks, note, say_wrapped

MADE_BY_COACH = (
    "locks",
    "chat_history",
    "letter.html",
    "logs",
    "coach.db",
    "coach.db-wal",
    "coach.db-shm",
    "coach.db-journal",
    "plans",
    "inbox",
    "backups",
    "digests",
    "drafts",
    "reviews",
)
UNFINISHED = ".coach-*.tmp*"  # what a command that was killed has left


@click.command(epilog="Example: coach backup ~/coach-before-summer.db")
@click.argument("target", type=click.Path(path_type=Path), required=False)
def backup(target: Path | None) -> None:
    """Copy the database to TARGET, or into the folder backups/."""
    from ...memory.backups import backup as copy
    from ...tools.files import cannot_write, make_folder

    with open_coach() as coach:
        folder = coach.home / "backups"
        if target is None:
            try:
                make_folder(folder)
            except OSError as error:
                raise cannot_write(folder, error) from error
        made = copy(coach.database, expanded(target or folder), coach.now())
        say_wrapped(f"Copied to {made}.")


@click.command(epilog="Example: coach export me.json")
@click.argument("file", type=click.Path(path_type=Path))
def export(file: Path) -> None:
    """Write all your data into FILE as readable JSON."""
    from ...memory.transfer import export_learner, to_json
    from ...tools.files import write_atomically

    with open_coach() as coach:
        stored = coach.needed_learner()
        path = expanded(file)
        if path.exists():
            raise WrongInput(f"{path} exists already.", "Name a file that doesn't exist yet.")
        if not path.absolute().parent.is_dir():
            raise WrongInput(f"There is no folder {path.absolute().parent}.", "Make it first, or name another file.")
        with coach.database.read() as db:
            document = to_json(export_learner(db, stored.id))
        write_atomically(path, document)
        say_wrapped(f"Written to {path}. `coach import` reads it into an empty coach.")


@click.command("import", epilog="Example: coach import me.json")
@click.argument("file", type=click.Path(path_type=Path))
def import_(file: Path) -> None:
    """Read an exported FILE into an empty coach."""
    from ...memory.transfer import import_learner
    from ...memory.transfer_document import MOST_BYTES
    from ...tools.yaml_file import read_text

    document = read_text(expanded(file), what="The export", most_bytes=MOST_BYTES).encode()
    with open_coach() as coach:
        with coach.database.write() as db:
            import_learner(db, document)
        say_wrapped(
            f"Welcome back, {coach.needed_learner().learner.name}. Your record and your plans are here again; "
            "letters that were delivered before stay where they were."
        )


@click.command(epilog="Example: coach erase")
@click.option("--yes", is_flag=True, help="Don't ask.")
def erase(yes: bool) -> None:
    """Delete everything the coach has of you: database, plans, letters and backups."""
    from ...memory.transfer import erase_learner

    with open_coach() as coach:
        stored = coach.needed_learner()
        home, own_file = coach.home, not coach.settings.database.url
        question = f"Delete everything that the coach has of {stored.learner.name}, backups too? It can't be undone."
        if not yes and not asks(question):
            note(
                "Nothing was deleted. `coach export` makes a copy first; `coach erase --yes` deletes without a question."
            )
            return
        with coach.database.write() as db:
            erase_learner(db, stored.id)
    made = [home / name for name in MADE_BY_COACH if own_file or not name.startswith("coach.db")]
    _delete([*made, *home.glob(UNFINISHED)])
    say_wrapped(f"Everything is deleted. Only your own settings, if any, are left in {home}.")


def _delete(paths: list[Path]) -> None:
    try:
        for path in paths:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    except OSError as error:
        raise CoachError(f"The database is empty, but {error.filename} can't be deleted: {error.strerror}.") from error
