"""Reads the messages by which routing without a model decides: routes.yaml, by agent and language."""

from pathlib import Path
from typing import Any, get_args

from ..domain.steps import Agent
from .library import FOLDER, PromptError

_NAME = "routes.yaml"


def routing_examples(folder: Path = FOLDER) -> tuple[tuple[Agent, str], ...]:
    """Messages with the agent that answers each, in the order of the file.

    Raises PromptError when the file is missing or wrong: an unknown agent, one without examples, an empty or repeated one.
    """
    import yaml

    try:
        text = (folder / _NAME).read_text(encoding="utf-8")
        # The C loader, where there is one, reads the file ten times as fast.
        content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise PromptError(f"{_NAME} can't be read: {error}") from error
    if not isinstance(content, dict) or set(content) != set(get_args(Agent)):
        raise PromptError(f"{_NAME} has exactly the agents {', '.join(get_args(Agent))}")
    found = [(agent, message) for agent in content for message in _messages(agent, content[agent])]
    _refuse_repeated([message for _, message in found])
    return tuple(found)


def _messages(agent: str, languages: Any) -> list[str]:
    if not isinstance(languages, dict) or not all(isinstance(listed, list) and listed for listed in languages.values()):
        raise PromptError(f"{_NAME}: {agent} has messages, listed by language")
    messages = [message for listed in languages.values() for message in listed]
    for message in messages:
        if not isinstance(message, str) or not message.strip():
            raise PromptError(f"{_NAME}: {agent}: {message!r} is no message; put it in quotes")
    if not messages:
        raise PromptError(f"{_NAME}: {agent} has no messages")
    return messages


def _refuse_repeated(messages: list[str]) -> None:
    seen: set[str] = set()
    for message in messages:
        if (folded := " ".join(message.casefold().split())) in seen:
            raise PromptError(f"{_NAME}: {message!r} stands there twice")
        seen.add(folded)
