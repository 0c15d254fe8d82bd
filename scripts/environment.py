"""Makes `.venv` and puts the pinned requirements in; does nothing when that has been done already.

Where Debian's python3-venv is missing, the environment is made without pip, and pip is put in from Debian's own wheel,
from the system's pip, or from the package index, whichever is there first.
"""

import hashlib
import html
import importlib.util
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from scripts.console import fail, say, step

BASE_DIR = Path(__file__).resolve().parents[1]
VENV = BASE_DIR / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
REQUIREMENTS = {"runtime": ["requirements.txt"], "development": ["requirements.txt", "requirements-dev.txt"]}
DEBIAN_WHEELS = Path("/usr/share/python-wheels")
OLDEST_PYTHON = (3, 11)


def ensure_environment(kind: str) -> None:
    """`.venv` holds exactly what the requirement files of this kind pin."""
    if sys.version_info < OLDEST_PYTHON:
        found = sys.version.split()[0]
        fail(f"Python 3.11 or newer is needed; this is {found}. To name another: make PYTHON=python3.11 ...")
    if not _works(VENV_PYTHON):
        with step(f"Making the virtual environment in {VENV.name}"):
            _make_venv()
    wanted = _digest(kind)
    if any(_stamp(other).exists() and _stamp(other).read_text() == _digest(other) for other in _covering(kind)):
        return
    file = REQUIREMENTS[kind][-1]
    count = sum(1 for line in (BASE_DIR / file).read_text().splitlines() if "==" in line)
    with step(f"Installing {count} pinned packages of {file}; a minute or two the first time"):
        _pip_install("-r", str(BASE_DIR / file))
    _stamp(kind).write_text(wanted)


def _covering(kind: str) -> list[str]:
    """The development set contains the runtime set."""
    return [kind, "development"] if kind == "runtime" else [kind]


def _stamp(kind: str) -> Path:
    return VENV / f"installed-{kind}"


def _digest(kind: str) -> str:
    texts = [(BASE_DIR / name).read_bytes() for name in REQUIREMENTS[kind]]
    return hashlib.sha256(b"\0".join([*texts, str(VENV.resolve()).encode()])).hexdigest()


def _works(python: Path) -> bool:
    """A copied or upgraded machine leaves environments behind whose Python is gone."""
    if not python.exists():
        return False
    done = subprocess.run([str(python), "-c", "import pip"], capture_output=True, check=False)
    return done.returncode == 0


def _make_venv() -> None:
    if VENV.is_dir() and not VENV.is_symlink():
        shutil.rmtree(VENV)
    if importlib.util.find_spec("ensurepip"):
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
        if made.returncode == 0 and _works(VENV_PYTHON):
            return
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", "--clear", str(VENV)], check=True)
    for way in (_pip_from_debian_wheel, _pip_from_system_pip, _pip_from_index):
        if way() and _works(VENV_PYTHON):
            return
    fail(
        "The virtual environment was made, but pip could not be put in. Install it with\n"
        "    sudo apt-get install python3-venv\n"
        "or let this machine reach the package index (PIP_INDEX_URL), and run the command again."
    )


def _pip_from_debian_wheel() -> bool:
    wheels = sorted(DEBIAN_WHEELS.glob("pip-*.whl"))
    return bool(wheels) and _install_pip_with(wheels[-1])


def _pip_from_system_pip() -> bool:
    command = [sys.executable, "-m", "pip", "--python", str(VENV_PYTHON), "install", "--quiet", "pip"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _pip_from_index() -> bool:
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/")
    context = ssl.create_default_context(cafile=os.environ.get("PIP_CERT"))
    try:
        page = _fetch(f"{index}/pip/", context).decode()
        address, digest = _newest_wheel(page, f"{index}/pip/")
        say(f"  python3-venv is missing: fetching pip from {index}")
        content = _fetch(address, context)
    except (OSError, LookupError) as error:
        say(f"  pip could not be fetched from {index}: {error}")
        return False
    if digest and hashlib.sha256(content).hexdigest() != digest:
        fail(f"The file {address} is not the one that {index} announces; refusing to run it.")
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder) / address.rsplit("/", 1)[1]
        wheel.write_bytes(content)
        return _install_pip_with(wheel)


def _fetch(address: str, context: ssl.SSLContext) -> bytes:
    if not address.startswith(("https://", "http://")):
        raise urllib.error.URLError(f"not a web address: {address}")
    with urllib.request.urlopen(address, timeout=60, context=context) as response:  # noqa: S310  checked above
        content: bytes = response.read()
    return content


def _newest_wheel(page: str, base: str) -> tuple[str, str]:
    """Address and SHA-256 of the newest release in a simple index's page that this Python can run."""
    found: list[tuple[tuple[int, ...], str]] = []
    for attributes in re.findall(r"<a\s([^>]*)>", page):
        link = re.search(r'href="([^"]+)"', attributes)
        name = re.search(r"/pip-([\d.]+)-py3-none-any\.whl", "/" + link[1]) if link else None
        oldest = re.search(r'data-requires-python="(?:&gt;|>)=(\d+)\.(\d+)', attributes)
        if link and name and (not oldest or (int(oldest[1]), int(oldest[2])) <= sys.version_info[:2]):
            found.append((tuple(int(part) for part in name[1].split(".")), html.unescape(link[1])))
    if not found:
        raise LookupError("the index lists no pip for this Python")
    address, fragment = urldefrag(urljoin(base, max(found)[1]))
    return address, fragment.removeprefix("sha256=") if fragment.startswith("sha256=") else ""


def _install_pip_with(wheel: Path) -> bool:
    """A wheel of pip can be run as it is, and so installs itself."""
    command = [str(VENV_PYTHON), f"{wheel}/pip", "install", "--quiet", "--no-index", str(wheel)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _pip_install(*arguments: str) -> None:
    command = [str(VENV_PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", *arguments]
    if subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode != 0:
        fail("pip could not install the requirements; its message stands above. Is the package index reachable?")


if __name__ == "__main__":
    ensure_environment(sys.argv[1] if len(sys.argv) > 1 else "runtime")
