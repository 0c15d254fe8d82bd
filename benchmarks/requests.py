"""CPU, queries and bytes of the hot requests, against `request.bare` measured in the same run."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import cpu_ms, emit, emit_rounds
from benchmarks.server import Answer, Client, Server, manage, run_module

Call = Callable[[], Answer]


@dataclass
class Scene:
    """One database with its viewer. `database` is a second connection that puts state back between requests."""

    var_dir: Path
    facts: dict[str, str]

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.var_dir / "db.sqlite3", isolation_level=None, timeout=30)
        try:
            yield connection
        finally:
            connection.close()


def make_scene(var_dir: Path, *, enrolments: int, own_batch: int) -> Scene:
    manage(var_dir, "migrate", "--verbosity", "0")
    manage(var_dir, "collectstatic", "--noinput", "--verbosity", "0")
    manage(var_dir, "load_demo")
    printed = run_module(var_dir, "benchmarks.data", str(enrolments), str(own_batch))
    return Scene(var_dir, json.loads(printed.strip().splitlines()[-1]))


_MINE = "(SELECT id FROM quizzes_attempt WHERE enrolment_id = ?)"
FORGET = [
    *(
        f"DELETE FROM quizzes_{table} WHERE attempt_id IN {_MINE}"  # noqa: S608  names of our own tables
        for table in ("answer", "lateanswer", "attemptevent", "mark")
    ),
    "DELETE FROM quizzes_attempt WHERE enrolment_id = ?",
]


class Requests:
    """Every measured request as a call that may be repeated; what it changes is put back off the server's clock."""

    def __init__(self, scene: Scene, server: Server, database: sqlite3.Connection, verify_path: str) -> None:
        self.facts, self.database, self.verify_path = scene.facts, database, verify_path
        self.viewer = Client(server.port)
        answer = self.viewer.log_in(scene.facts["login"], scene.facts["password"])
        expect(answer, 302)
        self.stranger = Client(server.port)
        self.organiser, self.speaker = Client(server.port), Client(server.port)
        expect(self.organiser.log_in(scene.facts["organiser"], scene.facts["password"]), 302)
        expect(self.speaker.log_in(scene.facts["speaker"], scene.facts["password"]), 302)
        self.port = server.port
        self.attempt_path = ""
        self.rev = 1
        self.slots: dict[str, list[str]] = {}

    def calls(self) -> dict[str, tuple[Callable[[], None], Call]]:
        nothing: Callable[[], None] = lambda: None  # noqa: E731
        return {
            "bare": (nothing, lambda: self.viewer.get("/bare/")),
            "front": (nothing, lambda: self.stranger.get("/")),
            "login": (self.fresh_client, self.log_in),
            "course": (nothing, lambda: self.viewer.get(self.facts["course"])),
            "material": (nothing, lambda: self.viewer.get(self.facts["material"])),
            "participant": (nothing, lambda: self.viewer.get("/desk/participant/")),
            "speaker": (nothing, lambda: self.speaker.get("/desk/speaker/")),
            "organiser": (nothing, lambda: self.organiser.get("/desk/organiser/")),
            "missing": (nothing, lambda: self.organiser.get("/desk/missing/")),
            "search": (nothing, lambda: self.viewer.get("/search/?q=memeriksa")),
            "quiz_start": (self.forget_attempts, self.start),
            "quiz_save": (nothing, self.save),
            "quiz_submit": (self.reopen, self.submit),
            "quiz_result": (nothing, lambda: self.viewer.get(f"{self.attempt_path}result/")),
            "verify": (nothing, lambda: self.stranger.get(self.verify_path)),
        }

    def fresh_client(self) -> None:
        self.visitor = Client(self.port)

    def log_in(self) -> Answer:
        """The form, the password and the redirect: what a person waits for."""
        return self.visitor.log_in(self.facts["login"], self.facts["password"])

    def forget_attempts(self) -> None:
        enrolment = (self.facts["enrolment"],)
        for statement in FORGET:
            self.database.execute(statement, enrolment)

    def start(self) -> Answer:
        answer = self.viewer.post(f"/quizzes/{self.facts['quiz']}/start/", self.token())
        self.attempt_path = answer.headers["Location"]
        return answer

    def save(self) -> Answer:
        if not self.slots:
            self.read_slots()
        self.rev += 1
        answers = {slot: {"rev": self.rev, "value": options[:1]} for slot, options in list(self.slots.items())[:5]}
        body = json.dumps({"answers": answers}).encode()
        return self.viewer.request("POST", f"{self.attempt_path}answers/", body, "application/json")

    def read_slots(self) -> None:
        key = self.attempt_path.strip("/").split("/")[-1].replace("-", "")
        (layout,) = self.database.execute("SELECT layout FROM quizzes_attempt WHERE uid = ?", (key,)).fetchone()
        self.slots = {str(place["slot"]): place["options"] for place in json.loads(layout)}

    def reopen(self) -> None:
        """As before its first submit: without marks, receipt and the job that tells the course."""
        key = self.attempt_path.strip("/").split("/")[-1].replace("-", "")
        self.database.execute(
            "DELETE FROM quizzes_mark WHERE attempt_id = (SELECT id FROM quizzes_attempt WHERE uid = ?)", (key,)
        )
        self.database.execute(
            "UPDATE quizzes_attempt SET state = 'open', receipt = '', submitted_at = NULL, points = NULL,"
            " max_points = NULL, recorded_at = NULL WHERE uid = ?",
            (key,),
        )
        self.database.execute("DELETE FROM core_job WHERE kind = 'quizzes.record_result'")

    def submit(self) -> Answer:
        """As the page sends it; a plain form would be asked to confirm that questions are left open."""
        return self.viewer.request("POST", f"{self.attempt_path}submit/", b"{}", "application/json")

    def token(self) -> dict[str, str]:
        return {"csrfmiddlewaretoken": self.viewer.cookies["csrftoken"]}


EXPECTED = {"login": 302, "quiz_start": 302}


def expect(answer: Answer, status: int, name: str = "log-in") -> None:
    if answer.status != status:
        raise SystemExit(f"{name}: expected {status}, the site answered {answer.status}:\n{answer.text[:800]}")


def measure_requests(scene: Scene, verify_path: str, *, only: tuple[str, ...] = ()) -> dict[str, dict[str, float]]:
    """`{request: {cpu_ms, queries, bytes}}`, emitted as it goes when nothing was left out."""
    figures: dict[str, dict[str, float]] = {}
    with scene.database() as database:
        with Server(scene.var_dir, count_queries=True) as server:
            for name, (prepare, call) in Requests(scene, server, database, verify_path).calls().items():
                prepare()
                call()
                prepare()
                answer = call()
                expect(answer, EXPECTED.get(name, 200), name)
                figures[name] = {
                    "queries": int(answer.headers["X-Query-Count"]),
                    "bytes": answer.wire_bytes,
                }
        with Server(scene.var_dir) as server:
            for name, (prepare, call) in Requests(scene, server, database, verify_path).calls().items():
                if only and name not in only and not name.startswith("quiz_"):
                    continue

                def once(prepare: Callable[[], None] = prepare, call: Call = call, name: str = name) -> None:
                    prepare()
                    expect(call(), EXPECTED.get(name, 200), name)

                rounds = cpu_ms(server, once)
                figures[name]["cpu_ms"] = sorted(rounds)[len(rounds) // 2]
                if not only:
                    emit_rounds(f"request.{name}.cpu_ms", rounds, "ms", against_bare=ratio(figures, name))
                    for unit in ("queries", "bytes"):
                        emit(f"request.{name}.{unit}", figures[name][unit], unit)
    return figures


def ratio(figures: dict[str, dict[str, float]], name: str) -> float:
    return round(figures[name]["cpu_ms"] / figures["bare"]["cpu_ms"], 2)
