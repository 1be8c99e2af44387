"""Reads the prompts: one Markdown file each, with front matter, then words with `$name` for the inputs."""

from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

FOLDER = Path(__file__).parent
FIELDS = ("version", "used_by", "inputs")


class PromptError(ValueError):
    """A prompt file, or the inputs given to a prompt, are not what they must be. A mistake in the code."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One file of words. `used_by` is the module that asks with it, as in agents/planner.py."""

    name: str
    version: int
    used_by: str
    inputs: tuple[str, ...]
    words: str

    def __str__(self) -> str:
        """The name that a run records, as in write_sessions@3."""
        return f"{self.name}@{self.version}"

    def fill(self, **inputs: str) -> str:
        """The words with every input in its place; a `$` inside an input stays as it is.

        Raises PromptError unless exactly the inputs of the front matter are given.
        """
        if set(inputs) != set(self.inputs):
            raise PromptError(f"{self} takes {sorted(self.inputs)}, not {sorted(inputs)}")
        return Template(self.words).substitute(inputs)


def load(name: str, folder: Path = FOLDER) -> Prompt:
    """The prompt of that name. Raises PromptError when its file is missing or wrong."""
    import yaml

    try:
        opening, header, words = (folder / f"{name}.md").read_text(encoding="utf-8").split("---\n", 2)
        fields = yaml.safe_load(header)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise PromptError(f"{name}.md has no front matter between two lines of ---: {error}") from error
    if opening or not isinstance(fields, dict) or set(fields) != set(FIELDS):
        raise PromptError(f"{name}.md: the front matter has exactly {', '.join(FIELDS)}")
    return _checked(name, fields, words.strip())


def _checked(name: str, fields: dict[str, Any], words: str) -> Prompt:
    version, used_by, inputs = (fields[key] for key in FIELDS)
    if type(version) is not int or version < 1:
        raise PromptError(f"{name}.md: version is a whole number from 1")
    if not isinstance(used_by, str) or not isinstance(inputs, list) or not all(isinstance(i, str) for i in inputs):
        raise PromptError(f"{name}.md: used_by is a module's path and inputs is a list of names")
    template = Template(words)
    if not words or not template.is_valid():
        raise PromptError(f"{name}.md: there must be words, and a dollar sign that isn't an input is written $$")
    if (found := sorted(template.get_identifiers())) != sorted(inputs):
        raise PromptError(f"{name}.md: inputs are {sorted(inputs)}, but the words have {found}")
    return Prompt(name, version, used_by, tuple(inputs), words)


def faults(folder: Path = FOLDER, package: Path = FOLDER.parent) -> tuple[str, ...]:
    """What is wrong with the prompts of a folder, one sentence each: bad files, and prompts that their module never loads."""
    found = []
    for name in sorted(path.stem for path in folder.glob("*.md")):
        try:
            module = package / load(name, folder).used_by
        except PromptError as error:
            found.append(str(error))
            continue
        if not module.is_file() or f'"{name}"' not in module.read_text(encoding="utf-8"):
            found.append(f'{name}.md: {module.relative_to(package)} doesn\'t load "{name}"')
    return tuple(found)
