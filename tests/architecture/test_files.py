"""Sizes, names and habits that hold for every file."""

import ast
import re
from pathlib import Path

from tests.architecture.tree import app_modules, files, module, our_apps, text

LONGEST_MODULE = 300
LONGEST_TEMPLATE = 100

# file: why it is longer
LONG_FILES = {
    "tests/access/table.py": "one table",
    "tests/members/test_admin.py": "each screen of people in the admin, asked the same questions",
}
# What people write is content, what tests compare with is data: neither is read top to bottom as code is.
CONTENT = ("home/demo/",)
# Rows that join two others, or that are shown as a part of another: no screen says what they are called.
NEVER_NAMED = {
    "certificates.PartSession",
    "certificates.SetupSignatory",
    "certificates.TemplateRevision",
    "core.Picture",
    "core.Rendition",
    "courses.Completion",
    "courses.ChecklistTick",
    "courses.CourseOrganiser",
    "courses.DeliveredBy",
    "courses.MaterialChange",
    "courses.MaterialProgress",
    "courses.MaterialRecording",
    "courses.MaterialSpeaker",
    "courses.RecordingProgress",
    "courses.RequirementResult",
    "courses.RuleCondition",
    "courses.SelfCheckAnswer",
    "courses.SessionMaterial",
    "courses.SessionSpeaker",
    "quizzes.Answer",
    "quizzes.AttemptEvent",
    "quizzes.LateAnswer",
    "quizzes.Mark",
    "quizzes.MarkerDraft",
    "quizzes.MarkerMark",
    "quizzes.RegradeRow",
}
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common.py", "misc.py"}
TRANSLATING = {"_", "gettext", "ngettext", "pgettext"}


def python_files() -> list[Path]:
    return [file for file in files() if file.suffix == ".py"]


def test_no_module_is_long() -> None:
    long = {}
    for file in python_files():
        name = file.as_posix()
        lines = text(file).count("\n")
        if lines > LONGEST_MODULE and "migrations" not in file.parts and not name.startswith(CONTENT):
            long[name] = lines

    assert {name: lines for name, lines in long.items() if name not in LONG_FILES} == {}
    assert set(LONG_FILES) <= {file.as_posix() for file in files()}


def test_no_template_is_long() -> None:
    templates = [file for file in files() if file.parts[0] == "templates" and file.suffix == ".html"]

    assert {str(file): text(file).count("\n") for file in templates if text(file).count("\n") > LONGEST_TEMPLATE} == {}


def test_modules_are_named_for_what_they_hold() -> None:
    assert [str(file) for file in python_files() if file.name in FORBIDDEN_NAMES] == []


def test_site_templates_hold_no_inline_script_or_style() -> None:
    """The site's content security policy refuses them; mails and PDF have no such policy."""
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/)|<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:", re.I
    )
    elsewhere = ("templates/email/", "templates/certificates/paper/")
    found = []
    for file in files():
        if file.parts[0] == "templates" and file.suffix == ".html" and not file.as_posix().startswith(elsewhere):
            found += [f"{file}: {match[0]}" for match in inline.finditer(text(file))]

    assert found == []


def test_migrations_are_named_by_intent() -> None:
    meaningless = re.compile(r"\d{4}_(auto|initial|alter|merge|remove|add_field|rename)")
    migrations = [file for file in python_files() if "migrations" in file.parts]

    assert [str(file) for file in migrations if meaningless.match(file.name)] == []


def test_data_migrations_can_be_reversed() -> None:
    one_way = []
    for file in python_files():
        if "migrations" not in file.parts:
            continue
        for node in ast.walk(module(file)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr in {"RunPython", "RunSQL"}:
                named = {keyword.arg for keyword in node.keywords}
                if len(node.args) < 2 and not named & {"reverse_code", "reverse_sql"}:
                    one_way.append(f"{file}:{node.lineno}")

    assert one_way == []


def test_docstrings_do_not_repeat_the_name() -> None:
    repeated = []
    for file in app_modules():
        for node in ast.walk(module(file)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and (docstring := ast.get_docstring(node)):
                words = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", node.name).lower().split()
                said = re.findall(r"[a-z]+", docstring.lower())
                if [word for word in said if word not in {"a", "an", "the"}] == words:
                    repeated.append(f"{file}:{node.lineno}")

    assert repeated == []


def test_names_that_people_see_are_marked_for_translation() -> None:
    unmarked = []
    for app in our_apps():
        if isinstance(app.verbose_name, str):
            unmarked.append(app.name)
        for model in app.get_models():
            if isinstance(model._meta.verbose_name, str) and model._meta.label not in NEVER_NAMED:
                unmarked.append(model._meta.label)

    assert unmarked == []


def test_tests_are_packages() -> None:
    """Without __init__.py, tests/courses would hide the real courses."""
    folders = {file.parent for file in files() if file.parts[0] == "tests" and file.suffix == ".py"}

    assert [str(folder) for folder in sorted(folders) if folder / "__init__.py" not in files()] == []


def test_sentences_to_translate_stand_outside_f_strings() -> None:
    """xgettext does not look into these, and people would read English."""
    unseen = [
        f"{file}:{call.lineno}"
        for file in app_modules()
        for joined in ast.walk(module(file))
        if isinstance(joined, ast.JoinedStr)
        for call in ast.walk(joined)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in TRANSLATING
    ]

    assert unseen == []
