"""Model calls and tokens of ten conversations, ours beside langgraph-supervisor's and deepagents': see README.md."""

import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from operator import add
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
sys.path.append(str(Path(__file__).resolve().parents[2] / "tests" / "servers"))
import ours
import rivals
from counting import CountingStub
from machine import print_machine
from script import Conversation, read_conversations

from studycoach.tools.roadmap_file import read_shipped

OURS = "study-coach"
Build = Callable[[rivals.Script, CountingStub, str, str], rivals.Rival]
Used = tuple[int, ...]


@dataclass(frozen=True)
class Played:
    """One conversation with our coach: calls, tokens in and tokens out, and for each turn what was told."""

    used: Used
    turns: list[ours.Told]


def play_ours(conversation: Conversation) -> Played:
    """The conversation with our coach, in a home of its own."""
    script = ours.Script()
    with (
        tempfile.TemporaryDirectory() as home,
        CountingStub(script.answer) as stub,
        ours.opened(Path(home), {"OPENAI_BASE_URL": stub.v1}) as coach,
    ):
        told = []
        for turn in conversation.turns:
            script.begin(turn)
            told.append(coach.say(turn))
        return Played(stub.used(), told)


def play_theirs(build: Build, conversation: Conversation, told: list[ours.Told], *, one_at_a_time: bool) -> Used:
    """The conversation with a rival, whose planner is told what ours told."""
    script = rivals.Script(one_at_a_time=one_at_a_time)
    roadmap = read_shipped(ours.ROADMAP)
    with CountingStub(script.answer) as stub:
        rival = build(script, stub, roadmap.title, roadmap.stages[0].title)
        for turn, said in zip(conversation.turns, told, strict=True):
            script.begin(turn, said.of_planner)
            rival.say("compare", turn.say)
        return stub.used()


def columns(conversation: Conversation) -> Iterator[tuple[str, Used, list[str]]]:
    """For each program its name, what it used, and what was not as planned."""
    played = play_ours(conversation)
    odd = [
        f"{turn.say[:60]!r} went to {', '.join(told.steps)} ({told.decided_by})"
        for turn, told in zip(conversation.turns, played.turns, strict=True)
        if told.steps != turn.steps
    ]
    odd += [
        f"{turn.say[:60]!r} " + ("asked for a yes" if told.asked else "asked for no yes")
        for turn, told in zip(conversation.turns, played.turns, strict=True)
        if turn.agrees != told.asked
    ]
    yield OURS, played.used, odd
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, build, one_at_a_time in (
            ("langgraph-supervisor", rivals.with_supervisor, True),
            ("deepagents", rivals.with_deepagents(files=True), False),
            ("deepagents, no files", rivals.with_deepagents(files=False), False),
        ):
            yield name, play_theirs(build, conversation, played.turns, one_at_a_time=one_at_a_time), []


def main() -> None:
    """Play all conversations, and print what each program used."""
    print_machine()
    print(
        ", ".join(
            f"{name} {version(name)}" for name in ("langgraph-supervisor", "deepagents", "langgraph", "langchain")
        )
    )
    conversations = read_conversations()
    turns = sum(len(conversation.turns) for conversation in conversations)
    print(f"{len(conversations)} conversations, {turns} turns; calls / tokens in and out\n")
    totals: dict[str, Used] = {}
    all_odd: list[str] = []
    for n, conversation in enumerate(conversations):
        row = []
        for name, used, odd in columns(conversation):
            totals[name] = tuple(map(add, totals.get(name, (0, 0, 0)), used))
            row.append(used)
            all_odd += odd
        if n == 0:
            print(f"{'':44}" + "".join(f"{name:>24}" for name in totals))
        print(f"{conversation.name:44}" + "".join(f"{used[0]:9} / {sum(used[1:]):12,}" for used in row))
    print(f"{'all':44}" + "".join(f"{used[0]:9} / {sum(used[1:]):12,}" for used in totals.values()))
    print(f"{'per turn':44}" + "".join(f"{u[0] / turns:9.2f} / {sum(u[1:]) / turns:12,.0f}" for u in totals.values()))
    own = totals[OURS]
    print(f"\n{OURS} needs, for each call and token of (aims: 0.33 and 0.25)")
    for name, used in totals.items():
        if name != OURS:
            print(f"  {name:24}{own[0] / used[0]:8.2f} calls{sum(own[1:]) / sum(used[1:]):8.2f} tokens")
    if all_odd:
        print("\nNot as planned with us, so these cost less or more than they should:\n  " + "\n  ".join(all_odd))


if __name__ == "__main__":
    main()
