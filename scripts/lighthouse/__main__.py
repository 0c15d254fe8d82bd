"""Serves a fresh site with the demo and has Lighthouse (npm, headless Chromium, mobile settings) look at three pages.

make lighthouse                          front, course and material page; the last two as a participant
make lighthouse ARGS="--site DIR"        on a site that is kept in DIR
Lighthouse is installed with npm into var/lighthouse on the first run. Exit 1 where a score is under 95.
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from scripts.catalogues import compile_catalogues
from scripts.console import fail, say, step
from scripts.screenshots import screens
from scripts.screenshots.__main__ import free_port, manage, served

BASE_DIR = Path(__file__).resolve().parents[2]
FOLDER = BASE_DIR / "var" / "lighthouse"
VERSION = "12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices")
LEAST = 95
CHROMIUM = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, help="keep the site's data in this folder, and use what is there")
    options = parser.parse_args()
    compile_catalogues()
    folder = options.site or Path(tempfile.mkdtemp(prefix="dermaga-lighthouse-"))
    try:
        low = judge(folder.resolve())
    finally:
        if not options.site:
            shutil.rmtree(folder, ignore_errors=True)
    if low:
        fail(f"Under {LEAST}: {', '.join(low)}")


def judge(folder: Path) -> list[str]:
    program = lighthouse()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    os.environ |= {"VAR_DIR": str(folder), "PORT": str(port), "LOG_LEVEL": "ERROR", "JOBS_ENGINE": "embedded"}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "lms.settings.dev", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    folder.mkdir(parents=True, exist_ok=True)
    with step("Site with demo data"):
        manage("migrate", "--verbosity", "0")
        manage("load_demo")
    screens.set_up()
    wanted = [screen for screen in screens.all_screens() if screen.name in ("front", "course", "material")]
    low = []
    with served(port, url):
        for screen in wanted:
            cookie = f"sessionid={screens.session_key_of(screen.person)}" if screen.person else ""
            report = look(program, f"{url}{screen.path}", cookie, FOLDER / f"{screen.name}.json")
            scores = {name: round(report["categories"][name]["score"] * 100) for name in CATEGORIES}
            say(f"{screen.name:10}" + "  ".join(f"{name} {score}" for name, score in scores.items()))
            low += [f"{screen.name} {name} {score}" for name, score in scores.items() if score < LEAST]
            for audit in doubtful(report):
                say(f"  {audit}")
    return low


def look(program: Path, url: str, cookie: str, target: Path) -> dict[str, Any]:
    command = [
        str(program),
        url,
        "--quiet",
        "--output=json",
        f"--output-path={target}",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={' '.join(CHROMIUM)}",
    ]
    if cookie:
        command.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
    environment = os.environ | {"CHROME_PATH": shutil.which("chromium") or ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=FOLDER)
    if done.returncode or not target.exists():
        fail(f"lighthouse {url}:\n{done.stderr[-2000:]}")
    report: dict[str, Any] = json.loads(target.read_text())
    if report["finalDisplayedUrl"].split("?")[0] != url:
        fail(f"{url} led to {report['finalDisplayedUrl']}")
    return report


def doubtful(report: dict[str, Any]) -> list[str]:
    """What costs points: audits that count and are not whole."""
    counted = {
        ref["id"] for name in CATEGORIES for ref in report["categories"][name]["auditRefs"] if ref.get("weight", 0)
    }
    return [
        f"{audit['id']} {audit['score']} {audit.get('displayValue', '')}".rstrip()
        for audit in report["audits"].values()
        if audit["id"] in counted and audit["score"] is not None and audit["score"] < 0.9
    ]


def lighthouse() -> Path:
    program = FOLDER / "node_modules" / ".bin" / "lighthouse"
    if program.exists():
        return program
    npm = shutil.which("npm")
    if npm is None or shutil.which("chromium") is None:
        fail("Lighthouse needs npm and Chromium: sudo apt-get install --no-install-recommends npm chromium")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with step("Lighthouse from npm"):
        command = [npm, "install", "--no-audit", "--no-fund", "--omit=dev", "--prefix", str(FOLDER)]
        done = subprocess.run([*command, f"lighthouse@{VERSION}"], capture_output=True, text=True, check=False)
    if done.returncode:
        fail(done.stderr[-2000:])
    return program


if __name__ == "__main__":
    main()
