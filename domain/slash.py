"""The commands that can be typed in a conversation, all of them: completion, help and routing are made from this table."""

from dataclasses import dataclass
from typing import Literal

from .errors import WrongInput, did_you_mean
from .steps import Agent

Argument = Literal["", "text", "path", "session", "thread"]


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """One command. Without an `agent` the terminal itself carries it out; `argument` tells how to complete what follows."""

    name: str
    help: str
    agent: Agent | None = None
    hint: str = ""
    argument: Argument = ""


COMMANDS = (
    SlashCommand("plan", "this week's plan", "planner"),
    SlashCommand("today", "today's sessions and the next step", "planner"),
    SlashCommand("done", "say that a session was held", "planner", "ID [MINUTES]", "session"),
    SlashCommand("skip", "say that a session won't be held", "planner", "ID [WHY]", "session"),
    SlashCommand("replan", "plan the rest of the week anew", "planner"),
    SlashCommand("why", "why a session is in the plan", "planner", "ID", "session"),
    SlashCommand(
        "papers", "papers shown to you; with words or an id, find or read some", "paper_reader", "[WORDS]", "text"
    ),
    SlashCommand("review", "look at your code: what you changed, or files", "code_reviewer", "[PATH]", "path"),
    SlashCommand("draft", "draft a post (comes later)", "publisher", "ABOUT", "text"),
    SlashCommand("quiz", "be asked about a topic; /quiz stop ends it", "tutor", "TOPIC", "text"),
    SlashCommand("remember", "keep a fact about you", "tutor", "FACT", "text"),
    SlashCommand("memory", "what the coach keeps about you; with words, search it", "tutor", "[WORDS]", "text"),
    SlashCommand("forget", "delete a kept fact, the last one without a number", "tutor", "[NUMBER]"),
    SlashCommand("threads", "your conversations; with a name, go on with that one", None, "[NAME]", "thread"),
    SlashCommand("model", "the model at hand"),
    SlashCommand("context", "how much of the model's context is used"),
    SlashCommand("save", "write this conversation into a file", None, "FILE", "path"),
    SlashCommand("help", "this list"),
    SlashCommand("quit", "leave (Ctrl-D does too)"),
)


def parse_slash(message: str) -> tuple[SlashCommand, str] | None:
    """The command that a message is, with what follows it; None when it is no command.

    A path such as /etc/hosts is none. Raises WrongInput for a single word after a slash that no command has.
    """
    word, _, rest = message.strip().partition(" ")
    if not word.startswith("/") or "/" in word[1:] or not word[1:].isalpha():
        return None
    for command in COMMANDS:
        if command.name == word[1:].casefold():
            return command, rest.strip()
    hint = did_you_mean(word, [f"/{command.name}" for command in COMMANDS])
    raise WrongInput(f"There is no command {word[:40]}.", hint or "/help lists them all.")
