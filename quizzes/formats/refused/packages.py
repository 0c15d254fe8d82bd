"""QTI: a package of the refused items as they were, with the files they show and a text that says why."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from urllib.parse import quote, unquote
from xml.etree.ElementTree import tostring

from quizzes.formats.archives import Archive, is_zip, safe_path
from quizzes.formats.findings import REASON, Place
from quizzes.formats.refused.parts import FileMade, Refused, unsaid
from quizzes.formats.writing import fixed_zip
from quizzes.formats.xml import child, children, root_of

MANIFEST = "imsmanifest.xml"


def package_of(data: bytes, refused: Sequence[Refused]) -> FileMade:
    files = _files_of_package(Archive(data), refused) if is_zip(data) else [("soal.xml", data)]
    if not any(name.endswith(".xml") and not name.endswith(MANIFEST) for name, _content in files):
        return FileMade(b"", "", "")
    return FileMade(fixed_zip([*files, (f"{REASON.upper()}.txt", _reasons(refused))]), "zip", "application/zip")


def _reasons(refused: Sequence[Refused]) -> bytes:
    lines = [f"{Place(row.number, row.line, row.row, row.file)} “{row.name}”\n{row.reason}\n" for row in refused]
    return "\n".join(lines).encode("utf-8-sig")


def _files_of_package(archive: Archive, refused: Sequence[Refused]) -> list[tuple[str, bytes]]:
    items = {row.file: found for row in refused if (found := archive.read(row.file)) is not None}
    shown = {
        name: archive.read(name) or b""
        for name in archive.names
        if not name.lower().endswith(".xml") and any(_names(item, name) for item in items.values())
    }
    manifest = next(iter(sorted((name for name in archive.names if name.endswith(MANIFEST)), key=len)), "")
    head = [(manifest, _manifest(archive, manifest, set(items)))] if manifest else []
    return [*head, *items.items(), *shown.items()]


def _names(item: bytes, path: str) -> bool:
    name = posixpath.basename(path)
    return name.encode() in item or quote(name).encode() in item


def _manifest(archive: Archive, manifest: str, kept: set[str]) -> bytes:
    root = root_of(archive.read(manifest) or b"", unsaid)
    for resources in children(root, "resources"):
        for resource in list(resources):
            file = child(resource, "file")
            href = resource.get("href") or (file.get("href", "") if file is not None else "")
            if safe_path(posixpath.join(posixpath.dirname(manifest), unquote(href or ""))) not in kept:
                resources.remove(resource)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))
