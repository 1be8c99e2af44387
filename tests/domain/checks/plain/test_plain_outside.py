"""Spellings of mistakes with what comes from outside, or gets there, and right code that must not be taken for them."""

import pytest

from studycoach.domain.checks.code import Code
from studycoach.domain.checks.plain import CHECKS

pytestmark = pytest.mark.slow

KEY = "sk-" + "Zq3vT8yLw0PbN5rX2dKc7HfJm4Ae9UsG"
BY_NAME = {check.name: check for check in CHECKS}
FOUND = {
    "hardcoded-secret": (
        f"client = OpenAI(api_key='{KEY}')",
        "import os\nos.environ['HF_TOKEN'] = 'hf_Qm7xK2vBn9RtLw4ZpYs8Dc3Fg'",
        "AWS_KEY = 'AKIAQ3ZX7WLM2NRT5VBD'",
        "DB_PASSWORD = 'SuperSecret123!'",
        "SECRET_KEY = 'a1b2c3d4e5f6g7h8'",
        "db = connect(host='h', password='Tr0ub4dor&3')",
        "engine = create_engine('postgresql://anna:s7Kq9vLx@db.firm.io/prod')",
        "config = {'api_key': '9f8e7d6c5b4a39281706f5e4d3c2b1a0'}",
        "headers = {'Authorization': 'Bearer ghp_a8B7c6D5e4F3g2H1i0J9k8L7m6N5o4P3q2R1'}",
    ),
    "eval-of-input": (
        "print(eval(input()))",
        "import sys\nexec(sys.argv[1])",
        "def calc(expression):\n    return eval(expression)",
        "x = input()\ny = x.strip()\nprint(eval(y))",
        "code = response.choices[0].message.content\nexec(code)",
        "def run(t):\n    return eval(t)\nrun(input())",
    ),
    "unsafe-load": (
        "import yaml\nc = yaml.load(open('a'))",
        "import yaml\nc = yaml.load(f, Loader=yaml.UnsafeLoader)",
        "import pickle, requests\nm = pickle.loads(requests.get(URL, timeout=3).content)",
        "import torch, urllib.request\np, _ = urllib.request.urlretrieve(URL)\nm = torch.load(p, weights_only=False)",
    ),
    "shell-from-text": (
        "import os\ndef f(p):\n    os.system('rm ' + p)",
        "import subprocess\ndef f(x):\n    subprocess.run(f'ls {x}', shell=True)",
        "import subprocess as sp\ncmd = 'wc {}'.format(name)\nsp.check_output(cmd, shell=True)",
        "import os\nos.popen('cat %s' % path)",
        "from os import system\nsystem(f'convert {a} {b}')",
    ),
    "sql-from-text": (
        "cur.execute(f\"SELECT * FROM t WHERE id = {user_id}\")",
        "cur.execute(\"SELECT * FROM t WHERE n = '\" + name + \"'\")",
        "cur.execute(\"SELECT * FROM t WHERE n = '%s'\" % name)",
        "q = \"DELETE FROM t WHERE n = '{}'\".format(n)\ndb.execute(q)",
        "import pandas as pd\ndf = pd.read_sql(f\"SELECT * FROM t WHERE d > '{day}'\", con)",
        "cur.execute(f\"INSERT INTO t VALUES ('{a}', '{b}')\")",
    ),
    "no-timeout": (
        "import requests\nr = requests.post(URL, json=x)",
        "from requests import get\nr = get(URL)",
        "import requests\ns = requests.Session()\nr = s.get(URL)",
        "from urllib.request import urlopen\nhtml = urlopen(URL).read()",
        "import requests as rq\nr = rq.get(url=URL) if x else rq.get(URL)",
    ),
    "own-path": (
        "df = pd.read_csv('/Users" "/marta/data/a.csv')",
        "p = r'C:\\Users\\Tom\\x.csv'",
        "p = Path('/home" "/petra/thesis/data')",
    ),
}  # fmt: skip
QUIET = {
    "hardcoded-secret": (
        "client = OpenAI(api_key=os.environ['OPENAI_API_KEY'])",
        "client = OpenAI(api_key='sk-your-key-here-xxxxxxxxxxxx')",
        "client = OpenAI(api_key='sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')",
        "tok.add_special_tokens(pad_token='[PAD]')\npad_token = '<pad>'",
        "password = getpass.getpass('password: ')",
        "engine = create_engine('postgresql://postgres:postgres@localhost/test')",
        "url = f'https://{user}:{password}@host.io'",
        "token = 'hello'\nkey = 'learning_rate'",
        "connect(password='password')",
        "api_key = 'YOUR_API_KEY_12'",
        "PASSWORD_FIELD = 'password_1'",
        "weights = 'task-classification-finetuned-model-2024'",
        '"""postgresql://scott:t1gerX@mssql2017/db"""',
        "help = 'scheme://[user:passwd@]proxy.server:port'",
        "model = 'sk-learn-random-forest-pipeline'",
    ),
    "eval-of-input": (
        "model.eval()",
        "df.eval('a + b')",
        "x = ast.literal_eval(input())",
        "eval('1 + 1')",
        "def f(model):\n    return eval(model)",
        "exec(open('setup.py').read())",
    ),
    "unsafe-load": (
        "import yaml\nc = yaml.safe_load(f)",
        "import yaml\nc = yaml.load(f, Loader=yaml.SafeLoader)",
        "import pickle\nm = pickle.load(open('own.pkl', 'rb'))",
        "import torch\nm = torch.load('own.pt', weights_only=False)",
        "from ruamel.yaml import YAML\nyaml = YAML()\nc = yaml.load(f)",
    ),
    "shell-from-text": (
        "import subprocess\nsubprocess.run(['ls', path])",
        "import subprocess\nsubprocess.run('ls -l', shell=True)",
        "import os\nos.system('clear')",
        "import os, shlex\nos.system(f'ls {shlex.quote(p)}')",
        "import os\nfor i in range(3):\n    os.system(f'echo {i}')",
        "import os\nDIR = 'data'\nos.system(f'ls {DIR}')",
    ),
    "sql-from-text": (
        "cur.execute('SELECT * FROM t WHERE id = ?', (x,))",
        "cur.execute(f'SELECT * FROM {table}')",
        "cur.execute(f'SELECT {cols} FROM t ORDER BY {col}')",
        "cur.execute(f'SELECT * FROM t WHERE id IN ({\",\".join(\"?\" * n)})', ids)",
        "LIMIT = 5\ncur.execute(f'SELECT * FROM t WHERE n > {LIMIT}')",
        "pool.execute(f'run {x}')",
        "cur.execute(f'SELECT * FROM t WHERE id = {int(x)}')",
    ),
    "no-timeout": (
        "import requests\nr = requests.get(URL, timeout=5)",
        "import httpx\nr = httpx.get(URL)",
        "import requests\nr = requests.get(URL, **options)",
        "d.get('a')\nclient.get('/x')",
    ),
    "own-path": (
        "p = '/home" "/user/data'",
        "p = 'data/a.csv'",
        "p = '/Users" "/username/x/'",
        "p = '/content/drive/MyDrive/a.csv'",
        "if p == '/home" "/petra/x':\n    pass",
    ),
}  # fmt: skip


def times(name: str, code: str) -> int:
    """How often a check speaks."""
    return sum(1 for _ in BY_NAME[name].find(Code(code + "\n")))


@pytest.mark.parametrize(("name", "code"), [(name, code) for name, codes in FOUND.items() for code in codes])
def test_this_spelling_of_a_mistake_is_found_once(name: str, code: str) -> None:
    assert times(name, code) == 1


@pytest.mark.parametrize(("name", "code"), [(name, code) for name, codes in QUIET.items() for code in codes])
def test_this_right_code_is_not_taken_for_the_mistake(name: str, code: str) -> None:
    assert times(name, code) == 0


@pytest.mark.parametrize("code", FOUND["hardcoded-secret"])
def test_a_secret_is_never_shown_whole(code: str) -> None:
    parsed = Code(code)
    messages = [hit.message for hit in BY_NAME["hardcoded-secret"].find(parsed)]
    secrets = ("Zq3vT8", "Qm7xK2", "Q3ZX7W", "ub4dor", "s7Kq9v", "9f8e7d", "a8B7c6", "Secret123", "b2c3d4")
    assert len(messages) == 1
    assert not any(secret in messages[0] for secret in secrets)
