"""Mistakes in networks, losses and shapes."""

from . import Pair
from .networks_generative import CART, DIGIT_VAE, SENTENCES, SMALLER, VERSES
from .networks_programs import CHURN, DIGITS, HOUSES
from .networks_sequences import GPT, KERAS_IMAGES, KERAS_SERIES, SENTIMENT, TRANSFER


def _pair(name: str, rule: str, good: str, right: str, wrong: str) -> Pair:
    """A clean program, and the same with the one wrong passage in place of the right one."""
    if good.count(right) != 1:
        raise ValueError(f"{name}: {right!r} stands {good.count(right)} times in the program")
    return Pair(name, rule, good.replace(right, wrong), good)


PAIRS = (
    _pair(
        "digits-softmax-output",
        "softmax-before-cross-entropy",
        DIGITS,
        "return self.fc2(x)",
        "return F.softmax(self.fc2(x), dim=1)",
    ),
    _pair("digits-relu-output", "squashed-logits", DIGITS, "return self.fc2(x)", "return F.relu(self.fc2(x))"),
    _pair("digits-nll-loss", "nll-loss-without-log-softmax", DIGITS, "nn.CrossEntropyLoss()", "nn.NLLLoss()"),
    _pair("digits-unflattened", "conv-into-linear", DIGITS, "        x = torch.flatten(x, 1)\n", ""),
    _pair("digits-channels", "layer-width-mismatch", DIGITS, "nn.Conv2d(32, 64,", "nn.Conv2d(16, 64,"),
    _pair("digits-argmax-axis", "argmax-axis", DIGITS, "torch.max(outputs, 1)", "torch.max(outputs, 0)"),
    _pair(
        "digits-mse",
        "wrong-loss-for-classes",
        DIGITS.replace(
            "        total += loss",
            "        hits = (outputs.argmax(1) == labels).sum()\n        print(hits.item())\n        total += loss",
        ),
        "nn.CrossEntropyLoss()",
        "nn.MSELoss()",
    ),
    _pair("digits-dropout-unused", "unused-layer", DIGITS, "self.dropout(F.relu(self.fc1(x)))", "F.relu(self.fc1(x))"),
    _pair(
        "digits-swapped", "loss-arguments-swapped", DIGITS, "criterion(outputs, labels)", "criterion(labels, outputs)"
    ),
    _pair(
        "churn-sigmoid-twice",
        "sigmoid-before-bce-with-logits",
        CHURN,
        "logits = model(xb)",
        "logits = torch.sigmoid(model(xb))",
    ),
    _pair("churn-bce-on-logits", "bce-loss-without-sigmoid", CHURN, "nn.BCEWithLogitsLoss()", "nn.BCELoss()"),
    _pair("churn-threshold", "threshold-on-logits", CHURN, "torch.sigmoid(model(X_test_t))", "model(X_test_t)"),
    _pair("churn-cross-entropy", "cross-entropy-one-output", CHURN, "nn.BCEWithLogitsLoss()", "nn.CrossEntropyLoss()"),
    _pair(
        "churn-accuracy-shape",
        "accuracy-broadcast",
        CHURN,
        "y_test_t = torch.tensor(y_test, dtype=torch.float32).unsqueeze(1)",
        "y_test_t = torch.tensor(y_test, dtype=torch.float32)",
    ),
    _pair("churn-no-super", "super-init-missing", CHURN, "        super(ChurnModel, self).__init__()\n", ""),
    _pair(
        "churn-linear-linear",
        "linear-into-linear",
        CHURN,
        "            nn.Linear(32, 16),\n            nn.ReLU(),\n",
        "            nn.Linear(32, 16),\n",
    ),
    _pair("houses-broadcast", "loss-broadcast", HOUSES, "pred = net(xb).squeeze(1)", "pred = net(xb)"),
    _pair("houses-width", "layer-width-mismatch", HOUSES, "nn.Linear(64, 32)", "nn.Linear(128, 32)"),
    _pair("sentiment-batch-first", "recurrent-axis", SENTIMENT, ", batch_first=True", ""),
    _pair(
        "sentiment-bidirectional",
        "bidirectional-width",
        SENTIMENT.replace("batch_first=True", "batch_first=True, bidirectional=True").replace(
            "nn.Linear(hidden_dim, ", "nn.Linear(hidden_dim * 2, "
        ),
        "nn.Linear(hidden_dim * 2, ",
        "nn.Linear(hidden_dim, ",
    ),
    _pair(
        "sentiment-no-return",
        "forward-without-return",
        SENTIMENT,
        "        return self.fc(self.dropout(last_step))",
        "        scores = self.fc(self.dropout(last_step))",
    ),
    _pair(
        "gpt-heads-by-view",
        "heads-by-view",
        GPT,
        "self.key(x).view(B, T, n_head, hs).transpose(1, 2)",
        "self.key(x).view(B, n_head, T, hs)",
    ),
    _pair("gpt-unscaled", "attention-unscaled", GPT, " / math.sqrt(hs)", ""),
    _pair("gpt-mask-inverted", "causal-mask-wrong", GPT, "self.tril[:T, :T] == 0", "self.tril[:T, :T] == 1"),
    _pair("gpt-softmax-axis", "attention-axis", GPT, "F.softmax(att, dim=-1)", "F.softmax(att, dim=1)"),
    _pair("gpt-unshifted", "labels-not-shifted", GPT, "yb.view(-1))", "xb.view(-1))"),
    _pair(
        "gpt-python-list",
        "layers-in-python-list",
        GPT,
        "nn.ModuleList([CausalSelfAttention() for _ in range(n_layer)])",
        "[CausalSelfAttention() for _ in range(n_layer)]",
    ),
    _pair(
        "gpt-repeated-layer",
        "layer-repeated",
        GPT,
        "[CausalSelfAttention() for _ in range(n_layer)]",
        "[CausalSelfAttention()] * n_layer",
    ),
    _pair(
        "gpt-mask-unused",
        "unused-layer",
        GPT,
        '        att = att.masked_fill(self.tril[:T, :T] == 0, float("-inf"))\n',
        "",
    ),
    _pair("images-sigmoid", "keras-output-loss", KERAS_IMAGES, 'activation="softmax"', 'activation="sigmoid"'),
    _pair(
        "images-label-form",
        "keras-label-encoding",
        KERAS_IMAGES,
        "sparse_categorical_crossentropy",
        "categorical_crossentropy",
    ),
    _pair(
        "images-no-activation",
        "keras-output-loss",
        KERAS_IMAGES,
        'layers.Dense(10, activation="softmax")',
        "layers.Dense(10)",
    ),
    _pair("series-last-state", "keras-layer-order", KERAS_SERIES, "return_sequences=True, ", ""),
    _pair("series-accuracy", "keras-accuracy-of-numbers", KERAS_SERIES, 'metrics=["mae"]', 'metrics=["accuracy"]'),
    _pair("series-no-activation", "keras-dense-into-dense", KERAS_SERIES, 'Dense(16, activation="relu")', "Dense(16)"),
    _pair(
        "transfer-frozen-head",
        "everything-frozen",
        TRANSFER,
        "for param in model.parameters():\n    param.requires_grad = False\nmodel.fc = nn.Linear(model.fc.in_features, len(train_data.classes))\n",
        "model.fc = nn.Linear(model.fc.in_features, len(train_data.classes))\nfor param in model.parameters():\n    param.requires_grad = False\n",
    ),
    _pair("vae-divergence-sign", "kl-sign", DIGIT_VAE, "-0.5 * torch.sum(", "0.5 * torch.sum("),
    _pair("vae-variance", "latent-noise", DIGIT_VAE, "torch.exp(0.5 * log_var)", "torch.exp(log_var)"),
    _pair("cart-sign", "policy-gradient-sign", CART, "-(torch.stack", "(torch.stack"),
    _pair(
        "cart-probabilities",
        "distribution-of-probabilities",
        CART,
        "        dist = Categorical(logits=scores)",
        "        probs = torch.softmax(scores, dim=-1)\n        dist = Categorical(logits=probs)",
    ),
    _pair(
        "verses-same-slice",
        "labels-same-slice",
        VERSES,
        "tokens[s + 1 : s + 1 + block_size]",
        "tokens[s : s + block_size]",
    ),
    _pair(
        "verses-heads",
        "heads-by-view",
        VERSES,
        "part.view(B, T, self.n_heads, C // self.n_heads).transpose(1, 2)",
        "part.view(B, self.n_heads, T, C // self.n_heads)",
    ),
    _pair("verses-weak-mask", "mask-too-weak", VERSES, 'past == 0, float("-inf")', "past == 0, 0"),
    _pair(
        "sentences-padding",
        "padding-averaged",
        SENTENCES,
        '    real = batch["attention_mask"].unsqueeze(-1).float()\n    vectors = (states * real).sum(dim=1) / real.sum(dim=1)\n',
        "    vectors = states.mean(dim=1)\n",
    ),
    _pair("smaller-mean", "kl-div-mean", SMALLER, 'reduction="batchmean"', 'reduction="mean"'),
    _pair("smaller-temperature", "temperature-misused", SMALLER, "student_logits / T", "student_logits * T"),
)
