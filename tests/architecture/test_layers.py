"""The order inside an app: an import at a module's top may only point to the same floor or lower."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import app_modules, app_names, module

FLOORS = (
    {"choices", "signals", "rules", "errors"},
    {"models", "querysets", "managers"},
    {"selectors"},
    {"services", "sql"},
    {"forms", "tasks", "receivers", "jobs"},
    {"views", "viewsets", "wagtail_hooks", "management", "admin", "middleware", "adapters", "backends"},
    {"urls"},
)
FLOOR = {name: floor for floor, names in enumerate(FLOORS) for name in names}

# module: what it imports from higher up, and why that is right
REASONS: dict[str, str] = {}


def floor_of(app: str, name: str) -> int | None:
    """None for what stands outside the order. The engine core/jobs/ is no app's list of its kinds of jobs."""
    return None if name == "jobs" and app == "core" else FLOOR.get(name)


def noun(file: Path) -> str:
    """The part that names the role of a module in its app: `views` of courses/views/batch.py."""
    return file.parts[1].removesuffix(".py")


def imports(tree: ast.Module) -> Iterator[str]:
    """Dotted names imported at the top, those for type checking alone left out."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


@pytest.mark.parametrize("app", sorted(app_names()))
def test_imports_inside_an_app_point_down(app: str) -> None:
    upward = set()
    for file in app_modules():
        own = floor_of(app, noun(file))
        if file.parts[0] != app or own is None:
            continue
        for name in imports(module(file)):
            parts = name.split(".")
            if parts[0] == app and len(parts) > 1 and (floor_of(app, parts[1]) or 0) > own:
                upward.add(f"{file}: {'.'.join(parts[:2])}")

    assert {line for line in upward if line not in REASONS} == set()


@pytest.mark.parametrize("app", sorted(app_names()))
def test_services_and_selectors_know_nothing_of_the_web(app: str) -> None:
    web = []
    for file in app_modules():
        if file.parts[0] == app and noun(file) in {"services", "selectors", "rules"}:
            web += [f"{file}: {name}" for name in imports(module(file)) if name.startswith("django.http")]

    assert web == []


@pytest.mark.parametrize("app", sorted(app_names()))
def test_other_apps_are_entered_by_the_front_door(app: str) -> None:
    """Never another app's views, forms, tasks or receivers."""
    closed = {"views", "forms", "tasks", "receivers", "viewsets", "wagtail_hooks", "admin", "management"}
    entered = set()
    for file in app_modules():
        if file.parts[0] != app:
            continue
        for name in imports(module(file)):
            parts = name.split(".")
            if parts[0] in app_names() - {app, "core"} and len(parts) > 1 and parts[1] in closed:
                entered.add(f"{file}: {name}")

    assert entered == set()
