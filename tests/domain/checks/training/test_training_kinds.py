"""Spellings of mistakes in what learns from what: gradients, copies, samplers, checkpoints; and of what is right."""

import pytest

from studycoach.domain.checks.code import Code
from studycoach.domain.checks.training import CHECKS

pytestmark = pytest.mark.slow

STEP = "        optimizer.zero_grad()\n        loss = criterion(model(x), y)\n        loss.backward()\n        optimizer.step()\n"
TRAIN = "for epoch in range(epochs):\n    model.train()\n    for x, y in train_loader:\n" + STEP
NET = "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = nn.Linear(4, 4)\n        self.b = nn.Linear(4, 1)\n"
NETS = "enc = nn.Sequential(nn.Linear(8, 2))\ndec = nn.Sequential(nn.Linear(2, 8))\n"
LOOP = "for x in loader:\n    opt.zero_grad()\n    loss = F.mse_loss(dec(enc(x)), x)\n    loss.backward()\n    opt.step()\n"
GAN = "    optD.zero_grad()\n    lossD = bce(netD(real), ones) + bce(netD(fake.detach()), zeros)\n    lossD.backward()\n    optD.step()\n    optG.zero_grad()\n"
WRONG = {
    "gradient-restarted": [
        "class Dice(nn.Module):\n    def forward(self, pred, y):\n        inter = (pred * y).sum()\n        return torch.tensor(1 - inter / y.sum(), requires_grad=True)\n",
        "def my_loss(out, y):\n    loss = ((out - y) ** 2).mean()\n    loss = torch.tensor(loss.item(), requires_grad=True)\n    return loss\n",
        "def hard(logits, y):\n    p = torch.round(torch.sigmoid(logits)).requires_grad_(True)\n    return (p - y).abs().mean()\n",
        "def hard(logits, y):\n    p = logits.argmax(1).float()\n    p.requires_grad = True\n    return F.mse_loss(p, y)\n",
    ],
    "gradient-cut-in-forward": [
        NET + "    def forward(self, x):\n        x = self.a(x).detach().cpu().numpy()\n        x = torch.tensor(np.maximum(x, 0))\n        return self.b(x)\n",
        NET + "    def forward(self, x):\n        with torch.no_grad():\n            x = torch.relu(self.a(x))\n        return self.b(x)\n",
        NET + "    @torch.no_grad()\n    def forward(self, x):\n        return self.b(torch.relu(self.a(x)))\n",
        NET + "    def forward(self, x):\n        h = self.a(x)\n        h = h.detach()\n        return self.b(h)\n",
        NET + "    def forward(self, x):\n        h = torch.relu(self.a(x)).data\n        return self.b(h)\n",
    ],
    "gradient-switched-off": [
        "for x, y in loader:\n    optimizer.zero_grad()\n    with torch.no_grad():\n        out = model(x)\n    loss = criterion(out, y)\n    loss.backward()\n    optimizer.step()\n",
        "@torch.no_grad()\ndef train(model, loader, optimizer):\n    for x, y in loader:\n        optimizer.zero_grad()\n        loss = F.mse_loss(model(x), y)\n        loss.backward()\n        optimizer.step()\n",
    ],
    "gradients-left-off": [
        "torch.set_grad_enabled(False)\n" + TRAIN,
        TRAIN + "    model.eval()\n    torch.set_grad_enabled(False)\n    acc = measure(model, val_loader)\n",
    ],
    "clip-misplaced": [
        "def training_step(model, x, y):\n    optimizer.zero_grad()\n    loss = criterion(model(x), y)\n    loss.backward()\n    optimizer.step()\n    nn.utils.clip_grad_norm_(model.parameters(), 1)\n",
        "def step(self, x, y):\n    self.opt.zero_grad()\n    loss = self.loss(self.net(x), y)\n    torch.nn.utils.clip_grad_value_(self.net.parameters(), 1)\n    loss.backward()\n    self.opt.step()\n",
    ],
    "optimizer-of-wrong-network": [
        NETS + "opt = torch.optim.Adam(enc.parameters())\n" + LOOP,
        NETS + "params = list(enc.parameters())\nopt = torch.optim.Adam(params)\n" + LOOP,
        "def main(student, teacher):\n    opt = torch.optim.SGD(list(student.parameters()) + list(teacher.parameters()), lr=0.1)\n",
        "opt = torch.optim.SGD([{'params': student.parameters()}, {'params': teacher.parameters()}], lr=0.1)\n",
        "optimizer_G = torch.optim.Adam(discriminator.parameters())\noptimizer_D = torch.optim.Adam(discriminator.parameters())\n",
        "self_opt = 1\nclass A:\n    def __init__(self):\n        self.g_optimizer = torch.optim.Adam(self.D.parameters())\n",
        "optimizer = optim.Adam(target_net.parameters(), lr=1e-3)\n",
    ],
    "scheduler-pace": [
        "def run(model, loader, epochs):\n    opt = torch.optim.AdamW(model.parameters())\n    total_steps = epochs * len(loader)\n    scheduler = get_linear_schedule_with_warmup(opt, 100, total_steps)\n    for epoch in range(epochs):\n"
        "        for x, y in loader:\n            opt.zero_grad()\n            loss = criterion(model(x), y)\n            loss.backward()\n            opt.step()\n        scheduler.step()\n",
        "scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lr_lambda=lambda epoch: 0.95 ** epoch)\n" + TRAIN + "        scheduler.step()\n",
        "total = len(train_loader) * epochs\nscheduler = LambdaLR(optimizer, lambda s: max(0, 1 - s / total))\n" + TRAIN + "    scheduler.step()\n",
        "from torch.optim.lr_scheduler import LinearLR\nscheduler = LinearLR(optimizer, total_iters=epochs * len(train_loader))\n" + TRAIN + "    scheduler.step()\n",
    ],
    "plateau-mode": [
        "sched = ReduceLROnPlateau(opt, patience=2)\nfor e in range(9):\n    train_epoch(model, loader, opt)\n    sched.step(val_accuracy)\n",
        "class T:\n    def __init__(self):\n        self.scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(self.opt, 'max')\n    def fit(self):\n        for e in range(9):\n            val_loss = self.val()\n"
        "            self.scheduler.step(val_loss)\n",
        "sched = optim.lr_scheduler.ReduceLROnPlateau(opt, mode='min', factor=0.5)\nfor e in range(9):\n    val_metrics = validate(model)\n    sched.step(val_metrics['f1'])\n",
    ],
    "freeze-without-effect": [
        "for param in model.parameters():\n    param.requires_gradient = False\n",
        "model = models.resnet18(pretrained=True)\nmodel.requires_grad = False\nmodel.fc = nn.Linear(512, 2)\n",
        "for layer in model.children():\n    layer.requires_grad = False\n",
        "for p in model.parameters():\n    p.requires_grad_ = False\n",
        "model.training = False\n",
        "class M(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.backbone = torchvision.models.resnet18()\n        self.backbone.requires_grad = False\n",
        "bert = AutoModel.from_pretrained('x')\nbert.encoder.requires_grad = False\nopt = torch.optim.Adam(bert.parameters())\n",
        "for name, child in net.named_children():\n    if name != 'fc':\n        child.requires_grad = False\n",
    ],
    "scheduler-of-old-optimizer": [
        "opt = torch.optim.SGD(model.parameters(), lr=0.1)\nsched = StepLR(opt, 10)\nopt = torch.optim.Adam(model.parameters())\nsched.step()\n".replace("StepLR", "torch.optim.lr_scheduler.StepLR"),
    ],
    "frozen-in-train-mode": [
        "for p in backbone.parameters():\n    p.requires_grad = False\nfor e in range(3):\n    backbone.train()\n    for x, y in loader:\n        with torch.no_grad():\n            f = backbone(x)\n        opt.zero_grad()\n"
        "        loss = criterion(head(f), y)\n        loss.backward()\n        opt.step()\n",
        "teacher.requires_grad_(False)\nteacher.train()\nstudent.train()\n",
    ],
    "best-weights-not-copied": [
        "best_acc, best_w = 0, None\n" + TRAIN + "    acc = measure(model)\n    if acc > best_acc:\n        best_acc, best_w = acc, model.state_dict()\nmodel.load_state_dict(best_w)\n",
        "class EarlyStopper:\n    def __call__(self, loss, model):\n        if loss < self.best:\n            self.best = loss\n            self.best_model = model.state_dict()\n",
        "class EarlyStopping:\n    def check(self, loss, model):\n        if loss < self.best:\n            self.best = loss\n            self.best_model = model\n",
        "init = model.state_dict()\nfor lr in (0.1, 0.01):\n    model.load_state_dict(init)\n    optimizer = torch.optim.SGD(model.parameters(), lr=lr)\n    for x, y in train_loader:\n" + STEP,
        "best_weights = None\n" + TRAIN + "    if val < best:\n        best = val\n        best_weights = {k: v for k, v in model.state_dict().items()}\nmodel.load_state_dict(best_weights)\n",
        "best_weights = None\n" + TRAIN + "    if val < best:\n        best = val\n        best_weights = model.state_dict().copy()\nmodel.load_state_dict(best_weights)\n",
        "best_weights = None\n" + TRAIN + "    if val < best:\n        best = val\n        best_weights = copy.copy(model.state_dict())\nmodel.load_state_dict(best_weights)\n",
    ],
    "target-network-not-copied": [
        "policy_net = DQN(4, 2)\ntarget_net = policy_net\n",
        "model = QNet()\ntarget = model\nfor i in range(9):\n    target.load_state_dict(model.state_dict())\n",
        "class A:\n    def __init__(self, net):\n        self.model = net\n        self.target_model = self.model\n",
        "for i in range(99):\n    if i % 10 == 0:\n        policy_net.load_state_dict(target_net.state_dict())\n",
    ],
    "soft-update-reversed": [
        "for tp, p in zip(target_net.parameters(), policy_net.parameters()):\n    tp.data.copy_((1 - 0.005) * p.data + 0.005 * tp.data)\n",
        "TAU = 0.001\nfor t, p in zip(self.actor_target.parameters(), self.actor.parameters()):\n    t.data.copy_((1 - TAU) * p.data + TAU * t.data)\n",
        "for p, ema_p in zip(model.parameters(), ema_model.parameters()):\n    p.data = 0.999 * ema_p.data + 0.001 * p.data\n",
        "sd, td = policy.state_dict(), target.state_dict()\nfor k in sd:\n    td[k] = sd[k] * (1 - 0.005) + td[k] * 0.005\ntarget.load_state_dict(td)\n",
    ],
    "target-with-gradient": [
        "def learn(model, batch, gamma):\n    s, a, r, s2, d = batch\n    q = model(s).gather(1, a)\n    nxt = model(s2).max(1)[0]\n    y = r + gamma * nxt * (1 - d)\n    loss = nn.MSELoss()(q, y)\n    loss.backward()\n",
        "class A:\n    def learn(self):\n        q = self.q(s)[a]\n        target = r + self.gamma * torch.max(self.q(s2))\n        loss = self.loss_fn(q, target)\n        loss.backward()\n        self.opt.step()\n",
    ],
    "generator-step-cut": [
        "for real in loader:\n    fake = netG(z)\n" + GAN + "    output = netD(fake.detach())\n    lossG = bce(output, ones)\n    lossG.backward()\n    optG.step()\n",
        "for real in loader:\n    with torch.no_grad():\n        fake = generator(z)\n    opt_d.zero_grad()\n    d_loss = bce(discriminator(real), ones) + bce(discriminator(fake), zeros)\n    d_loss.backward()\n    opt_d.step()\n"
        "    opt_g.zero_grad()\n    g_loss = bce(discriminator(fake), ones)\n    g_loss.backward()\n    opt_g.step()\n",
    ],
    "fake-not-detached": [
        "for real in loader:\n    fake = generator(z)\n    opt_d.zero_grad()\n    d_loss = bce(discriminator(real), ones) + bce(discriminator(fake), zeros)\n    d_loss.backward(retain_graph=True)\n    opt_d.step()\n"
        "    opt_g.zero_grad()\n    g_loss = bce(discriminator(fake), ones)\n    g_loss.backward()\n    opt_g.step()\n",
    ],
    "loss-sign": [
        "def f(out, y, l2_reg, lam):\n    loss = F.mse_loss(out, y)\n    loss -= lam * l2_reg\n    return loss\n",
        "def f(out, y, reg):\n    ce = F.cross_entropy(out, y)\n    return ce - 0.01 * reg\n",
    ],
    "rows-changed-in-place": [
        "class D(Dataset):\n    def __getitem__(self, i):\n        img = self.images[i]\n        img /= 255.0\n        return img, self.labels[i]\n",
        "class D(Dataset):\n    def __getitem__(self, i):\n        x = self.data[i]\n        x[x < 0] = 0\n        return x\n",
        "class D(Dataset):\n    def __getitem__(self, idx):\n        x = self.x[idx]\n        x.add_(torch.randn_like(x))\n        return x\n",
    ],
    "sampler-misused": [
        "class_counts = torch.bincount(y)\nweights = 1.0 / class_counts.float()\nsampler = WeightedRandomSampler(weights, len(y))\nloader = DataLoader(ds, sampler=sampler)\n",
        "counts = np.bincount(y_train)\nclass_weights = 1. / counts\nsampler = torch.utils.data.WeightedRandomSampler(torch.from_numpy(class_weights), len(y_train), replacement=True)\n",
        "w = [cw[t] for t in targets]\nsampler = WeightedRandomSampler(w, num_samples=len(w), replacement=False)\n",
        "train_sampler = DistributedSampler(train_dataset)\ntrain_loader = DataLoader(train_dataset, sampler=train_sampler)\n" + TRAIN,
    ],
    "evaluation-drops-rows": [
        "val_dl = DataLoader(val_ds, 32, drop_last=True)\n",
        "loaders = {'train': DataLoader(a, 8, shuffle=True, drop_last=True), 'test': DataLoader(b, 8, drop_last=True)}\n",
    ],
    "augmented-evaluation": [
        "val_tfms = T.Compose([T.RandomResizedCrop(224), T.ToTensor()])\n",
        "tf = {'train': transforms.Compose([transforms.RandomCrop(9), transforms.ToTensor()]), 'val': transforms.Compose([transforms.RandomCrop(9), transforms.ToTensor()])}\n",
        "from torchvision.transforms import v2\ndata_transforms = {'valid': v2.Compose([v2.Resize(9), v2.RandomRotation(5), v2.ToImage()])}\n",
    ],
    "colours-after-normalise": [
        "from torchvision.transforms import v2\nt = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize(m, s), v2.ColorJitter(0.3)])\n",
    ],
    "uneven-batches": [
        "def test(model, loader):\n    model.eval()\n    a = []\n    with torch.no_grad():\n        for x, y in loader:\n            acc = (model(x).argmax(1) == y).float().mean()\n            a.append(acc.item())\n    return np.mean(a)\n",
    ],
    "mean-by-rows": [
        "@torch.no_grad()\ndef ev(model, loader):\n    model.eval()\n    t = 0\n    for x, y in loader:\n        t += F.cross_entropy(model(x), y, reduction='sum').item()\n    return t / len(loader)\n",
        "@torch.no_grad()\ndef ev(model, loader, crit):\n    model.eval()\n    t = 0\n    for x, y in loader:\n        loss = crit(model(x), y)\n        t += loss.item()\n    return t / len(loader.dataset)\n",
    ],
    "chosen-on-test": [
        TRAIN + "    val_acc = evaluate(model, test_loader)\n    if val_acc > best_acc:\n        best_acc = val_acc\n        torch.save(model.state_dict(), 'm.pt')\n",
        TRAIN + "    acc = evaluate(model, test_loader)\n    if acc > best_acc:\n        best_acc = acc\n        torch.save(model.state_dict(), 'm.pt')\n",
    ],
    "trainer-chooses-on-test": [
        "args = TrainingArguments('o', load_best_model_at_end=True)\nvalidation = tok['validation']\ntrainer = Trainer(model, args, train_dataset=tok['train'], eval_dataset=tok['test'])\n",
        "trainer = Seq2SeqTrainer(model=m, args=a, train_dataset=tr, eval_dataset=test_dataset, callbacks=[EarlyStoppingCallback(2)])\n",
    ],
    "eval-mode-missing": [
        "class Predictor:\n    def __init__(self, path):\n        self.model = build()\n        self.model.load_state_dict(torch.load(path))\n    def predict(self, x):\n        with torch.no_grad():\n            return self.model(x).argmax(1)\n",
        "import torch\nmodels = {}\ndef startup():\n    m = build()\n    m.load_state_dict(torch.load('m.pt'))\n    models['model'] = m\ndef handler(x):\n    with torch.no_grad():\n        return models['model'](x)\n",
        "@torch.no_grad()\ndef generate(model, idx, n):\n    for _ in range(n):\n        idx = torch.cat([idx, model(idx)[:, -1:].argmax(-1)], 1)\n    return idx\n" + TRAIN,
    ],
    "checkpoint-in-part": [
        "torch.save(model.state_dict, 'm.pt')\n",
        "model = model.load_state_dict(torch.load('m.pt'))\n",
        "ckpt = torch.load('c.pt')\nmodel.load_state_dict(ckpt['model'])\nstart_epoch = ckpt['epoch'] + 1\nfor epoch in range(start_epoch, 9):\n    for x, y in train_loader:\n" + STEP,
        "ckpt = torch.load('c.pt')\nmodel.load_state_dict(ckpt['model'])\noptimizer.load_state_dict(ckpt['opt'])\nstart_epoch = ckpt['epoch']\n" + TRAIN,
    ],
    "last-saved-as-best": [
        "best = 0\n" + TRAIN + "    acc = measure(model)\n    if acc > best:\n        best = acc\ntorch.save(model.state_dict(), 'best.pth')\n",
    ],
    "tape-in-inference-mode": [
        "@tf.function\ndef step(x, y):\n    with tf.GradientTape() as t:\n        p = net(x, training=False)\n        l = loss_fn(y, p)\n    opt.apply_gradients(zip(t.gradient(l, net.trainable_weights), net.trainable_weights))\n",
    ],
    "generator-shuffled": [
        "test_gen = gen.flow_from_dataframe(df, class_mode='categorical')\npred = np.argmax(model.predict(test_gen), axis=1)\nprint(classification_report(test_gen.classes, pred))\n",
        "val_gen = gen.flow_from_directory('val', shuffle=True)\npred = model.predict(val_gen)\ny_true = val_gen.labels\n",
    ],
    "frozen-after-compile": [
        "model = keras.Sequential([base, keras.layers.Dense(2)])\nmodel.compile('adam', 'mse')\nfor layer in base.layers:\n    layer.trainable = False\nmodel.fit(x, y)\n",
    ],
}  # fmt: skip
RIGHT = [
    "class Scale(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.s = nn.Parameter(torch.tensor(1.0, requires_grad=True))\n",
    "x = torch.tensor(data, requires_grad=True)\nw = torch.tensor(np.random.randn(3), requires_grad=True)\n",
    NET + "    def forward(self, x):\n        h = self.a(x)\n        self.seen.append(h.detach().cpu().numpy())\n        return self.b(torch.relu(h))\n",
    NET + "    def forward(self, x):\n        z = self.a(x)\n        q = z + (z.round() - z).detach()\n        return self.b(q)\n",
    NET + "    def forward(self, x):\n        with torch.no_grad():\n            f = self.backbone(x)\n        return self.b(self.a(f))\n",
    "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = nn.Linear(4, 4)\n        for p in self.a.parameters():\n            p.requires_grad = False\n    def forward(self, x):\n        with torch.no_grad():\n            return self.a(x)\n",
    "torch.set_grad_enabled(False)\nmodel.eval()\nprint(model(x))\n",
    TRAIN + "torch.set_grad_enabled(False)\nmodel.eval()\nprint(model(test_x))\n",
    NETS + "opt = torch.optim.Adam(list(enc.parameters()) + list(dec.parameters()))\n" + LOOP,
    NETS + "opt = torch.optim.Adam(itertools.chain(enc.parameters(), dec.parameters()))\n" + LOOP,
    NETS + "dec.load_state_dict(torch.load('d.pt'))\nopt = torch.optim.Adam(enc.parameters())\n" + LOOP,
    NETS + "opt = torch.optim.Adam(enc.parameters())\nopt2 = torch.optim.Adam(dec.parameters())\n" + LOOP,
    NETS + "params = list(enc.parameters())\nparams += list(dec.parameters())\nopt = torch.optim.Adam(params)\n" + LOOP,
    NETS + "opt = torch.optim.Adam([{'params': m.parameters()} for m in (enc, dec)])\n" + LOOP,
    "opt_G = torch.optim.Adam(G.parameters())\nopt_D = torch.optim.Adam(D.parameters())\n",
    "optimizer = torch.optim.Adam(student.parameters())\nfor p in teacher.parameters():\n    p.requires_grad = False\n",
    "sched = ReduceLROnPlateau(opt, 'max')\nfor e in range(9):\n    train_epoch(model, loader, opt)\n    sched.step(val_acc)\n",
    "sched = ReduceLROnPlateau(opt)\nfor e in range(9):\n    train_epoch(model, loader, opt)\n    sched.step(1 - val_acc)\n",
    "scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lr_lambda=lambda epoch: 0.95 ** epoch)\n" + TRAIN + "    scheduler.step()\n",
    "x.requires_grad = True\nmodel.fc.weight.requires_grad = False\nfor p in model.parameters():\n    p.requires_grad = False\n",
    "for name, param in model.named_parameters():\n    param.requires_grad = 'fc' in name\nimages.requires_grad = True\n",
    "for p in model.parameters():\n    p.requires_grad = False\nmodel.fc = nn.Linear(5, 2)\noptimizer = torch.optim.Adam(model.fc.parameters())\n" + TRAIN,
    "best_w = copy.deepcopy(model.state_dict())\n" + TRAIN + "    if acc > best_acc:\n        best_acc, best_w = acc, copy.deepcopy(model.state_dict())\nmodel.load_state_dict(best_w)\n",
    "class EarlyStopping:\n    def check(self, loss, model):\n        if loss < self.best:\n            self.best = loss\n            torch.save(model.state_dict(), self.path)\n",
    "best_weights = None\n" + TRAIN + "    if val < best:\n        best = val\n        best_weights = {k: v.clone() for k, v in model.state_dict().items()}\nmodel.load_state_dict(best_weights)\n",
    "init = copy.deepcopy(model.state_dict())\n" + TRAIN + "model.load_state_dict(init)\n",
    "target_net = DQN(4, 2)\ntarget_net.load_state_dict(policy_net.state_dict())\ntarget_model = copy.deepcopy(model)\n",
    "for tp, p in zip(target_net.parameters(), policy_net.parameters()):\n    tp.data.copy_(0.005 * p.data + (1 - 0.005) * tp.data)\n",
    "for p, ep in zip(model.parameters(), ema_model.parameters()):\n    ep.data.copy_(0.999 * ep.data + (1 - 0.999) * p.data)\n",
    "def learn(model, target, batch, gamma):\n    s, a, r, s2, d = batch\n    q = model(s).gather(1, a)\n    nxt = target(s2).max(1)[0].detach()\n    y = r + gamma * nxt * (1 - d)\n    loss = nn.MSELoss()(q, y)\n    loss.backward()\n",
    "for real in loader:\n    fake = netG(z)\n" + GAN + "    output = netD(fake)\n    lossG = bce(output, ones)\n    lossG.backward()\n    optG.step()\n",
    "for real in loader:\n    fake = netG(z)\n" + GAN + "    lossG = bce(netD(fake.detach()), ones) + l1(fake, real)\n    lossG.backward()\n    optG.step()\n",
    "def f(out, y, l2, lam):\n    loss = F.mse_loss(out, y)\n    return loss + lam * l2\n",
    "def attack(model, x, y, optimizer):\n    loss = -F.cross_entropy(model(x), y)\n    loss.backward()\n    optimizer.step()\n    optimizer.zero_grad()\n",
    "class D(Dataset):\n    def __getitem__(self, i):\n        x = self.data[i].clone()\n        x -= x.mean()\n        y = self.labels[i]\n        y -= 1\n        return x, y\n",
    "class D(Dataset):\n    def __getitem__(self, i):\n        x = self.data[i] / 255.0\n        x -= 0.5\n        return x\n",
    "sample_weights = class_weights[labels]\nsampler = WeightedRandomSampler(sample_weights, len(sample_weights))\n",
    "weights = [class_weights[y] for _, y in ds]\nsampler = WeightedRandomSampler(weights, len(weights), replacement=True)\n",
    "test_sampler = DistributedSampler(test_set, shuffle=False)\ntest_loader = DataLoader(test_set, sampler=test_sampler)\n" + TRAIN,
    "train_dl = DataLoader(a, 8, shuffle=True, drop_last=True)\nval_dl = DataLoader(b, 8)\n",
    "val_tf = T.Compose([T.Resize(9), T.CenterCrop(9), T.ToTensor()])\ntrain_tf = T.Compose([T.RandomCrop(9), T.ToTensor()])\n",
    "t = T.Compose([T.ToTensor(), T.Normalize(m, s), T.RandomErasing()])\n",
    TRAIN + "    val_acc = evaluate(model, val_loader)\n    test_acc = evaluate(model, test_loader)\n    if val_acc > best_acc:\n        best_acc = val_acc\n        torch.save(model.state_dict(), 'm.pt')\n",
    "trainer = Trainer(model=m, args=TrainingArguments('o'), train_dataset=tr, eval_dataset=test_dataset)\n",
    "split = ds['train'].train_test_split(0.1)\ntrainer = Trainer(model=m, args=TrainingArguments('o', load_best_model_at_end=True), train_dataset=split['train'], eval_dataset=split['test'])\n",
    "class Predictor:\n    def __init__(self, path):\n        self.model = build()\n        self.model.load_state_dict(torch.load(path))\n        self.model.eval()\n    def predict(self, x):\n        with torch.no_grad():\n            return self.model(x).argmax(1)\n",
    "@torch.no_grad()\ndef generate(model, idx, n):\n    model.eval()\n    for _ in range(n):\n        idx = torch.cat([idx, model(idx)[:, -1:].argmax(-1)], 1)\n    model.train()\n    return idx\n" + TRAIN,
    "missing, unexpected = model.load_state_dict(torch.load('p.pt'), strict=False)\nprint(missing)\nmodel.eval()\n",
    "ckpt = torch.load('c.pt')\nmodel.load_state_dict(ckpt['model'])\noptimizer.load_state_dict(ckpt['opt'])\nstart_epoch = ckpt['epoch'] + 1\nfor epoch in range(start_epoch, 9):\n    for x, y in train_loader:\n" + STEP,
    "best = 0\n" + TRAIN + "    if acc > best:\n        best = acc\n        torch.save(model.state_dict(), 'best.pth')\ntorch.save(model.state_dict(), 'last.pth')\n",
    "def step(x, y):\n    with tf.GradientTape() as t:\n        f = vgg(x, training=False)\n        l = loss_fn(y, net(f, training=True))\n    return t.gradient(l, net.trainable_weights)\n",
    "test_gen = gen.flow_from_directory('t', shuffle=False)\npred = model.predict(test_gen)\nprint(test_gen.classes)\n",
    "torch.manual_seed(0)\na, b = random_split(ds, [0.8, 0.2])\n" + TRAIN,
]  # fmt: skip


def spoken(text: str) -> list[str]:
    code = Code("import torch\n" + text if "keras" not in text and "tf." not in text and "_gen" not in text else text)
    return [check.name for check in CHECKS for _ in check.find(code)]


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in WRONG.items() for text in texts])
def test_each_spelling_is_found_once_and_nothing_else_is_said(name: str, text: str) -> None:
    assert spoken(text) == [name]


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert spoken(text) == []
