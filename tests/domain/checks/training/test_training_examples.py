"""Each check of training finds its own bad example, once, and nothing in its good one; its edits mend what it found."""

import ast

import pytest

from studycoach.domain.checks.check import Check
from studycoach.domain.checks.code import Code
from studycoach.domain.checks.registry import CHECKS as ALL
from studycoach.domain.checks.running import run_checks
from studycoach.domain.checks.training import CHECKS
from studycoach.domain.finding import SEVERITIES, Edit
from studycoach.domain.source import Source

PLACES = {
    "accumulation-undivided": "loss.backward()",
    "accumulation-undone": "optimizer.zero_grad()",
    "accuracy-by-batches": "return correct / len(loader)",
    "augmented-evaluation": 'test_set = torchvision.datasets.CIFAR10("data", train=False, transform=augment)',
    "backward-missing": "optimizer.step()",
    "best-never-kept": "if val_loss > best_loss:",
    "best-weights-not-copied": "best_state = model.state_dict()",
    "checkpoint-in-part": "model.load_state_dict(torch.load(path, weights_only=True), strict=False)",
    "chosen-on-test": "if test_acc > best_acc:",
    "clip-misplaced": "torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)",
    "colours-after-normalise": "augment = transforms.Compose([transforms.ToTensor(), transforms.Normalize(mean, std), transforms.ColorJitter(0.4, 0.4)])",
    "compile-missing": "model.fit(x, y, epochs=5)",
    "device-mismatch": "loss = criterion(model(x), y)",
    "divided-by-other-loader": "return val_loss / len(train_loader)",
    "dropout-always-on": "x = F.dropout(x, p=0.5)",
    "eval-mode-kept": "model.eval()",
    "eval-mode-missing": "correct += (model(x).argmax(dim=1) == y).sum().item()",
    "eval-without-no-grad": "correct += (model(x).argmax(dim=1) == y).sum().item()",
    "evaluated-on-training-data": "return model.evaluate(x_train, y_train)",
    "evaluation-drops-rows": "test_loader = DataLoader(test_set, batch_size=64, drop_last=True)",
    "fake-not-detached": "loss_D = criterion(D(real), ones) + criterion(D(fake), zeros)",
    "freeze-without-effect": "model.layer1.requires_grad = False",
    "frozen-after-compile": "base.trainable = False",
    "frozen-in-train-mode": "backbone.train()",
    "generator-shuffled": 'test = images.flow_from_directory("data/test", target_size=(64, 64), class_mode="categorical")',
    "generator-step-cut": "loss_G = criterion(D(fake.detach()), ones)",
    "grad-scaler-misused": "torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)",
    "gradient-cut": "out = model(x).detach()",
    "gradient-cut-in-forward": "return self.second(torch.from_numpy(h))",
    "gradient-restarted": "return torch.tensor(error, requires_grad=True)",
    "gradient-switched-off": "loss.backward()",
    "gradients-left-off": "torch.set_grad_enabled(False)",
    "graph-retained": "loss.backward(retain_graph=True)",
    "hidden-state-kept": "out, hidden = model(x, hidden)",
    "iterator-restarted": "x, y = next(iter(loader))",
    "last-saved-as-best": 'torch.save(model.state_dict(), "best_model.pt")',
    "lightning-learns-nothing": "return loss.detach()",
    "loss-kept-with-graph": "total_loss += loss",
    "loss-sign": "loss = -criterion(model(x), y)",
    "mean-by-rows": "return total / len(loader.dataset)",
    "no-grad-without-effect": "with torch.no_grad:",
    "normalise-before-tensor": "transform = transforms.Compose([transforms.Normalize((0.5,), (0.5,)), transforms.ToTensor()])",
    "normalised-differently": "test_transform = transforms.Compose([transforms.ToTensor()])",
    "optimizer-before-layers": "model.fc = nn.Linear(512, classes)",
    "optimizer-in-loop": "optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)",
    "optimizer-of-another-model": "optimizer = torch.optim.SGD(model_a.parameters(), lr=0.1)",
    "optimizer-of-wrong-network": "optimizer = torch.optim.Adam(encoder.parameters(), lr=1e-3)",
    "parameters-used-up": "return torch.optim.Adam(params, lr=1e-3), size",
    "patience-never-reset": "waited += 1",
    "plateau-mode": 'scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode="min", patience=3)',
    "plateau-without-metric": "scheduler.step()",
    "random-split-without-seed": "train_set, val_set = random_split(dataset, [0.8, 0.2])",
    "rows-changed-in-place": "x -= x.mean()",
    "sampler-misused": "sampler = WeightedRandomSampler(class_weights, num_samples=len(labels))",
    "scheduler-before-optimizer": "scheduler.step()",
    "scheduler-never-stepped": "scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10)",
    "scheduler-of-old-optimizer": "optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)",
    "scheduler-pace": "scheduler.step()",
    "seed-in-loop": "torch.manual_seed(0)",
    "soft-update-reversed": "p.data.copy_(tau * p.data + (1 - tau) * slow.data)",
    "stale-batch": "wrong += (model(x).argmax(dim=1) != y).sum().item()",
    "step-before-backward": "optimizer.step()",
    "step-missing": "loss.backward()",
    "step-outside-batch-loop": "loss.backward()",
    "stopped-on-test": "model.fit(x_train, y_train, epochs=50, validation_data=(x_test, y_test), callbacks=[stop])",
    "sum-reset-misplaced": "correct = 0",
    "tape-in-inference-mode": "loss = loss_fn(y, model(x, training=False))",
    "tape-too-late": "loss = loss_fn(y, out)",
    "target-network-not-copied": "self.target_net = self.q_net",
    "target-with-gradient": "target = r + gamma * (1 - done) * q_net(s2).max(1, keepdim=True).values",
    "tensor-move-unused": "x.to(device)",
    "test-score-of-training-data": "test_acc = evaluate(model, train_loader)",
    "train-not-shuffled": "train_loader = DataLoader(train_set, batch_size=64)",
    "trainer-chooses-on-test": "trainer = Trainer(model=model, args=args, train_dataset=train_ds, eval_dataset=test_ds)",
    "uneven-batches": "accuracy += (model(x).argmax(dim=1) == y).float().mean().item()",
    "update-recorded": "w -= lr * w.grad",
    "validated-on-training-data": "val_loader = DataLoader(dataset, batch_size=32)",
    "whole-model-saved": 'torch.save(model, "model.pt")',
    "zero-grad-before-step": "optimizer.zero_grad()",
    "zero-grad-missing": "loss.backward()",
}  # fmt: skip


def found(text: str, checks: tuple[Check, ...] = ALL) -> list[tuple[str, int]]:
    return [(check.name, hit.line) for check, hit in run_checks(Source("x.py", text, text), Code(text), checks)]


def mended(text: str, edits: tuple[Edit, ...]) -> str:
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda one: (one.line, one.column), reverse=True):
        assert edit.line == edit.end_line
        line = lines[edit.line - 1]
        lines[edit.line - 1] = line[: edit.column - 1] + edit.text + line[edit.end_column - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_the_bad_example_is_found_once_and_the_good_one_is_left_alone(check: Check) -> None:
    assert [name for name, _ in found(check.bad)] == [check.name]
    assert found(check.good) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_finding_points_at_its_line(check: Check) -> None:
    (hit,) = check.find(Code(check.bad))
    lines = check.bad.split("\n")
    assert lines[hit.line - 1].strip() == PLACES[check.name]
    assert 1 <= hit.line <= hit.end_line < len(lines)
    assert all(1 <= line < len(lines) for line in hit.evidence)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_finding_names_what_stands_there_and_its_texts_are_whole(check: Check) -> None:
    (hit,) = check.find(Code(check.bad))
    assert hit.message.endswith(".")
    assert check.idea.endswith((".", ")"))
    assert check.question.endswith("?")
    assert not check.title.endswith(".")
    assert check.severity in SEVERITIES
    assert any(one in check.bad for one in hit.message.replace("(", " ").replace(".", " ").split())


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_the_edits_of_a_finding_mend_it(check: Check) -> None:
    (hit,) = check.find(Code(check.bad))
    if hit.edits:
        after = mended(check.bad, hit.edits)
        ast.parse(after)
        assert found(after, CHECKS) == []


def test_names_are_unique() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)
