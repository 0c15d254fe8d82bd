"""A process that reads one hostile file, and says what came of it and how much memory that took."""

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from tests.core.tables.books import HEAD, NS, book, inline, package, several

MEGABYTE = b" " * 1024 * 1024


def _spaces(megabytes: int) -> Iterator[bytes]:
    yield f"<worksheet {NS}><sheetData>".encode()
    for _ in range(megabytes):
        yield MEGABYTE
    yield b"</sheetData></worksheet>"


def _strings(megabytes: int) -> dict[str, Any]:
    """Packed ten to one, as a table may be."""

    def blocks() -> Iterator[bytes]:
        yield f"<sst {NS}>".encode()
        for number in range(megabytes * 250):
            yield f"<si><t>{hashlib.sha256(str(number).encode()).hexdigest() * 64}</t></si>".encode()
        yield b"</sst>"

    return {"xl/sharedStrings.xml": blocks()}


def _five_thousand() -> bytes:
    rows = (
        (f"Peserta {n}", f"19850312201003{n:04d}", "KSOP Kelas II Bitung", "Penata Muda / III a") for n in range(5000)
    )
    return book(("Nama", "NIP", "UPT", "Pangkat"), *rows)


def _sheets(number: int) -> bytes:
    """Each as large as one may be, and packed to some thirty kilobytes."""
    row = b"<row>" + b"<c><v>12345</v></c>" * 39 + b"</row>"
    sheet = [f"<worksheet {NS}><sheetData>{HEAD}".encode(), row * 9900, b"</sheetData></worksheet>"]
    return several({f"Lembar {place}": sheet for place in range(number)})


FILES: dict[str, Callable[[], bytes]] = {
    "five thousand rows": _five_thousand,
    "a bomb": lambda: package(_spaces(60)),
    "giant dimensions": lambda: package(f"{HEAD}<row>{inline('A9', 'x')}{inline('XFD1048576', 'x')}</row>"),
    "texts without end": lambda: package(HEAD, more=_strings(34)),
    "sheets without end": lambda: _sheets(4),
    "merged without end": lambda: package(
        HEAD
        + "".join(f'<row r="{n}">{inline(f"A{n}", "x")}</row>' for n in range(2, 3000))
        + "</sheetData><mergeCells>"
        + '<mergeCell ref="A1:A1048576"/>' * 19_000
        + "</mergeCells><sheetData>"
    ),
}


def main(name: str) -> None:
    from django.conf import settings

    settings.configure(USE_I18N=False)
    from core.tables import TableRefused, read_table
    from tests.memory import peak_kb

    data = sys.stdin.buffer.read()
    try:
        said = f"{len(read_table(data).rows)} rows"
    except TableRefused as refusal:
        said = str(refusal)
    json.dump({"said": said, "peak_kb": peak_kb()}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
