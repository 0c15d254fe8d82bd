"""Runs a function in many separate processes at once, on the test database, for what threads cannot show.

    outcomes = run_together("tests.quizzes.children:start", [{"user": 7}] * 50)
    outcomes = run_together("tests.core.children:work", [{}], kill_at={0: "job.before_effects"})

The function gets the keyword arguments and returns something that JSON can hold. A test that uses this is marked
`@pytest.mark.django_db(transaction=True)`, so that what it wrote is visible to the children.

One process loads Django and forks the others before any database connection is open: each child is a process of its
own with its own connections, and fifty of them are ready in a few seconds. They wait at a barrier and start together.
"""

import importlib
import json
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BASE_DIR = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Outcome:
    """`result` is what the function returned; `error` its traceback; `killed` says that the kill point was reached."""

    result: Any
    error: str
    killed: bool
    seconds: float


def child_environment(**more: str) -> dict[str, str]:
    """The environment in which `manage.py` or a child works on this test's database, files and engine."""
    from django.conf import settings  # the children import this module before Django is set up

    from tests.database import database_url

    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(settings.VAR_DIR),
        "PYTHONPATH": str(BASE_DIR),
        **more,
    }


def run_together(
    target: str,
    arguments: Sequence[Mapping[str, Any]],
    *,
    kill_at: Mapping[int, str] | None = None,
    environment: Mapping[str, str] | None = None,
    timeout: float = 400,  # a bound against waiting for ever: a busy machine is no reason to fail
) -> list[Outcome]:
    """One process for each entry of `arguments`, in that order; `kill_at` names a kill point for some of them."""
    plan = {"target": target, "arguments": list(arguments), "kill_at": dict(kill_at or {})}
    done = subprocess.run(
        [sys.executable, "-m", "tests.processes"],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        cwd=BASE_DIR,
        env=child_environment(**(environment or {})),
        timeout=timeout,
    )
    if done.returncode != 0:
        raise AssertionError(f"the processes of {target} could not run:\n{done.stderr}")
    return [Outcome(**outcome) for outcome in json.loads(done.stdout.splitlines()[-1])]


def _run_child(function: Any, arguments: Mapping[str, Any], kill_at: str, barrier: int, results: int) -> None:
    os.environ["DERMAGA_KILL_AT"] = kill_at
    os.read(barrier, 1)  # returns in all children at once, when the parent closes the other end
    begun = time.monotonic()
    outcome: dict[str, Any] = {"result": None, "error": "", "killed": False}
    try:
        outcome["result"] = function(**arguments)
    except BaseException:
        outcome["error"] = traceback.format_exc()
    outcome["seconds"] = time.monotonic() - begun
    with os.fdopen(results, "w") as file:
        json.dump(outcome, file)


def _main() -> None:
    import django

    django.setup()
    from django.db import connections

    plan = json.load(sys.stdin)
    module, _, name = plan["target"].partition(":")
    function = getattr(importlib.import_module(module), name)
    connections.close_all()
    barrier, release = os.pipe()
    children: list[tuple[int, int]] = []
    for index, arguments in enumerate(plan["arguments"]):
        results, child_results = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(release)
            os.close(results)
            _run_child(function, arguments, plan["kill_at"].get(str(index), ""), barrier, child_results)
            os._exit(0)
        os.close(child_results)
        children.append((pid, results))
    os.close(release)
    outcomes = []
    for pid, results in children:
        with os.fdopen(results) as file:
            text = file.read()
        _, status = os.waitpid(pid, 0)
        killed = {"result": None, "error": "", "killed": os.WIFSIGNALED(status), "seconds": 0.0}
        outcomes.append(json.loads(text) if text else killed)
    print(json.dumps(outcomes), flush=True)  # noqa: T201  the answer to run_together


if __name__ == "__main__":
    _main()
