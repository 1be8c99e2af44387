"""The examples for routing: strictly read, enough of them in every language, and no topic that decides alone."""

from pathlib import Path

import pytest
import yaml

from studycoach.domain.steps import AGENTS
from studycoach.prompts.examples import routing_examples
from studycoach.prompts.library import FOLDER, PromptError

LANGUAGES = {"en", "es", "de", "fr", "hi", "zh", "ja"}
GOOD = {agent: {"en": [f"{agent} please"], "de": [f"{agent} bitte"]} for agent in AGENTS}


def write(folder: Path, content: object) -> Path:
    text = content if isinstance(content, str) else yaml.safe_dump(content)
    (folder / "routes.yaml").write_text(text, encoding="utf-8")
    return folder


def test_examples_come_in_the_order_of_the_file(tmp_path):
    listed = "\n".join(f"{agent}:\n  en: [{agent} please]\n  de: [{agent} bitte]" for agent in AGENTS)
    found = routing_examples(write(tmp_path, listed))
    assert found[:3] == (
        ("planner", "planner please"),
        ("planner", "planner bitte"),
        ("paper_reader", "paper_reader please"),
    )
    assert len(found) == 2 * len(AGENTS)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("planner: [", "can't be read"),
        ("", "exactly the agents"),
        ({"planner": GOOD["planner"]}, "exactly the agents"),
        ({**GOOD, "cook": {"en": ["soup"]}}, "exactly the agents"),
        ({**GOOD, "tutor": ["hello"]}, "listed by language"),
        ({**GOOD, "tutor": {}}, "tutor has no messages"),
        ({**GOOD, "tutor": {"en": []}}, "listed by language"),
        ({**GOOD, "tutor": {"en": "hello"}}, "listed by language"),
        ({**GOOD, "tutor": {"en": ["  "]}}, "is no message"),
        ({**GOOD, "tutor": {"en": [True]}}, "True is no message"),
        ({**GOOD, "tutor": {"en": ["Hi  there", "hi there"]}}, "twice"),
        ({**GOOD, "tutor": {"en": ["planner please"]}}, "twice"),
    ],
)
def test_a_file_that_is_not_as_it_must_be_is_refused(tmp_path, content, told):
    with pytest.raises(PromptError, match=told):
        routing_examples(write(tmp_path, content))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(PromptError, match="can't be read"):
        routing_examples(tmp_path)


def test_every_agent_has_many_examples_in_every_language():
    content = yaml.safe_load((FOLDER / "routes.yaml").read_text(encoding="utf-8"))
    for agent in AGENTS:
        assert set(content[agent]) == LANGUAGES
        assert all(len(listed) >= 35 for listed in content[agent].values()), agent


@pytest.mark.parametrize("topic", ["LoRA", "RAG", "SQL", "pandas", "docker", "attention"])
def test_a_topic_stands_with_several_agents(topic):
    assert len({agent for agent, text in routing_examples() if topic.casefold() in text.casefold()}) >= 3
