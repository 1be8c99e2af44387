"""A project against a milestone: gather the whole project → compare by rules → let a model judge."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Final

from ..agents.milestone_reviewer import compared
from ..domain.code_mentions import Project
from ..domain.milestone_check import Against, by_rules, meant
from ..domain.roadmap import Roadmap
from ..llm.asking import Model
from ..tools.project_files import file_names, readmes
from ..tools.source import Gathered, ReviewLimits, paths

_NO_ENVIRONMENT: Final[Mapping[str, str]] = MappingProxyType({})


def against(
    roadmap: Roadmap,
    name: str,
    gathered: Gathered,
    model: Model | None,
    tell: Callable[[str], None],
    seconds: float,
    *,
    is_whole: bool = False,
    environment: Mapping[str, str] = _NO_ENVIRONMENT,
) -> tuple[Against, ...]:
    """The project that the gathered sources belong to, against what `name` means: a milestone, a project, or all of a
    stage.

    What changed shows little of a project, so all code below the root is read; unless the sources are what the learner
    named, `is_whole`: then they are the project, with the other files in the folder that holds them all. `environment` is
    what git is given of it. A model, if there is one, has so many seconds for everything.

    Raises:
        WrongInput: the roadmap has no such thing.
        Stopped: the model was told to stop.
    """
    items = meant(roadmap, name)
    project = _project(gathered, environment, is_whole=is_whole)
    made = [by_rules(item, project) for item in items]
    if model is not None:
        until = model.pacing.clock() + seconds
        for number, one in enumerate(made):
            share = (until - model.pacing.clock()) / (len(made) - number)
            made[number] = compared(model, one, project.code, seconds=share, tell=tell)
    return tuple(made)


def _project(gathered: Gathered, environment: Mapping[str, str], *, is_whole: bool) -> Project:
    root = gathered.root
    if root is None or not root.is_dir():
        return Project(gathered.sources)
    sources = gathered.sources if is_whole else paths(root, (".",), ReviewLimits(environment=environment)).sources
    folder = _folder(gathered) if is_whole else PurePosixPath()
    names = tuple((folder / name).as_posix() for name in file_names(root / folder))
    return Project((*sources, *readmes(root, names)), names)


def _folder(gathered: Gathered) -> PurePosixPath:
    """The folder, from the root, that holds all sources."""
    folders = [str(Path(source.path).parent) for source in gathered.sources]
    return PurePosixPath(os.path.commonpath(folders)) if folders else PurePosixPath()
