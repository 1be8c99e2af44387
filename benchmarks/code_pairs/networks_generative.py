"""Programs without mistakes of networks that generate, act, embed and are distilled."""

DIGIT_VAE = """import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

torch.manual_seed(3)


class DigitVAE(nn.Module):
    def __init__(self, codes=16):
        super().__init__()
        self.body = nn.Linear(784, 256)
        self.to_mean = nn.Linear(256, codes)
        self.to_log_var = nn.Linear(256, codes)
        self.up = nn.Linear(codes, 256)
        self.pixels = nn.Linear(256, 784)

    def forward(self, x):
        h = F.relu(self.body(x.flatten(1)))
        mean, log_var = self.to_mean(h), self.to_log_var(h)
        spread = torch.exp(0.5 * log_var)
        z = mean + torch.randn_like(spread) * spread
        return torch.sigmoid(self.pixels(F.relu(self.up(z)))), mean, log_var


def objective(out, x, mean, log_var):
    error = F.binary_cross_entropy(out, x.flatten(1), reduction="sum")
    distance = -0.5 * torch.sum(1 + log_var - mean.pow(2) - log_var.exp())
    return (error + distance) / x.size(0)


data = datasets.MNIST("data", train=True, download=True, transform=transforms.ToTensor())
loader = DataLoader(data, batch_size=128, shuffle=True)
vae = DigitVAE()
optimizer = torch.optim.Adam(vae.parameters(), lr=1e-3)
for epoch in range(5):
    seen = 0.0
    for images, _ in loader:
        optimizer.zero_grad()
        out, mean, log_var = vae(images)
        loss = objective(out, images, mean, log_var)
        loss.backward()
        optimizer.step()
        seen += loss.item() * images.size(0)
    print(epoch, seen / len(data))
"""

CART = """import gymnasium as gym
import torch
from torch import nn
from torch.distributions import Categorical

torch.manual_seed(11)
env = gym.make("CartPole-v1")
policy = nn.Sequential(nn.Linear(4, 64), nn.Tanh(), nn.Linear(64, 2))
optimizer = torch.optim.Adam(policy.parameters(), lr=5e-3)


def discounted_sums(rewards, gamma=0.99):
    sums, total = [], 0.0
    for reward in reversed(rewards):
        total = reward + gamma * total
        sums.append(total)
    found = torch.tensor(sums[::-1])
    return (found - found.mean()) / (found.std() + 1e-8)


for episode in range(400):
    state, _ = env.reset(seed=episode)
    log_probs, rewards, over = [], [], False
    while not over:
        scores = policy(torch.as_tensor(state, dtype=torch.float32))
        dist = Categorical(logits=scores)
        action = dist.sample()
        log_probs.append(dist.log_prob(action))
        state, reward, ended, cut, _ = env.step(action.item())
        rewards.append(reward)
        over = ended or cut
    returns = discounted_sums(rewards)
    loss = -(torch.stack(log_probs) * returns).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if episode % 50 == 0:
        print(episode, sum(rewards))
"""

VERSES = """import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(5)
text = open("verses.txt", encoding="utf-8").read()
chars = sorted(set(text))
place = {c: i for i, c in enumerate(chars)}
tokens = torch.tensor([place[c] for c in text])
block_size = 96


def get_batch(size=32):
    starts = torch.randint(len(tokens) - block_size - 1, (size,))
    x = torch.stack([tokens[s : s + block_size] for s in starts])
    y = torch.stack([tokens[s + 1 : s + 1 + block_size] for s in starts])
    return x, y


class Attention(nn.Module):
    def __init__(self, dim, n_heads):
        super().__init__()
        self.n_heads = n_heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.out = nn.Linear(dim, dim)

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        q, k, v = (part.view(B, T, self.n_heads, C // self.n_heads).transpose(1, 2) for part in (q, k, v))
        scores = q @ k.transpose(-2, -1) / (C // self.n_heads) ** 0.5
        past = torch.tril(torch.ones(T, T, device=x.device))
        scores = scores.masked_fill(past == 0, float("-inf"))
        mixed = F.softmax(scores, dim=-1) @ v
        return self.out(mixed.transpose(1, 2).reshape(B, T, C))


class VerseGPT(nn.Module):
    def __init__(self, vocab, dim=128, n_heads=4):
        super().__init__()
        self.tokens = nn.Embedding(vocab, dim)
        self.places = nn.Embedding(block_size, dim)
        self.norm = nn.LayerNorm(dim)
        self.attention = Attention(dim, n_heads)
        self.head = nn.Linear(dim, vocab)

    def forward(self, ids):
        x = self.tokens(ids) + self.places(torch.arange(ids.size(1), device=ids.device))
        x = x + self.attention(self.norm(x))
        return self.head(x)


model = VerseGPT(len(chars))
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
for step in range(3000):
    x, y = get_batch()
    logits = model(x)
    loss = F.cross_entropy(logits.view(-1, logits.size(-1)), y.view(-1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 500 == 0:
        print(step, loss.item())
"""

SENTENCES = """import torch
from torch.nn import functional as F
from transformers import AutoModel, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
model = AutoModel.from_pretrained("bert-base-uncased")
model.eval()


def embed(sentences):
    batch = tokenizer(sentences, padding=True, truncation=True, return_tensors="pt")
    with torch.no_grad():
        states = model(**batch).last_hidden_state
    real = batch["attention_mask"].unsqueeze(-1).float()
    vectors = (states * real).sum(dim=1) / real.sum(dim=1)
    return F.normalize(vectors, dim=1)


questions = ["how do I return a parcel", "where is my order", "can I pay by card"]
vectors = embed(questions)
similar = vectors @ vectors.T
print(similar)
"""

SMALLER = """import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms

torch.manual_seed(1)
train_set = datasets.CIFAR10("data", train=True, download=True, transform=transforms.ToTensor())
train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
teacher = models.resnet34(num_classes=10)
teacher.load_state_dict(torch.load("teacher.pt", weights_only=True))
teacher.eval()
student = models.resnet18(num_classes=10)
optimizer = torch.optim.SGD(student.parameters(), lr=0.05, momentum=0.9)


def distil(student_logits, teacher_logits, labels, T=4.0, share=0.5):
    soft = F.kl_div(
        F.log_softmax(student_logits / T, dim=1), F.softmax(teacher_logits / T, dim=1), reduction="batchmean"
    ) * (T * T)
    hard = F.cross_entropy(student_logits, labels)
    return share * soft + (1 - share) * hard


for epoch in range(10):
    student.train()
    for images, labels in train_loader:
        with torch.no_grad():
            teacher_logits = teacher(images)
        loss = distil(student(images), teacher_logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
"""
