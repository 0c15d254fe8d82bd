"""QTI as it arrives: one item, or a package whose manifest names its items and their files."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from quizzes.formats.archives import Archive, is_zip, safe_path
from quizzes.formats.findings import FileRefusedError, Gathering, Notes, Reading, RefusedError
from quizzes.formats.qti.item import AssessmentItem
from quizzes.formats.qti.naming import with_common_names
from quizzes.formats.xml import Node, child, children, local_name, root_of

if TYPE_CHECKING:
    from quizzes.items import Item

FORMAT = "qti"
ITEM = "assessmentItem"


@dataclass(frozen=True)
class _Entry:
    """What the manifest says of an item."""

    path: str
    tags: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()


def read_qti(data: bytes) -> Reading:
    gathering = Gathering(FORMAT)
    if is_zip(data):
        _read_package(gathering, Archive(data))
    else:
        root = _root(data, gathering.notes.warn)
        if root.tag == ITEM:
            _take(gathering, root, _Entry(""), lambda _name: None)
        elif root.tag in ("assessmentTest", "assessmentSection", "manifest"):
            raise FileRefusedError(
                _("This file only refers to questions. Bring the whole package, as a ZIP file with imsmanifest.xml.")
            )
        else:
            raise FileRefusedError(_("The file is XML, but not a QTI item."))
    return gathering.reading()


def _read_package(gathering: Gathering, archive: Archive) -> None:
    for entry in _entries(gathering, archive):
        data = archive.read(entry.path)
        if data is None:
            gathering.refuse(
                _("The manifest names the file “%(name)s”, which is not in the package.") % {"name": entry.path[-80:]},
                file=entry.path,
            )
            continue
        try:
            root = _root(data, gathering.notes.warn)
        except FileRefusedError as error:
            gathering.refuse(str(error), file=entry.path)
            continue
        if root.tag != ITEM:
            gathering.refuse(_("The file holds no question (assessmentItem)."), file=entry.path)
            continue
        folder = posixpath.dirname(entry.path)
        _take(gathering, root, entry, partial(_beside, archive, folder))


def _beside(archive: Archive, folder: str, name: str) -> bytes | None:
    return archive.read(safe_path(posixpath.join(folder, name)))


def _entries(gathering: Gathering, archive: Archive) -> Iterator[_Entry]:
    manifests = sorted((name for name in archive.names if name.endswith("imsmanifest.xml")), key=len)
    if not manifests:
        for name in sorted(archive.names):
            if name.lower().endswith(".xml") and b"ssessment" in (archive.read(name) or b"")[:4000]:
                yield _Entry(name)
        return
    folder = posixpath.dirname(manifests[0])
    root = _root(archive.read(manifests[0]) or b"", gathering.notes.warn)
    named: set[str] = set()
    for resources in children(root, "resources"):
        for resource in children(resources, "resource"):
            kind = resource.get("type", "").lower()
            if "item" in kind and "qti" in kind:
                href = resource.get("href") or next((file.get("href", "") for file in children(resource, "file")), "")
                path = safe_path(posixpath.join(folder, unquote(href)))
                if path in named:  # each reading unpacks the file: a small package must not take hours
                    gathering.notes.warn(_("The manifest names a file more than once; it was read once."))
                    continue
                named.add(path)
                yield _Entry(path, _tags(resource), _topic(resource))
            elif "test" in kind and "qti" in kind:
                gathering.notes.warn(
                    _("The order and rules of the test in the package were left out: only its questions were read.")
                )


def _take(gathering: Gathering, root: Node, entry: _Entry, look: Callable[[str], bytes | None]) -> None:
    gathering.take(partial(_made, root, entry, look), name=root.get("title", ""), line=root.line, file=entry.path)


def _made(root: Node, entry: _Entry, look: Callable[[str], bytes | None], notes: Notes) -> Item:
    if root.get("adaptive", "").strip() in ("true", "1"):
        raise RefusedError(_("It changes with each try (“adaptive”), which is not supported."))
    if next(root.iter("templateDeclaration"), None) is not None:
        raise RefusedError(_("It fills in numbers at random (“template”), which is not supported."))
    return AssessmentItem(root, look, notes, tags=entry.tags, topic=entry.topic).item()


def _root(data: bytes, warn: Callable[[str], None]) -> Node:
    root = root_of(data, warn)
    with_common_names(root)
    return root


def _tags(resource: Element) -> tuple[str, ...]:
    return tuple(text for node in resource.iter("keyword") if (text := "".join(node.itertext()).strip()))


def _topic(resource: Element) -> tuple[str, ...]:
    path = next(resource.iter("taxonPath"), None)
    if path is None:
        return ()
    taxa = (child(node, "entry") for node in path if local_name(node) == "taxon")
    return tuple(text for entry in taxa if entry is not None and (text := "".join(entry.itertext()).strip()))
