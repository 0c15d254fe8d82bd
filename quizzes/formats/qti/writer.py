"""A package of QTI 3.0: a manifest, an item for each question, and their files beside them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from quizzes.formats.findings import Notes
from quizzes.formats.qti.page import ItemPage
from quizzes.formats.qti.writing import interaction_of
from quizzes.formats.writing import Desk, Written, fixed_zip, note_written_losses
from quizzes.items import Item

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,199}")
NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
PACKAGE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"


def write_qti3(items: Sequence[Item]) -> Written:
    desk = Desk()
    files: list[tuple[str, bytes]] = []
    resources: list[str] = []
    media: dict[str, bytes] = {}
    for number, (item, text) in enumerate(desk.each(items, _item), start=1):
        name = f"items/soal-{number:04}.xml"
        page = ItemPage(item)
        shown = {path: data for path, data in page.files.values() if path in text}
        media |= {posixpath.normpath(posixpath.join("items", path)): data for path, data in shown.items()}
        files.append((name, text.encode()))
        resources.append(_resource(item, number, name, sorted(shown)))
    head = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns="{PACKAGE}" identifier="soal">\n'
        "<metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>\n<organizations/>\n"
    )
    manifest = f"{head}<resources>\n{''.join(resources)}</resources>\n</manifest>\n"
    data = fixed_zip([("imsmanifest.xml", manifest.encode()), *files, *sorted(media.items())])
    return desk.written("qti3", data)


def _resource(item: Item, number: int, name: str, shown: Sequence[str]) -> str:
    keywords = "".join(f"<keyword><string>{escape(tag)}</string></keyword>" for tag in item.tags)
    taxa = "".join(f"<taxon><entry><string>{escape(part)}</string></entry></taxon>" for part in item.topic)
    general = f"<general>{keywords}</general>" if keywords else ""
    path = f"<classification><taxonPath>{taxa}</taxonPath></classification>" if taxa else ""
    about = f'<metadata><lom xmlns="{LOM}">{general}{path}</lom></metadata>' if general or path else ""
    beside = "".join(f"<file href={quoteattr(posixpath.normpath(posixpath.join('items', path)))}/>" for path in shown)
    return (
        f'<resource identifier="r{number}" type="imsqti_item_xmlv3p0" href="{name}">{about}'
        f'<file href="{name}"/>{beside}</resource>\n'
    )


def _item(item: Item, notes: Notes) -> str:
    page = ItemPage(item)
    made = interaction_of(item, page, notes)
    note_written_losses(item, notes)
    named = IDENTIFIER.fullmatch(item.external_id)
    identifier = item.external_id if named else f"soal-{page.digest}"
    label = f" label={quoteattr(item.external_id)}" if item.external_id and not named else ""
    declared = f'identifier="{identifier}" title={quoteattr(item.name)}{label} tool-name="Dermaga"'
    rules = f'<qti-response-processing template="{TEMPLATES}{made.template}.xml"/>' if made.template else made.rules
    feedback = ""
    if item.feedback:
        body = f"<qti-content-body>{page.xhtml(item.feedback)}</qti-content-body>"
        feedback = (
            '<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="general" show-hide="hide">'
            f"{body}</qti-modal-feedback>\n"
        )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<qti-assessment-item xmlns="{NAMESPACE}" {declared}'
        ' adaptive="false" time-dependent="false">\n'
        f"{made.declarations}\n"
        '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>\n'
        '<qti-outcome-declaration identifier="MAXSCORE" cardinality="single" base-type="float"><qti-default-value>'
        f"<qti-value>{page.marks}</qti-value></qti-default-value></qti-outcome-declaration>\n"
        '<qti-outcome-declaration identifier="FEEDBACK" cardinality="single" base-type="identifier"/>\n'
        f"<qti-item-body>{made.body}</qti-item-body>\n{rules}\n{feedback}</qti-assessment-item>\n"
    )
