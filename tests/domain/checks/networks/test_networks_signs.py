"""Signs in losses, masks, padding and shifted labels: spellings that must be found, and right code that must not."""

import pytest

from studycoach.domain.checks.code import Code
from studycoach.domain.checks.networks import CHECKS
from studycoach.domain.checks.running import run_checks
from studycoach.domain.source import Source

pytestmark = pytest.mark.slow


def names(text: str) -> list[str]:
    return [check.name for check, _ in run_checks(Source("a.py", text, text), Code(text), CHECKS)]


KL = "def loss(x, out, mu, logvar):\n    rec = F.mse_loss(out, x)\n    kl = {kl}\n    return rec {sign} kl\n"
ENCODER = (
    "class E(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.emb = nn.Embedding(9, 8)\n"
    "        self.enc = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2{first}), 1)\n    def forward(self, x):\n        {body}\n"
)
STATE = (
    "class C(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.lstm = nn.LSTM(8, 16, {more}batch_first=True)\n"
    "    def forward(self, x):\n        out, (h, c) = self.lstm(x)\n        return {state}\n"
)
POLICY = "dist = Categorical(logits=policy(states))\nloss = {loss}\nloss.backward()\n"

FOUND = [
    ("kl-sign", KL.format(kl="0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())", sign="+")),
    ("kl-sign", KL.format(kl="-0.5 * (1 + logvar - mu ** 2 - torch.exp(logvar)).sum(1).mean()", sign="-")),
    ("kl-sign", KL.format(kl="-0.5 * torch.sum(1 + logvar - mu.pow(2) + logvar.exp())", sign="+")),
    ("latent-noise", "std = torch.exp(log_var)\nz = mu + torch.randn_like(std) * std\n"),
    ("latent-noise", "std = torch.exp(0.5 * logvar)\nz = torch.rand_like(std) * std + mu\n"),
    ("latent-noise", "dist = torch.distributions.Normal(mu, log_var)\n"),
    ("penalty-sign", "l1 = sum(p.abs().sum() for p in model.parameters())\nloss = F.mse_loss(out, y) - 0.01 * l1\n"),
    ("penalty-sign", "l2 = 0\nfor p in model.parameters():\n    l2 += torch.norm(p)\nloss = criterion(out, y) - 0.01 * l2\n"),
    ("penalty-sign", "lp = dist.log_prob(a)\nloss = policy_loss + 0.01 * dist.entropy().mean()\n"),
    ("policy-gradient-sign", POLICY.format(loss="(dist.log_prob(actions) * advantages).sum()")),
    ("policy-gradient-sign", "losses = []\nfor log_prob, R in zip(log_probs, returns):\n    losses.append(log_prob * R)\nlosses = torch.stack(losses).sum()\nlosses.backward()\n"),
    ("policy-gradient-sign", "s1 = ratio * adv\nsurr2 = ratio.clamp(0.8, 1.2) * adv\nsurr1 = s1\nloss = torch.min(surr1, surr2).mean()\nloss.backward()\n"),
    ("distribution-of-probabilities", "probs = torch.softmax(net(s), -1)\ndist = Categorical(logits=probs)\n"),
    ("distribution-of-probabilities", "logits = net(s)\ndist = Categorical(logits)\n"),
    ("likelihood-sign", "def cross_entropy_loss(p, y):\n    return (1 / len(y)) * np.sum(y * np.log(p + 1e-9))\n"),
    ("likelihood-sign", "def dice_loss(p, t):\n    inter = (p * t).sum()\n    return (2 * inter + 1) / (p.sum() + t.sum() + 1)\n"),
    ("likelihood-sign", "def focal(x, y):\n    ce = F.cross_entropy(x, y, reduction='none')\n    pt = torch.exp(ce)\n    return ((1 - pt) ** 2 * ce).mean()\n"),
    ("mask-too-weak", "s = (q @ k.mT) / 8\nmask = torch.tril(torch.ones(t, t))\ns = s * mask\nw = s.softmax(-1)\n"),
    ("mask-too-weak", "if mask is not None:\n    s = s.masked_fill(mask == 0, 1e-9)\nw = F.softmax(s, dim=-1)\n"),
    ("padding-mask-inverted", ENCODER.format(first=", batch_first=True", body="mask = x != 0\n        return self.enc(self.emb(x), src_key_padding_mask=mask)")),
    ("padding-mask-inverted", "h, _ = self.attn(x, x, x, key_padding_mask=batch['attention_mask'].bool())\n"),
    ("recurrent-axis", ENCODER.format(first="", body="return self.enc(self.emb(x)).mean(dim=1)")),
    ("recurrent-axis", ENCODER.format(first=", batch_first=True", body="return self.enc(self.emb(x)).mean(0)")),
    ("padding-averaged", "enc = tok(texts, padding=True, return_tensors='pt')\nout = model(**enc)\nvec = torch.mean(out.last_hidden_state, dim=1)\n"),
    ("attention-mask-missing", "enc = tok(texts, padding='longest', return_tensors='pt')\nout = model.generate(enc['input_ids'], max_new_tokens=9)\n"),
    ("padded-targets", "enc = tok(texts, padding=True)\nenc['labels'] = enc['input_ids'].clone()\n"),
    ("labels-same-slice", "x, y = tokens[i : i + n], tokens[i : i + n]\n"),
    ("labels-same-slice", "loss = F.cross_entropy(logits[:, 1:].reshape(-1, v), ids[:, :-1].reshape(-1))\n"),
    ("labels-same-slice", "model = AutoModelForCausalLM.from_pretrained('gpt2')\nloss = model(ids[:, :-1], labels=ids[:, 1:]).loss\n"),
    ("state-by-view", STATE.format(more="bidirectional=True, ", state="h.view(x.size(0), -1)")),
    ("state-by-view", STATE.format(more="num_layers=2, ", state="h[0]")),
    ("normalised-over-batch", "z1 = F.normalize(z1, dim=0)\nsim = z1 @ z2.t()\n"),
    ("heads-by-view", "def split_heads(self, x, batch_size):\n    return x.view(batch_size, self.num_heads, -1, self.depth)\n"),
    ("view-for-transpose", "img = np.array(Image.open(path))\nx = torch.from_numpy(img.reshape(3, 64, 64))\n"),
    ("view-for-transpose", "def f(x):\n    return x.view(x.size(1), x.size(0), -1)\n"),
    ("loss-broadcast", "def f(q, t, s, a, r, s2):\n    v = q(s).gather(1, a)\n    with torch.no_grad():\n        y = r + 0.9 * t(s2).max(1)[0]\n    return F.mse_loss(v, y)\n"),
    ("squashed-logits", "model = nn.Sequential(nn.Linear(9, 8), nn.ReLU(), nn.Linear(8, 3), nn.ReLU())\ncriterion = nn.CrossEntropyLoss()\n"),
    ("kl-div-mean", "loss = F.kl_div(F.log_softmax(s, -1), F.softmax(t, -1), reduction='mean')\n"),
]  # fmt: skip
SILENT = [
    KL.format(kl="-0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())", sign="+"),
    KL.format(kl="0.5 * torch.sum(mu.pow(2) + logvar.exp() - 1 - logvar)", sign="+"),
    "def elbo(x, out, mu, logvar):\n    rec = -F.mse_loss(out, x)\n    kl = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())\n    return rec - kl\n",
    "std = (0.5 * logvar).exp()\nz = mu + torch.randn_like(std) * std\n",
    "log_std = self.head(h)\nstd = log_std.exp()\nz = mu + std * torch.randn_like(mu)\n",
    "l1 = sum(p.abs().sum() for p in model.parameters())\nloss = F.mse_loss(out, y) + 0.01 * l1\n",
    "entropy_loss = -dist.entropy().mean()\nlp = dist.log_prob(a)\nloss = policy_loss + 0.01 * entropy_loss\n",
    POLICY.format(loss="-(dist.log_prob(actions) * advantages).sum()"),
    POLICY.format(loss="(-dist.log_prob(actions) * advantages).sum()"),
    "loss = 0\nfor log_prob, R in zip(log_probs, returns):\n    loss -= log_prob * R\nloss.backward()\n",
    "actor_loss = (alpha * log_prob - q).mean()\nactor_loss.backward()\n",
    "log_probs = F.log_softmax(x, dim=-1)\ndist = Categorical(logits=log_probs)\nother = Categorical(log_probs.exp())\n",
    "def log_likelihood(x, y):\n    return F.log_softmax(x, 1)[range(len(y)), y].mean()\n",
    "def loss(p, y):\n    return -1 / len(y) * np.sum(y * np.log(p + 1e-9))\n",
    "def dice_loss(p, t):\n    inter = (p * t).sum()\n    return 1 - (2 * inter + 1) / (p.sum() + t.sum() + 1)\n",
    "x = x.masked_fill(~mask, 0)\nout = x.sum(1) / mask.sum(1)\n",
    ENCODER.format(first="", body="return self.enc(self.emb(x)).mean(dim=0)"),
    ENCODER.format(first=", batch_first=True", body="return self.enc(self.emb(x), src_key_padding_mask=x == 0)[:, 0]"),
    "x = data[i : i + n]\ny = data[i : i + n]\nloss = F.mse_loss(autoencoder(x), y)\n",
    "enc = tok(texts, padding=True)\nlabels = enc['input_ids'].clone()\nlabels[enc['attention_mask'] == 0] = -100\n",
    STATE.format(more="num_layers=2, ", state="h[-1]"),
    STATE.format(more="bidirectional=True, ", state="torch.cat([h[0], h[1]], dim=1)"),
    "def f(q, t, s, a, r, s2):\n    v = q(s).gather(1, a)\n    y = r + 0.9 * t(s2).max(1)[0]\n    return F.mse_loss(v, y.unsqueeze(1))\n",
    "features = nn.Sequential(nn.Linear(4, 8), nn.ReLU())\nhead = nn.Linear(8, 3)\ncriterion = nn.CrossEntropyLoss()\n",
    "h, w, c = img.shape\nflat = img.reshape(h * w, c)\nback = flat.reshape(h, w, c)\n",
    "w = F.normalize(w, dim=0)\nlogits = x @ w\n",
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), FOUND)
def test_a_spelling_of_the_mistake_is_found(name: str, text: str) -> None:
    assert name in names(text)


@pytest.mark.parametrize("text", SILENT)
def test_right_code_of_the_same_kind_is_left_alone(text: str) -> None:
    assert names(text) == []
