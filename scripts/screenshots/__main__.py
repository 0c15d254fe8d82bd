"""Serves a fresh site with the demo, visits every screen in Chromium, and leaves the pictures in var/screenshots.

make screenshots                                  all of them, and those of README and guides anew
make screenshots ARGS="--only course --site DIR"  some of them, on a site that is kept in DIR
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.catalogues import compile_catalogues
from scripts.console import fail, say, step
from scripts.screenshots import browser, published, screens

BASE_DIR = Path(__file__).resolve().parents[2]
TARGET = BASE_DIR / "var" / "screenshots"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="part of the names of the screens wanted; several with commas")
    parser.add_argument("--site", type=Path, help="keep the site's data in this folder, and use what is there")
    parser.add_argument("--language", default="id", choices=["id", "en"])
    options = parser.parse_args()
    compile_catalogues()
    folder = options.site or Path(tempfile.mkdtemp(prefix="dermaga-screenshots-"))
    try:
        picture(folder.resolve(), options.only, options.language)
    finally:
        if not options.site:
            shutil.rmtree(folder, ignore_errors=True)


def picture(folder: Path, only: str, language: str) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    os.environ |= {"VAR_DIR": str(folder), "PORT": str(port), "LOG_LEVEL": "ERROR", "JOBS_ENGINE": "embedded"}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "lms.settings.dev", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    folder.mkdir(parents=True, exist_ok=True)
    TARGET.mkdir(parents=True, exist_ok=True)
    with step("Site with demo data"):
        manage("migrate", "--verbosity", "0")
        manage("load_demo")
    screens.set_up()
    wanted = [screen for screen in screens.all_screens() if any(part in screen.name for part in only.split(","))]
    with served(port, url), browser.camera(url, TARGET, language) as camera, step(f"Pictures of {len(wanted)} screens"):
        for screen in wanted:
            camera.take(screen)
    if "certificate".startswith(only):
        published.draw_certificate(screens.certificate_file(), TARGET)
    if not only and language == "id":
        published.publish(TARGET, BASE_DIR / "docs" / "images")
        published.publish_papers(BASE_DIR / "docs" / "images")
        published.publish_guides(TARGET, BASE_DIR / "static" / "img" / "guides")
    say(f"{len(wanted)} screens in {TARGET}")


def manage(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=BASE_DIR, capture_output=True, text=True, check=False
    )
    if done.returncode:
        fail(f"manage.py {' '.join(arguments)}:\n{done.stdout}\n{done.stderr}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(port: int, url: str) -> Iterator[None]:
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=BASE_DIR, stdout=subprocess.DEVNULL)
    try:
        for _attempt in range(240):
            if process.poll() is not None:
                fail("The site ended before it was visited.")
            try:
                with urllib.request.urlopen(f"{url}/healthz", timeout=2):  # noqa: S310  our own address
                    break
            except OSError:
                time.sleep(0.25)
        else:
            fail("The site did not answer within a minute.")
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


if __name__ == "__main__":
    main()
