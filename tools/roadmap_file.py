"""Roadmap files: read, checked, and every problem named with its line; and the roadmaps that come with the coach."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from .. import roadmaps
from ..domain.errors import WrongInput, did_you_mean
from ..domain.roadmap import Roadmap
from ..domain.roadmap_check import problems
from .yaml_file import WrongFile, parse_yaml, read_text
from .yaml_shape import safe


def read_roadmap(path: Path) -> Roadmap:
    """The roadmap in a file.

    Raises:
        WrongInput: the file can't be read or its roadmap can't be planned; names the file, the line and what to
            write instead, and says how many more problems there are.
    """
    return _parse(read_text(path, what="The roadmap"), safe(path.name))


def check_roadmap(path: Path) -> tuple[str, ...]:
    """Every problem of a roadmap file as one line with file, line and what to write instead; none when it is good.

    Raises:
        WrongInput: there is no file that can be read.
    """
    text = read_text(path, what="The roadmap")
    try:
        _parse(text, safe(path.name))
    except WrongFile as error:
        return error.places
    except WrongInput as error:
        return (str(error),)
    return ()


def shipped_names() -> tuple[str, ...]:
    """The ids of the roadmaps that come with the coach, in order."""
    return tuple(sorted(_shipped()))


def read_shipped(name: str) -> Roadmap:
    """A roadmap that comes with the coach, by its id.

    Raises:
        WrongInput: there is none of that name; offers the nearest.
    """
    shipped = _shipped()
    if name not in shipped:
        todo = did_you_mean(name, shipped) or f"There are {', '.join(sorted(shipped))}."
        raise WrongInput(f"No roadmap {safe(name, 60)!r} comes with the coach.", todo)
    return _parse(shipped[name].read_text(encoding="utf-8"), f"{name}.yaml")


def _shipped() -> dict[str, Traversable]:
    return {f.name.removesuffix(".yaml"): f for f in files(roadmaps).iterdir() if f.name.endswith(".yaml")}


def _parse(text: str, source: str) -> Roadmap:
    roadmap, lines = parse_yaml(text, Roadmap, source=source)
    found = problems(roadmap)
    if found:
        raise WrongFile(tuple((f"{source}, line {lines.at(*p.path)}: {p.what}", p.todo) for p in found))
    return roadmap
