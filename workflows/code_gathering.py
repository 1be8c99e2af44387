"""What is to be reviewed, gathered from wherever it is: a working tree, files, a patch, a pull request."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..tools import source
from ..tools.github_address import GithubAddress
from ..tools.source import Gathered, ReviewLimits
from ..tools.type_check import TypeChecker


@dataclass(frozen=True, slots=True)
class Wish:
    """What a learner wants to be reviewed, seen from a folder.

    `names` are paths, or the one revision (`main`, `main..HEAD`), or the address of a pull request; `patch` is the text
    of a unified diff. `types` names the tool that checks types, if one shall; `runs_tests` that the learner's tests may be
    run; `against` a milestone, project or stage to compare with.
    """

    how: Literal["uncommitted", "staged", "between", "paths", "patch", "pull request"]
    folder: Path
    names: tuple[str, ...] = ()
    patch: str = ""
    types: TypeChecker | None = None
    runs_tests: bool = False
    against: str = ""


def gather(wish: Wish, github: GithubAddress, environment: Mapping[str, str]) -> Gathered:
    """The sources that are meant; `environment` is what git is given of it. Raises WrongInput when there is no such thing, CoachError when it can't be had."""
    limits = ReviewLimits(environment=environment)
    match wish.how:
        case "uncommitted":
            return source.uncommitted(wish.folder, limits)
        case "staged":
            return source.staged(wish.folder, limits)
        case "between":
            return source.between(wish.folder, wish.names[0], limits)
        case "paths":
            return source.paths(wish.folder, wish.names, limits)
        case "patch":
            from ..tools.patch import from_patch

            return from_patch(wish.patch, wish.folder, limits)
        case "pull request":
            from ..tools.pull_request import pull_request

            return pull_request(wish.names[0], api=github.api, token=github.token, seconds=60, limits=limits)
