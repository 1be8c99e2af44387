"""How much an installation weighs: python benchmarks/size.py. It makes a fresh environment and installs the coach into it."""

import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from machine import print_machine

ROOT = Path(__file__).resolve().parent.parent
TARGET_MB, MB = 260, 1_000_000
NOT_OURS = ("pip", "setuptools", "pkg_resources", "_distutils_hack", "distutils-precedence.pth")
SHOWN = 10
LEFT_OUT = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__")


def weight(path: Path) -> int:
    """Bytes of a file, or of all files below a folder."""
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(file.stat().st_size for file in files if file.is_file() and not file.is_symlink())


def site_packages(folder: Path) -> Path:
    """Install the coach, without compiling, into a new environment in `folder`; where its files lie."""
    source, environment = folder / "source", folder / "environment"
    # From a copy, so that the build leaves nothing in the checkout.
    shutil.copytree(ROOT, source, ignore=LEFT_OUT)
    venv.create(environment, with_pip=True)
    python = environment / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check", str(source)]
    subprocess.run(install, check=True)
    ask = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    return Path(subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip())


def main() -> None:
    """Print the sum and the largest parts."""
    print_machine()
    with tempfile.TemporaryDirectory() as folder:
        parts = [p for p in site_packages(Path(folder)).iterdir() if p.name != "__pycache__"]
        weights = {p.name: weight(p) for p in parts if p.name.partition("-")[0] not in NOT_OURS}
    print(f"{sum(weights.values()) / MB:.1f} MB in site-packages without pip and setuptools (target: {TARGET_MB})")
    for name in sorted(weights, key=lambda n: -weights[n])[:SHOWN]:
        print(f"{weights[name] / MB:8.1f} {name}")


if __name__ == "__main__":
    main()
