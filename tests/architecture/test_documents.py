"""Documents that are written by a program, or that name files, are in date."""

import re
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import BASE_DIR, app_names, files, text


def test_the_settings_documentation_is_in_date() -> None:
    command = [sys.executable, "-m", "scripts.document_settings", "--check"]
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for file in files():
        if file.suffix != ".md" or file.parts[0] in app_names():  # an app's texts are demo content, not documents
            continue
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text(file)):
            if not (BASE_DIR / file.parent / target).exists():
                broken.append(f"{file} → {target}")

    assert broken == []


def test_every_make_target_in_the_documents_exists() -> None:
    makefile = set(re.findall(r"^([a-z0-9-]+):", text(Path("Makefile")), re.M))
    named = {
        (str(file), target)
        for file in files()
        if file.suffix == ".md"
        for target in re.findall(r"`(?:[A-Z]+=\S+ )?make ([a-z0-9-]+)", text(file))
    }

    assert {pair for pair in named if pair[1] not in makefile} == set()
