"""`coach review`: look at code, and what was found before."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ... import __version__
from ...domain.errors import WrongInput
from ...domain.finding import SEVERITIES
from ..bootstrap import tell_problems
from ..render import say_json, say_wrapped
from ..reviews import Reviews, open_reviews
from ..standard_input import read_input

if TYPE_CHECKING:
    from ...tools.type_check import TypeChecker
    from ...workflows.code_gathering import Wish
    from ...workflows.code_review import Reviewed

MOST_PATCH = 20_000_000
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")


class ReviewGroup(click.Group):
    """`coach review` itself is a command with options; the words of its own commands come before paths."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What isn't the name of a command is what to review."""
        asks_help = args[:1] in (["--help"], ["-h"])
        named = args[:1] and args[0] in self.commands
        return super().parse_args(ctx, args if named or asks_help else ["", *args])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands that have a name."""
        return [name for name in super().list_commands(ctx) if name]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The two ways to call it."""
        formatter.write_usage(ctx.command_path, "[OPTIONS] [PATH]...")
        formatter.write_usage(ctx.command_path, "show|dismiss ID")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options of the review, then the other commands."""
        code.format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


@click.group(cls=ReviewGroup, epilog="Example: coach review train.py --fix")
def review() -> None:
    """Look at your code: a few findings that are true, each with the idea behind it.

    Without a PATH: what you have changed since the last commit, new files too. PATH may be a file, a folder, a notebook,
    a range of commits (main..HEAD), or - for a patch on standard input. Nothing of yours is run.
    """


@review.command("", epilog="Example: coach review train.py --fix")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--staged", is_flag=True, help="What is staged for the next commit.")
@click.option("--since", metavar="REV", help="What has changed since this commit, branch or tag.")
@click.option("--pr", metavar="URL", help="A pull request on GitHub; it is only read.")
@click.option("--against", metavar="NAME", help="Compare with a milestone, project or stage: what is still missing?")
@click.option("--all", "shows_all", is_flag=True, help="Show all findings, not only the first five.")
@click.option("--fix", is_flag=True, help="Print a patch with the fixes that are certain; `git apply` takes it.")
@click.option("--types", type=click.Choice(["ty", "mypy"]), help="Check types too, with this tool.")
@click.option("--run-tests", is_flag=True, help="Run your tests too, in a sandbox without network.")
@click.option("--json", "as_json", is_flag=True, help="Print all findings as JSON.")
@click.option("--sarif", "as_sarif", is_flag=True, help="Print them as SARIF 2.1.0, for editors and GitHub.")
@click.option("--github", "as_github", is_flag=True, help="Print the body of a review for GitHub's API.")
@click.option(
    "--fail-on", metavar="SEVERITY", type=click.Choice(SEVERITIES), help="Exit 1 if one is as bad: bug … style."
)
@click.option("--no-memory", is_flag=True, help="Keep nothing, compare with nothing; needs no database.")
@click.option("--history", is_flag=True, help="Show what was found before.")
def code(paths: tuple[str, ...], **options: Any) -> int:
    """Look at your code."""
    if options["history"]:
        return _history(options["as_json"])
    formats = [name for name in ("fix", "as_json", "as_sarif", "as_github") if options[name]]
    if len(formats) > 1:
        raise WrongInput("--fix, --json, --sarif and --github print different things.", "Take one of them.")
    wish = _wish(paths, **{key: options[key] for key in ("staged", "since", "pr", "types", "run_tests", "against")})
    with open_reviews(without_memory=options["no_memory"]) as reviews:
        done = reviews.review(wish)
        _show(
            done,
            reviews,
            formats[0] if formats else "",
            shows_all=options["shows_all"],
            reviews_changes=wish.how != "paths",
        )
    from ...domain.review import at_least

    bad = at_least(options["fail_on"]) if options["fail_on"] else frozenset()
    return int(any(finding.severity in bad for finding in done.review.findings))


def _wish(
    paths: tuple[str, ...], *, staged: bool, since: str | None, pr: str | None, types: "TypeChecker | None", run_tests: bool,
    against: str | None,
) -> "Wish":  # fmt: skip
    from ...workflows.code_gathering import Wish

    for option, value in (("--since", since), ("--pr", pr), ("--against", against)):
        if value is not None and not value.strip():
            raise WrongInput(f"{option} names nothing.", "Say what is meant, or leave it out.")
    given = (("PATH", paths), ("--staged", staged), ("--since", since), ("--pr", pr))
    meant = [name for name, is_there in given if is_there]
    if len(meant) > 1:
        raise WrongInput(f"{' and '.join(meant)} name two things to review.", "Take one of them.")
    wish = Wish("uncommitted", _folder(), types=types, runs_tests=run_tests, against=against or "")
    if pr:
        return replace(wish, how="pull request", names=(pr,))
    if since:
        return replace(wish, how="between", names=(since,))
    if paths == ("-",):
        return replace(wish, how="patch", patch=_patch())
    if len(paths) == 1 and ".." in paths[0] and not _is_path(paths[0]):
        return replace(wish, how="between", names=paths)
    return replace(wish, how="staged" if staged else "paths" if paths else "uncommitted", names=paths)


def _folder() -> Path:
    try:
        return Path.cwd()
    except OSError:
        raise WrongInput("The current folder is gone.", "Go to one that is there.") from None


def _is_path(name: str) -> bool:
    """Whether it is meant as a path: `..` and `../shop` are, `main..HEAD` isn't."""
    return name == ".." or name.startswith("../") or "/.." in name or os.path.lexists(name)


def _patch() -> str:
    if sys.stdin is None:
        raise WrongInput("There is no standard input to read a patch from.")
    data = read_input(MOST_PATCH + 1)
    if len(data) > MOST_PATCH:
        raise WrongInput("The patch is larger than 20 MB.", "Review it in parts.")
    return data.decode("utf-8", "replace")


def _show(done: "Reviewed", reviews: Reviews, as_what: str, *, shows_all: bool, reviews_changes: bool) -> None:
    tell_problems(done.problems)
    match as_what:
        case "as_json":
            from ..review_json import reviewed_json

            say_json(reviewed_json(done))
        case "as_sarif":
            from ...tools.sarif import sarif

            say_json(sarif(done.review, done.sources, __version__))
        case "as_github":
            from ...tools.github_review import github_review

            say_json(github_review(done.review, done.sources, is_diff=reviews_changes))
        case "fix":
            from ...tools.code_fix import all_fixes
            from ..review_view import show_fixes

            show_fixes(all_fixes([f.fix for f in done.review.findings if f.fix], tuple(done.sources.values())))
        case _:
            from ..review_view import show_reviewed

            show_reviewed(done, reviews.roadmap(), shows_all=shows_all, today=reviews.today())


def _history(as_json: bool) -> int:
    from ..review_json import kept_json
    from ..review_view import show_history

    with open_reviews() as reviews:
        kept = reviews.history()
        if as_json:
            say_json({"findings": [kept_json(one, reviews.zone) for one in kept]})
        else:
            show_history(kept, reviews.zone)
    return 0


@review.command(epilog="Example: coach review show f3a91c2b1d")
@click.argument("finding", metavar="ID")
@AS_JSON
def show(finding: str, as_json: bool) -> None:
    """Show a finding again, with all that is kept about it."""
    from ..review_json import kept_json
    from ..review_view import show_kept

    with open_reviews() as reviews:
        kept = reviews.find(finding)
        if as_json:
            say_json(kept_json(kept, reviews.zone))
        else:
            show_kept(kept, reviews.roadmap(), reviews.zone)


@review.command(epilog='Example: coach review dismiss f3a91c2b1d --why "the frame is sorted by hand"')
@click.argument("finding", metavar="ID")
@click.option("--why", required=True, metavar="TEXT", help="Why it isn't true, or doesn't matter here.")
@AS_JSON
def dismiss(finding: str, why: str, as_json: bool) -> None:
    """Say that a finding is wrong or doesn't matter: it isn't shown again for that place."""
    from ..review_json import kept_json

    with open_reviews() as reviews:
        kept = reviews.dismiss(finding, why)
        if as_json:
            say_json(kept_json(kept, reviews.zone))
        else:
            say_wrapped(f"Dismissed: {kept.finding.title} ({kept.finding.at}). It isn't shown there again.")
