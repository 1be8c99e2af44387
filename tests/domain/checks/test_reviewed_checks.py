"""What a hostile reviewer and a newcomer found in the checks: what they spoke of wrongly, missed, and took too long for."""

import ast
import time

import pytest

from studycoach.domain.checks.code import Code
from studycoach.domain.checks.registry import CHECKS
from studycoach.domain.checks.running import run_checks
from studycoach.domain.good_code import good_point
from studycoach.domain.source import Source

SPLIT = "from sklearn.model_selection import train_test_split\n"
COUNT = "        correct += (predicted == labels).sum().item()\n"
FIT = "for epoch in range(9):\n    model.train()\n    for x, y in train_loader:\n        opt.zero_grad()\n        loss = F.cross_entropy(model(x), y)\n        loss.backward()\n        opt.step()\n"
TESTED = (
    "    model.eval()\n    right = total = 0\n    with torch.no_grad():\n        for x, y in test_loader:\n"
    "            right += (model(x).argmax(1) == y).sum().item()\n            total += len(y)\n    acc = right / total\n"
)
KEPT = "    if acc > best_acc:\n        best_acc = acc\n        torch.save(model.state_dict(), 'm.pt')\n"
PACKED = (
    "import torch\nimport torch.nn as nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.rnn = nn.GRU(8, 8)\n"
    "    def forward(self, x, {0}):\n        return self.rnn(nn.utils.rnn.pack_padded_sequence(x, {0}, enforce_sorted=False))\nmodel = Net().to(device)\n"
    "for x, {0}, y in loader:\n    x, y = x.to(device), y.to(device)\n    opt.zero_grad()\n    loss = criterion(model({0}, x) if swap else model(x, {0}), y)\n    loss.backward()\n    opt.step()\n"
).replace("model({0}, x) if swap else ", "")
ACCURACY = (
    "import torch\n@torch.no_grad()\ndef accuracy(model, loader, device):\n    right = 0\n    for x, y in loader:\n"
    "        right += (model(x.to(device)).argmax(1) == y.to(device)).sum().item()\n    return right / len(loader.dataset)\n"
)


def found(text: str) -> set[str]:
    code = Code(text)
    return {check.name for check in CHECKS for _ in check.find(code)}


SILENT = {
    "device-mismatch": [PACKED.format("lengths"), PACKED.format("seq_lens"), PACKED.format("n")],
    "eval-mode-missing": [
        ACCURACY,
        ACCURACY + "def report(net, loader):\n    return accuracy(net, loader, 'cpu')\n",
        ACCURACY + "model = Net()\nmodel.eval()\nprint(accuracy(model, test_loader, 'cpu'))\n",
    ],
    "scaled-before-split": [
        SPLIT + "reference = pd.read_csv('old.csv')\ndf = pd.read_csv('new.csv')\nscaler = StandardScaler().fit(reference)\n"
        "train, test = train_test_split(scaler.transform(df), random_state=0)\n",
        SPLIT + "old, df = load_old(), load_new()\nsc = StandardScaler()\nsc.fit(old)\ntrain, test = train_test_split(sc.transform(df), random_state=0)\n",
    ],
    "filled-by-hand-before-split": [
        SPLIT + "train = pd.read_csv('train.csv')\nrest = pd.read_csv('rest.csv')\nrest['a'] = rest['a'].fillna(train['a'].mean())\n"
        "val, test = train_test_split(rest, random_state=0)\n",
        SPLIT + "old = pd.read_csv('old.csv')\ndf = pd.read_csv('df.csv')\ndf['a'] = df['a'].fillna(old['a'].mean())\n"
        "val, test = train_test_split(df, random_state=0)\n",
    ],
    "hardcoded-secret": [
        'FIELDS = {"password": "Passwort-Feld"}\n',
        'ERRORS = {"password": "Too-short: 8+"}\n',
        'change_password = "accounts:password-reset-2"\n',
        'token = "sk-learn-pipeline-v1-with-scaler"\n',
        'sep_token = "1234567890abcdefGH"\npad_token = "1234567890abcdefGH"\nunk_token = "1234567890abcdefGH"\n',
        'special = dict(token="Ġ1234abcdEFGH")\n',
        'secret_key = "a1b2c3-this-is-my-name"\n',
        "# sk-learn-pipeline-v1-with-scaler\n",
    ],
    "augmented-before-split": [SPLIT + "train, test = train_test_split(df, random_state=0)\ntrain = pd.concat([train, train.sample(100)])\n"],
    "target-in-features": [
        SPLIT + "y = df['price']\ndf = df.drop(columns=['price'])\nX_train, X_test, y_train, y_test = train_test_split(df, y, random_state=0)\n"
        "LinearRegression().fit(X_train, y_train)\n",
        SPLIT + "y = df['price']\ndf = df[['rooms']]\nX_train, X_test, y_train, y_test = train_test_split(df, y, random_state=0)\n"
        "LinearRegression().fit(X_train, y_train)\n",
    ],
    "mean-by-rows": [
        "loader = DataLoader(train_data)\ncriterion = nn.CrossEntropyLoss()\ntotal = 0.0\nfor x, y in loader:\n"
        "    total += criterion(model(x), y).item() * len(x)\nprint(total / len(train_data))\n",
    ],
    "chosen-on-test": [FIT + TESTED.replace("test_loader", "val_loader") + KEPT, FIT + TESTED + "    print(acc)\n"],
}  # fmt: skip
SPEAKING = {
    "eval-mode-missing": [
        ACCURACY + "model = Net()\nprint(accuracy(model, test_loader, 'cpu'))\n",
        ACCURACY + "def report(net, loader):\n    return accuracy(net, loader, 'cpu')\nprint(report(Net(), test_loader))\n",
    ],
    "device-mismatch": [PACKED.format("lengths").replace("x, y = x.to(device), y.to(device)", "pass")],
    "scaled-before-split": [
        SPLIT + "df = pd.read_csv('new.csv')\nscaler = StandardScaler().fit(df)\ntrain, test = train_test_split(scaler.transform(df), random_state=0)\n"
    ],
    "filled-by-hand-before-split": [
        SPLIT + "df = pd.read_csv('a.csv')\nm = df['a'].mean()\ndf['a'] = df['a'].fillna(m)\ntrain, test = train_test_split(df, random_state=0)\n"
    ],
    "hardcoded-secret": [
        'login(token="hf_Qm7xK2vBn9RtLw4ZpYs8Dc3Fg")\n',
        'config = {"password": "Hunter2!Zw"}\n',
        'DB_PASSWORD = "Tr0ub4dor&3"\n',
        'key = "sk-proj-Qm7xK2vBn9RtLw4ZpYs8Dc3Fg"\n',
        'key = "sk-Qm7xK2vBn9RtLw4ZpYs8Dc3Fg"\n',
        "x = 1  # sk-proj-Qm7xK2vBn9RtLw4ZpYs8Dc3Fg\n",
        "# token: hf_Qm7xK2vBn9RtLw4ZpYs8Dc3Fg\nx = 1\n",
    ],
    "target-in-features": [
        SPLIT + "df = pd.read_csv('a.csv')\ny = df['price']\nX_train, X_test, y_train, y_test = train_test_split(df, y, random_state=0)\n"
        "LinearRegression().fit(X_train, y_train)\n",
        "df = pd.read_csv('a.csv')\ny = df['price']\nm = LinearRegression().fit(df, y)\n",
    ],
    "augmented-before-split": [SPLIT + "df = pd.concat([df, df.sample(100)])\ntrain, test = train_test_split(df, random_state=0)\n"],
    "argmax-axis": [
        "import torch\nmodel.eval()\nwith torch.no_grad():\n    for images, labels in test_loader:\n        outputs = model(images)\n"
        "        _, predicted = torch.max(outputs.data, 0)\n" + COUNT,
        "import torch\nmodel.eval()\nwith torch.no_grad():\n    for images, labels in test_loader:\n        images, labels = images.to(device), labels.to(device)\n"
        "        outputs = model(images)\n        _, predicted = torch.max(outputs, 0)\n" + COUNT,
    ],
    "mean-by-rows": [
        "train_loader = DataLoader(train_data, batch_size=64)\ncriterion = nn.CrossEntropyLoss()\nrunning_loss = 0.0\nfor x, y in train_loader:\n"
        "    loss = criterion(model(x), y)\n    running_loss += loss.item()\nprint(running_loss / len(train_data))\n",
    ],
    "chosen-on-test": [FIT + TESTED + KEPT],
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in SILENT.items() for text in texts])
def test_a_check_is_silent_of_what_only_looks_wrong(name: str, text: str) -> None:
    assert name not in found(text)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in SPEAKING.items() for text in texts])
def test_a_check_still_speaks_of_what_is_wrong(name: str, text: str) -> None:
    assert name in found(text)


def test_a_key_in_a_comment_is_told_with_its_place_and_not_shown() -> None:
    check = next(check for check in CHECKS if check.name == "hardcoded-secret")
    (hit,) = check.find(Code("a = 'ä'  # ä: sk-proj-Qm7xK2vBn9RtLw4ZpYs8Dc3Fg\n"))
    assert (hit.line, hit.column, hit.end_column) == (1, 17, 17 + 33)  # in bytes, as the tree counts
    assert "Qm7x" not in hit.message


def test_a_saved_network_has_no_edit_that_would_change_the_format_of_its_file() -> None:
    check = next(check for check in CHECKS if check.name == "whole-model-saved")
    (hit,) = check.find(Code(check.bad))
    assert hit.edits == ()


def test_the_edit_for_nan_keeps_the_quotes_as_they_are_written() -> None:
    check = next(check for check in CHECKS if check.name == "nan-equality")
    (hit,) = check.find(Code(check.bad))
    assert [edit.text for edit in hit.edits] == ['df["age"].isna()']


@pytest.mark.parametrize(
    ("switch", "said"),
    [
        ("net = Net().eval().to(device)", "after net.eval()"),
        ("net.eval()", "after net.eval()"),
        ("use(Net().eval())", ""),
    ],
)
def test_praise_names_the_network_that_is_switched_or_says_nothing(switch: str, said: str) -> None:
    text = f"import torch\n{switch}\nwith torch.no_grad():\n    y = net(x)\n"
    point = good_point([Source("a.py", text, text)])
    assert said in point
    assert bool(point) == bool(said)


SHAPES = {
    "steps": "import torch\nfor e in range(3):\n" + "    opt.zero_grad()\n    loss = crit(model(x), y)\n    loss.backward()\n    opt.step()\n" * 500,
    "columns": SPLIT + "df = read()\n" + "".join(f"df['c{i}'] = df['c{i}'].fillna(df['c{i}'].mean())\n" for i in range(2000)) + "a, b = train_test_split(df)\n",
    "splits": SPLIT + "Xa, Xb, ya, yb = train_test_split(X, y)\nX = StandardScaler().fit_transform(X)\nm.fit(Xa, ya)\nprint(m.score(Xb, yb))\n" * 500,
    "loops": "import torch\n" + "model.eval()\nwith torch.no_grad():\n    for x, y in test_loader:\n        acc += (model(x).argmax(1) == y).sum().item()\nmodel.train()\n" * 400,
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_two_thousand_lines_of_one_kind_are_checked_in_seconds(shape: str) -> None:
    """Each took minutes when pairs of all lines were compared; the limit is many times what it takes."""
    code = Code(SHAPES[shape])
    assert isinstance(code.tree, ast.Module)
    began = time.process_time()
    for check in CHECKS:
        list(check.find(code))
    assert time.process_time() - began < 20


EVALUATION = """
import torch


def {name}(model, loader):
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(dim=1) == y).sum().item()
    return correct / len(loader.dataset)
"""


@pytest.mark.parametrize(("name", "speaks"), [("evaluate", True), ("validate_epoch", True), ("accuracy", False)])
def test_a_function_that_evaluates_switches_the_network_itself(name: str, speaks: bool) -> None:
    code = EVALUATION.format(name=name)
    found = [check.name for check, _ in run_checks(Source("a.py", code, code), Code(code), CHECKS)]
    assert found == ["eval-mode-missing"] * speaks


def test_a_trainer_of_ones_own_is_given_both_parts() -> None:
    code = "trainer.fit(DataLoader(train_ds, 32, shuffle=True), DataLoader(val_ds, 64), 10)\n"
    assert list(run_checks(Source("a.py", code, code), Code(code), CHECKS)) == []
