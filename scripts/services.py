"""A throwaway PostgreSQL and Redis on free ports, in a temporary folder; with --test, the suite is run on them.

Nothing of the system's own servers is touched: theirs are other ports, other data, another user.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.console import fail, say, step
from scripts.memory import folder_in_memory
from scripts.packages import install_command

POSTGRES_OPTIONS = {
    "max_connections": "200",
    "shared_buffers": "128MB",
    "listen_addresses": "127.0.0.1",
}
# The data live for one test run: nothing needs to survive a power cut.
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Services:
    database_url: str
    redis_url: str

    @property
    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


@contextmanager
def running_services(*, durable: bool = False) -> Iterator[Services]:
    """`durable`: commits reach the disk, as in earnest, for what measures their cost."""
    folder = Path(tempfile.mkdtemp(prefix="dermaga-services-", dir=None if durable else folder_in_memory()))
    children: list[subprocess.Popen[bytes]] = []
    try:
        with step("Starting PostgreSQL and Redis"):
            database_url = _start_postgres(
                folder, children, POSTGRES_OPTIONS if durable else POSTGRES_OPTIONS | NOT_DURABLE
            )
            redis_url = _start_redis(folder, children)
        yield Services(database_url, redis_url)
    finally:
        for child in children:
            child.send_signal(signal.SIGINT)  # to PostgreSQL: end now, without waiting for clients
        for child in children:
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _start_postgres(folder: Path, children: list[subprocess.Popen[bytes]], settings: dict[str, str]) -> str:
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not programs:
        fail(f"PostgreSQL is not installed. To install it:\n    {install_command(['postgresql'])}")
    user = _unprivileged_user()
    data, password, port = folder / "postgres", secrets.token_urlsafe(24), free_port()
    password_file = folder / "password"
    password_file.write_text(password)
    data.mkdir(mode=0o700)
    if user:
        account = pwd.getpwnam(user)
        folder.chmod(0o711)
        for path in (data, password_file):
            os.chown(path, account.pw_uid, account.pw_gid)
    options: list[str] = []
    for name, value in settings.items():
        options += ["-c", f"{name}={value}"]
    make: list[str | Path] = [programs[-1] / "initdb", "-D", data, "-U", "dermaga", "-A", "scram-sha-256", "-E", "UTF8"]
    done = subprocess.run(
        [*make, "--locale=C.UTF-8", f"--pwfile={password_file}"], user=user, cwd="/", capture_output=True, check=False
    )
    if done.returncode != 0:
        fail(f"PostgreSQL could not make its data folder:\n{done.stderr.decode()}")
    serve: list[str | Path] = [programs[-1] / "postgres", "-D", data, "-p", str(port), "-k", data, *options]
    log = (folder / "postgres.log").open("wb")
    children.append(subprocess.Popen(serve, user=user, cwd="/", stdout=log, stderr=log, start_new_session=True))
    ready: list[str | Path] = [programs[-1] / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    _wait_for("PostgreSQL", folder / "postgres.log", lambda: subprocess.run(ready, check=False).returncode == 0)
    return f"postgresql://dermaga:{password}@127.0.0.1:{port}/postgres"


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {account.pw_name for account in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _start_redis(folder: Path, children: list[subprocess.Popen[bytes]]) -> str:
    program = shutil.which("redis-server")
    if not program:
        fail(f"Redis is not installed. To install it:\n    {install_command(['redis-server'])}")
    port = free_port()
    log = folder / "redis.log"
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with log.open("wb") as file:
        children.append(subprocess.Popen([program, *options], stdout=file, stderr=file, start_new_session=True))
    _wait_for("Redis", log, lambda: _answers(port))
    return f"redis://127.0.0.1:{port}/0"


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait_for(name: str, log: Path, is_ready: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if is_ready():
            return
        time.sleep(0.1)
    fail(f"{name} did not start:\n{log.read_text()}")


def _test(services: Services, arguments: list[str]) -> int:
    """Every test that asks for a database or for Redis: with what `make test` leaves out for want of services, without
    what it has run already and would run here as there."""
    command = [sys.executable, "-m", "scripts.test", "-m", "not e2e", *arguments]
    environment = {**os.environ, **services.environment, "TEST_ONLY_SERVICES": "1"}
    return subprocess.run(command, env=environment, check=False).returncode


def main(words: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with running_services() as services:
        if "--test" in words:
            return _test(services, [word for word in words if word != "--test"])
        say("\nUse them in another terminal, for as long as this one stays open:\n")
        for name, value in services.environment.items():
            say(f"    export {name}={value}")
        say("\nCtrl-C stops both and throws their data away.")
        try:
            signal.pause()
        except KeyboardInterrupt:
            say("")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
