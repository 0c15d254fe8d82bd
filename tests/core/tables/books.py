"""Excel files for tests: made by openpyxl, or by hand where only other programs write them so."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from openpyxl import Workbook

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def book(*rows: Iterable[Any], title: str = "Peserta", change: Callable[[Workbook], None] | None = None) -> bytes:
    made = Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(list(row))
    if change is not None:
        change(made)
    return saved(made)


def saved(made: Workbook) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def package(sheet: str | Iterable[bytes], *, strings: str = "", more: Mapping[str, Any] | None = None) -> bytes:
    """A workbook of one sheet whose XML is given: as a whole, or what goes between <sheetData> and its end."""
    parts: dict[str, Any] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.xml": f'<workbook {NS} xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Lembar" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": (
            f"<worksheet {NS}><sheetData>{sheet}</sheetData></worksheet>" if isinstance(sheet, str) else sheet
        ),
        **({"xl/sharedStrings.xml": strings} if strings else {}),
        **(more or {}),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if isinstance(content, str):
                archive.writestr(name, content)
            else:
                with archive.open(name, "w", force_zip64=True) as part:
                    for block in content:
                        part.write(block)
    return file.getvalue()


def several(parts: Mapping[str, str | Iterable[bytes]]) -> bytes:
    """A workbook with a sheet for each name; its part is what stands for it, or that of the sheet it names."""
    names = {name: str(place) for place, name in enumerate(parts, start=1)}
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for name, n in names.items())
    of_others = {name: names[part] for name, part in parts.items() if isinstance(part, str) and part in names}
    leads = "".join(
        f'<Relationship Id="r{n}" Target="worksheets/sheet{of_others.get(name, n)}.xml"/>' for name, n in names.items()
    )
    own = {name: content for name, content in parts.items() if name not in of_others}
    return package(
        "",
        more={
            "xl/workbook.xml": f'<workbook {NS} xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f"<Relationships>{leads}</Relationships>",
            **{f"xl/worksheets/sheet{names[name]}.xml": content for name, content in own.items()},
        },
    )


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def number(reference: str, raw: str) -> str:
    return f'<c r="{reference}"><v>{raw}</v></c>'


HEAD = f'<row r="1">{inline("A1", "Nama")}{inline("B1", "NIP")}</row>'
