"""`--against`: the whole project counts, whatever of it is under review, and nothing outside of it."""

import os
from pathlib import Path

import pytest
from repositories import NEEDS_GIT, repository, write
from sample_projects import README, ROADMAP, SPAM, source

from studycoach.app.review_against import against_json, show_against
from studycoach.domain.errors import WrongInput
from studycoach.llm.scripted import ScriptedEndpoint, scripted_model
from studycoach.tools.against_text import against_lines
from studycoach.tools.source import Gathered, ReviewLimits, paths, uncommitted
from studycoach.workflows.code_against import against

LIMITS = ReviewLimits(environment={"PATH": os.environ.get("PATH", os.defpath)})


def states(made) -> list[str]:
    return [criterion.state for one in made for criterion in one.criteria]


def by_rules(gathered: Gathered, name: str = "spam-detector", **how):
    return against(ROADMAP, name, gathered, None, lambda _: None, 60.0, environment=LIMITS.environment, **how)


@NEEDS_GIT
def test_with_nothing_changed_the_whole_project_is_compared(tmp_path: Path):
    shop = repository(tmp_path / "spam", {"spam.py": SPAM, "README.md": README})
    gathered = uncommitted(shop, LIMITS)
    assert gathered.sources == ()
    assert states(by_rules(gathered)) == ["shown", "shown", "not shown"]


def test_a_named_folder_is_the_project_and_its_neighbours_show_nothing(tmp_path: Path):
    write(tmp_path, {"spam/spam.py": SPAM, "spam/README.md": README, "other/a.py": "mistakes = misclassified = 1\n"})
    named = paths(tmp_path, ("spam",), LIMITS)
    made = by_rules(named, is_whole=True)
    assert states(made) == ["shown", "shown", "not shown"]
    assert made[0].criteria[1].path == "spam/README.md"
    assert states(by_rules(named))[2] == "partly"


def test_without_files_at_hand_the_sources_are_all_there_is():
    gathered = Gathered("a patch", None, (source("spam.py", SPAM),), ())
    assert states(by_rules(gathered)) == ["shown", "partly", "not shown"]


def test_a_stage_is_compared_item_by_item(tmp_path: Path):
    made = by_rules(paths(tmp_path, (".",), LIMITS), "stage-2", is_whole=True)
    assert [one.item for one in made][-3:] == ["spam-detector", "fraud-detection", "price-prediction"]
    assert set(states(made)) == {"not shown"}


def test_an_unknown_name_is_told_before_anything_is_read(tmp_path: Path):
    with pytest.raises(WrongInput, match="spam-detector"):
        by_rules(Gathered("x", tmp_path / "none", (), ()), "spam-detektor")


def test_a_model_that_says_nothing_leaves_the_rules_word(tmp_path: Path):
    write(tmp_path, {"spam.py": SPAM, "README.md": README})
    model = scripted_model(ScriptedEndpoint(['{"demands": []}']))
    made = against(
        ROADMAP, "spam-detector", paths(tmp_path, (".",), LIMITS), model, lambda _: None, 60.0, is_whole=True
    )
    assert made == by_rules(paths(tmp_path, (".",), LIMITS), is_whole=True)


def test_it_is_told_on_the_screen_as_json_and_in_markdown(tmp_path: Path, capsys):
    write(tmp_path, {"[x](y)`.py": SPAM.replace("mark(mail", "mark(mail  #\x1b[31m\n ")})
    made = by_rules(paths(tmp_path, (".",), LIMITS), is_whole=True)
    show_against(made)
    screen = capsys.readouterr().out
    assert "Against Project: spam detector (spam-detector): 1 shown, 1 partly, 1 not shown" in screen
    assert "\x1b" not in screen
    told = against_json(made)["against"][0]
    assert (told["id"], told["written_by"]) == ("spam-detector", "rules")
    assert told["criteria"][0]["path"] == "[x](y)`.py"
    assert told["criteria"][2] == {
        "text": "five of its mistakes are explained", "state": "not shown", "path": None, "line": None, "cell": None, "quote": None,
        "why": "Nothing in the code speaks of wrong predictions picked out.",
    }  # fmt: skip
    page = "\n".join(against_lines(made))
    assert page.startswith("## Against Project: spam detector\n")
    assert "\\[x\\](y)?.py:" in page
    assert "\n[x](y)" not in page
