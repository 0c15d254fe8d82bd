"""Collects the strings of our code and templates into locale/, compiles them, and says what is not translated.

With --check nothing is written: exit 1 if a string was not collected, lacks a translation, or has a doubtful one.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from scripts.catalogues import LOCALE_DIR, compile_catalogues
from scripts.console import fail, say
from scripts.packages import command_for_program

BASE_DIR = LOCALE_DIR.parent
SOURCES = ("core", "members", "courses", "quizzes", "certificates", "reports", "home", "lms", "templates", "locale")
# English is the language of the code: what its catalogue leaves empty stands as it is.
TRANSLATED = {"id"}
LANGUAGES = ("id", "en")


def collect(folder: Path) -> None:
    options = ["--no-wrap", "--no-obsolete", "--add-location=file", "--verbosity=0"]
    languages = [word for language in LANGUAGES for word in ("-l", language)]
    command = [sys.executable, "-m", "django", "makemessages", *options, *languages]
    subprocess.run(command, cwd=folder, check=True)


def read(folder: Path, language: str) -> Catalog:
    with (folder / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def untranslated(language: str, catalogue: Iterable[Message]) -> list[str]:
    wrong = []
    for message in catalogue:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        name = message.id[0] if isinstance(message.id, tuple) else message.id
        place = message.locations[0][0] if message.locations else "?"
        if message.fuzzy:
            wrong.append(f"{language}: doubtful (fuzzy): {name!r} in {place}")
        elif language in TRANSLATED and not all(strings):
            wrong.append(f"{language}: not translated: {name!r} in {place}")
        elif any(strings) and (errors := [str(error) for error in message.check()]):
            wrong.append(f"{language}: {name!r} in {place}: {'; '.join(errors)}")
    return wrong


def check() -> list[str]:
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for source in SOURCES:
            if (BASE_DIR / source).is_dir():
                shutil.copytree(
                    BASE_DIR / source, folder / source, ignore=shutil.ignore_patterns("__pycache__", "*.mo")
                )
        (folder / "locale").mkdir(exist_ok=True)
        collect(folder)
        for language in LANGUAGES:
            kept = LOCALE_DIR / language / "LC_MESSAGES" / "django.po"
            if not kept.exists():
                wrong.append(f"{language}: locale/{language} does not exist; run: make messages")
                continue
            fresh = read(folder, language)
            known = {(message.id, message.context) for message in read(BASE_DIR, language)}
            new = [message.id for message in fresh if (message.id, message.context) not in known]
            wrong += [f"{language}: not collected; run make messages: {text!r}" for text in new]
            wrong += untranslated(language, fresh)
    return wrong


def main(words: list[str]) -> int:
    if not shutil.which("xgettext"):
        fail(f"xgettext is missing. To install it:\n    {command_for_program('xgettext')}")
    if "--check" in words:
        wrong = check()
    else:
        for language in LANGUAGES:
            (LOCALE_DIR / language / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
        collect(BASE_DIR)
        wrong = [line for language in LANGUAGES for line in untranslated(language, read(BASE_DIR, language))]
        compile_catalogues()
    say("\n".join(wrong) or "All strings are translated.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
