"""The graph that langgraph.json names, as LangGraph's own server opens it."""

import asyncio
import importlib
import json
from pathlib import Path

import pytest
from coach_runner import CoachRunner

ROOT = Path(__file__).resolve().parents[2]


def test_a_server_opens_the_graph_and_gets_an_answer_to_a_message_alone(
    own_coach: CoachRunner, monkeypatch: pytest.MonkeyPatch
):
    own_coach.good("plan")
    for name, value in own_coach.environment.items():
        monkeypatch.setenv(name, value)
    module, _, name = json.loads((ROOT / "langgraph.json").read_text("utf-8"))["graphs"]["chat"].partition(":")
    opened = getattr(importlib.import_module(module), name)

    async def asked() -> dict:
        async with opened() as graph:
            return await graph.ainvoke({"message": "/today"})

    assert "Next step" in asyncio.run(asked())["results"]["1"]["text"]
