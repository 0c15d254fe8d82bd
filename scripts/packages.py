"""Debian packages: which are missing for a target, and installing them when rights allow."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from scripts.console import say, step

LIST = Path(__file__).with_name("debian-packages.toml")
APT = ("apt-get", "install", "-y", "--no-install-recommends")


def packages_for(*targets: str) -> list[str]:
    groups = tomllib.loads(LIST.read_text(encoding="utf-8"))
    return [name for target in targets for name in groups[target]]


def missing_packages(*targets: str) -> list[str]:
    """Of the packages that the targets need, those that are not installed; none where this is not a Debian, and none
    whose program came in another way."""
    if not shutil.which("dpkg-query"):
        return []
    programs = tomllib.loads(LIST.read_text(encoding="utf-8"))["unless"]
    names = [name for name in packages_for(*targets) if name not in programs or not shutil.which(programs[name])]
    query = ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *names]
    lines = subprocess.run(query, capture_output=True, text=True, check=False).stdout.splitlines()
    installed = {line.split()[0] for line in lines if line.endswith(" installed")}
    return [name for name in names if name not in installed]


def install_command(names: list[str]) -> str:
    return f"sudo apt-get install {' '.join(names)}"


def command_for_program(program: str) -> str:
    """What to type so that the program is there."""
    package = tomllib.loads(LIST.read_text(encoding="utf-8"))["programs"].get(program, program)
    return install_command([package])


def ensure_packages(*targets: str) -> list[str]:
    """Install what is missing, or say with which command it can be. Returns what is missing still."""
    missing = missing_packages(*targets)
    if not missing:
        return []
    prefix = _way_to_root()
    if prefix is not None:
        with step(f"Installing Debian packages: {' '.join(missing)}"):
            _install(prefix, missing)
        missing = missing_packages(*targets)
        if not missing:
            return []
        say("  That did not work; going on without them.")
    say("! These Debian packages are missing. To install them:")
    say(f"    {install_command(missing)}")
    return missing


def _way_to_root() -> list[str] | None:
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n"]
    return None


def _install(prefix: list[str], names: list[str]) -> None:
    environment = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
    command = [*environment, *APT, *names]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:  # a fresh machine has no package lists yet
        subprocess.run([*environment, "apt-get", "update"], capture_output=True, stdin=subprocess.DEVNULL, check=False)
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        say("\n".join("  " + line for line in done.stderr.strip().splitlines()[-3:]))


if __name__ == "__main__":
    sys.exit(1 if ensure_packages(*sys.argv[1:]) else 0)
