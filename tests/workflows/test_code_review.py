"""Reviews as they are kept: what is found, told again, dismissed and mended."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from repositories import NEEDS_GIT, repository

from studycoach.domain.errors import WrongInput
from studycoach.domain.review_rules import ReviewRules
from studycoach.memory import code_reviews, evidence
from studycoach.workflows import kept_reviews
from studycoach.workflows.code_gathering import Wish
from studycoach.workflows.code_review import Reviewed
from studycoach.workflows.services import Services

SCALED = """\
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def prepare(X, y):
    scaler = StandardScaler()
    X = scaler.fit_transform(X)
    return train_test_split(X, y, random_state=0)
"""
MENDED = """\
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def prepare(X, y):
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test), y_train, y_test
"""
RULE = "scaled-before-split"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    return folder


def reviewed(services: Services, learner_id: int, folder: Path, **files: str) -> Reviewed:
    """A review of a folder with these files, and those that it had before."""
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return kept_reviews.review(services, learner_id, Wish("paths", folder, (".",)))


def days_later(services: Services, days: int) -> Services:
    moment = services.now() + timedelta(days=days)
    return replace(services, now=lambda: moment)


def rules(done: Reviewed) -> list[str]:
    return [finding.rule for finding in done.review.findings]


def test_a_finding_stands_at_its_line_and_is_kept_with_a_page(
    services: Services, learner_id: int, folder: Path
) -> None:
    done = reviewed(services, learner_id, folder, train=SCALED)
    (finding,) = [one for one in done.review.findings if one.rule == RULE]
    assert (finding.path, finding.line, finding.severity) == ("train.py", 7, "leak")
    assert finding.quote == "X = scaler.fit_transform(X)"
    assert kept_reviews.find(services, learner_id, finding.id).finding.path == f"{folder.as_posix()}/train.py"
    (page,) = services.reviews.iterdir()
    assert "scaler.fit_transform(X)" in page.read_text()


def test_the_same_mistake_elsewhere_is_a_second_time_and_the_same_place_on_one_day_is_not(
    services: Services, learner_id: int, folder: Path
) -> None:
    first = reviewed(services, learner_id, folder, train=SCALED)
    again = reviewed(services, learner_id, folder)
    later = reviewed(days_later(services, 3), learner_id, folder, train=MENDED, other=SCALED)
    seen = [next(f for f in done.review.findings if f.rule == RULE).seen_before for done in (first, again, later)]
    assert seen == [0, 0, 1]


def test_what_is_mended_is_told_once_and_is_evidence(services: Services, learner_id: int, folder: Path) -> None:
    reviewed(services, learner_id, folder, train=SCALED)
    done = reviewed(services, learner_id, folder, train=MENDED)
    assert [one.rule for one in done.review.fixed] == [RULE]
    assert reviewed(services, learner_id, folder).review.fixed == ()
    with services.database.read() as db:
        kinds = [row.kind for row in evidence.all_of(db, learner_id) if row.rule == RULE]
    assert kinds == ["mistake_seen", "mistake_fixed"]


@pytest.mark.parametrize(
    "text", ["", "# nothing is left\n", SCALED.replace("(X)\n", "(X)  # coach: ignore\n"), "def f(:\n"]
)
def test_what_is_deleted_silenced_or_broken_is_not_mended(
    services: Services, learner_id: int, folder: Path, text: str
) -> None:
    reviewed(services, learner_id, folder, train=SCALED)
    done = reviewed(services, learner_id, folder, train=text)
    assert done.review.fixed == ()


def test_a_dismissed_finding_stays_away_from_its_place_only(services: Services, learner_id: int, folder: Path) -> None:
    done = reviewed(services, learner_id, folder, train=SCALED)
    name = next(one.id for one in done.review.findings if one.rule == RULE)
    kept_reviews.dismiss(services, learner_id, name, "the rows are independent")
    assert RULE not in rules(reviewed(services, learner_id, folder))
    assert rules(reviewed(services, learner_id, folder, other=SCALED)).count(RULE) == 1
    assert kept_reviews.find(services, learner_id, name).why == "the rows are independent"


def test_a_check_that_is_off_says_nothing_and_mends_nothing(services: Services, learner_id: int, folder: Path) -> None:
    reviewed(services, learner_id, folder, train=SCALED)
    without = replace(services, review=ReviewRules(disabled=(RULE,)))
    done = reviewed(without, learner_id, folder)
    assert RULE not in rules(done)
    assert done.review.fixed == ()


def test_reviews_don_t_pile_up_findings(services: Services, learner_id: int, folder: Path) -> None:
    for _ in range(3):
        reviewed(services, learner_id, folder, train=SCALED)
    with services.database.read() as db:
        assert len([k for k in code_reviews.kept(db, learner_id) if k.finding.rule == RULE]) == 1


def test_an_empty_review_says_what_was_looked_at(services: Services, learner_id: int, folder: Path) -> None:
    done = reviewed(services, learner_id, folder, fine="print(1 + 1)\n")
    assert done.review.findings == ()
    assert "1 line in 1 file" in done.review.checked


def test_an_unknown_finding_is_wrong_input(services: Services, learner_id: int) -> None:
    with pytest.raises(WrongInput, match="no finding"):
        kept_reviews.find(services, learner_id, "f000000000")


def test_silencing_ruff_is_not_mending(services: Services, learner_id: int, folder: Path) -> None:
    assert "F401" in rules(reviewed(services, learner_id, folder, train="import os\n"))
    assert reviewed(services, learner_id, folder, train="import os  # noqa\n").review.fixed == ()
    assert [f.rule for f in reviewed(services, learner_id, folder, train="x = 1\n").review.fixed] == ["F401"]


@NEEDS_GIT
def test_a_review_of_changes_speaks_of_changed_lines_and_sees_what_is_mended(
    services: Services, learner_id: int, folder: Path
) -> None:
    repository(folder, {"train.py": SCALED})
    whole = reviewed(services, learner_id, folder)
    uncommitted = Wish("uncommitted", folder)
    assert kept_reviews.review(services, learner_id, uncommitted).review.files == ()
    (folder / "train.py").write_text(f"import os\n{SCALED}")
    assert rules(kept_reviews.review(services, learner_id, uncommitted)) == ["F401"]
    (folder / "train.py").write_text(SCALED.replace("random_state=0", "random_state=1"))
    (here,) = kept_reviews.review(services, learner_id, uncommitted).review.findings
    assert here.id in {one.id for one in whole.review.findings}
    (folder / "train.py").write_text(MENDED)
    done = kept_reviews.review(services, learner_id, uncommitted)
    assert RULE in {one.rule for one in done.review.fixed}


@NEEDS_GIT
def test_a_place_is_the_same_from_wherever_it_is_looked_at(services: Services, learner_id: int, folder: Path) -> None:
    repository(folder, {"src/train.py": SCALED})
    wishes = [("src/train.py", folder), ("train.py", folder / "src"), ("shop/src/train.py", folder.parent)]
    ids = {
        next(f.id for f in kept_reviews.review(services, learner_id, Wish("paths", place, (name,))).review.findings)
        for name, place in wishes
    }
    assert len(ids) == 1


LOOSE = "import pandas as pd\n\ndf = pd.read_csv('a.csv')\ndf.dropna()\nprint(df)\n"


@pytest.mark.parametrize("more", ["def f(:\n", f"x = {'[' * 300}\n"])
def test_what_can_no_longer_be_read_is_not_mended(services: Services, learner_id: int, folder: Path, more: str) -> None:
    assert "result-thrown-away" in rules(reviewed(services, learner_id, folder, load=LOOSE))
    assert reviewed(services, learner_id, folder, load=LOOSE + more).review.fixed == ()


@NEEDS_GIT
def test_what_an_index_or_an_old_commit_lacks_is_not_mended(services: Services, learner_id: int, folder: Path) -> None:
    repository(folder, {"load.py": "x = 1\n"}, {"load.py": "x = 2\n"})
    reviewed(services, learner_id, folder, load=LOOSE)
    for wish in (Wish("staged", folder), Wish("between", folder, ("HEAD~1..HEAD",))):
        assert kept_reviews.review(services, learner_id, wish).review.fixed == ()


def test_a_file_of_the_same_name_elsewhere_is_another_one(services: Services, learner_id: int, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name / "shop").mkdir(parents=True)
    reviewed(services, learner_id, tmp_path / "a" / "shop", load=LOOSE)
    assert reviewed(services, learner_id, tmp_path / "b" / "shop", load="x = 1\n").review.fixed == ()


def test_no_secret_is_kept(services: Services, learner_id: int, folder: Path) -> None:
    secret = "Xk29fLq0" + "ZpW8vRt5"
    done = reviewed(
        services,
        learner_id,
        folder,
        load=f"def f(a=None):\n    if a == None: return 'x', connect(password='{secret}')\n",
    )
    assert {"hardcoded-secret", "none-by-equality"} <= set(rules(done))
    with services.database.read() as db:
        assert secret not in str(code_reviews.kept(db, learner_id))
    assert secret not in next(services.reviews.iterdir()).read_text()


def test_what_another_finding_says_better_is_not_mended(services: Services, learner_id: int, folder: Path) -> None:
    code = "def f(a):\n    return 1 if a == None else 2\n"
    without = replace(services, review=ReviewRules(disabled=("none-by-equality",)))
    assert rules(reviewed(without, learner_id, folder, cut=code)) == ["E711"]
    after = reviewed(services, learner_id, folder)
    assert rules(after) == ["none-by-equality"]
    assert after.review.fixed == ()
