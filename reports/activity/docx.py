"""The same blocks as a DOCX that can be written on: real headings, tables with repeated heads, fields for pages.

Rows are written as XML at once: python-docx looks through the whole table for each cell, which takes minutes for two
thousand people.
"""

from __future__ import annotations

import io
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from core.plain_text import without_control_signs
from reports.paper.blocks import (
    Block,
    Contents,
    Facts,
    Grid,
    Heading,
    Items,
    NewPage,
    Paper,
    Signature,
    Text,
    Title,
)

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Arial"
NAVY = RGBColor(0x12, 0x2F, 0x4D)
LONG, SHORT = Cm(29.7), Cm(21)
TWIPS_A_CM = 567
STANDING, LYING = (2.5, 2.0), (1.5, 1.5)
SIGNATURE_INDENT = Cm(8.5)


def paper_docx(paper: Paper) -> bytes:
    writer = _Writer(paper)
    for block in paper.blocks:
        writer.write(block)
    out = io.BytesIO()
    writer.document.save(out)
    return out.getvalue()


class _Writer:
    def __init__(self, paper: Paper) -> None:
        self.document: Any = Document()
        self.paper = paper
        self.is_lying = paper.is_lying
        self.headings = [block for block in paper.blocks if isinstance(block, Heading)]
        self._styles()
        self._lay(self.document.sections[0])
        self._foot(self.document.sections[0])
        properties = self.document.core_properties
        properties.title, properties.language, properties.author = _clean(paper.title)[:255], paper.language, ""

    def write(self, block: Block) -> None:
        match block:
            case Title():
                self._title(block)
            case Heading():
                self.document.add_heading(_clean(block.text), block.level)
            case Text():
                self._text(block.text).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            case Items():
                self._items(block)
            case Facts():
                for term, value in block.rows:
                    paragraph = self._text(f"{term}\t: {value}")
                    paragraph.paragraph_format.space_after = Pt(2)
                    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(3.5))
            case Grid():
                self._grid(block)
            case Signature():
                self._signature(block)
            case NewPage():
                self.is_lying = block.is_lying
                self._lay(self.document.add_section(WD_SECTION.NEW_PAGE))
            case Contents():
                self._contents(block)

    def _styles(self) -> None:
        styles = self.document.styles
        normal = styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(11)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "id-ID")
        normal.element.rPr.append(language)
        normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.15
        for level, size in ((1, 14), (2, 12), (3, 11)):
            style = styles[f"Heading {level}"]
            style.font.name, style.font.size, style.font.bold, style.font.color.rgb = FONT, Pt(size), True, NAVY
            style.element.rPr.rFonts.set(qn("w:asciiTheme"), "")
            for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                style.element.rPr.rFonts.attrib.pop(qn(name), None)
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(14 - 2 * level), Pt(4)
        caption = styles["Caption"]
        caption.font.name, caption.font.size, caption.font.bold, caption.font.color.rgb = FONT, Pt(9.5), True, NAVY
        caption.paragraph_format.keep_with_next = True

    def _lay(self, section: Any) -> None:
        section.orientation = WD_ORIENT.LANDSCAPE if self.is_lying else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (LONG, SHORT) if self.is_lying else (SHORT, LONG)
        left, right = LYING if self.is_lying else STANDING
        section.left_margin, section.right_margin = Cm(left), Cm(right)
        section.top_margin = section.bottom_margin = Cm(2)

    @property
    def _width(self) -> float:
        """Between the margins, in centimetres."""
        return 29.7 - sum(LYING) if self.is_lying else 21 - sum(STANDING)

    def _foot(self, section: Any) -> None:
        """Later sections have the same one."""
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.add_run(f"{_clean(self.paper.foot)}  ·  Halaman ")
        _field(paragraph, "PAGE", "1")
        paragraph.add_run(" dari ")
        _field(paragraph, "NUMPAGES", "1")
        for run in paragraph.runs:
            run.font.size = Pt(8.5)

    def _text(self, text: str, style: str | None = None) -> Any:
        return self.document.add_paragraph(_clean(text), style=style)

    def _title(self, block: Title) -> None:
        for text in block.above:
            self._centred(text, 12, bold=True)
        paragraph = self._centred(block.title, 16, bold=True)
        paragraph.paragraph_format.space_before = Pt(18)
        for text in block.below:
            self._centred(text, 12)
        self.document.paragraphs[-1].paragraph_format.space_after = Pt(18)

    def _centred(self, text: str, size: float, *, bold: bool = False) -> Any:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(_clean(text))
        run.font.size, run.bold = Pt(size), bold
        return paragraph

    def _items(self, block: Items) -> None:
        """Numbers are written out: Word would go on counting from the list before."""
        for number, text in enumerate(block.items, start=1):
            if not block.is_numbered:
                self._text(text, "List Bullet")
                continue
            paragraph = self._text(f"{number}.\t{text}")
            shape = paragraph.paragraph_format
            shape.left_indent, shape.first_line_indent, shape.space_after = Cm(0.8), Cm(-0.8), Pt(3)
            shape.tab_stops.add_tab_stop(Cm(0.8))

    def _grid(self, block: Grid) -> None:
        if block.caption:
            self._text(block.caption, "Caption")
        whole = sum(column.width for column in block.columns)
        widths = [round(column.width / whole * self._width * TWIPS_A_CM) for column in block.columns]
        right = [column.is_number for column in block.columns]
        rows = [_row([column.label for column in block.columns], widths, right, is_head=True)]
        rows += [_row(row, widths, right) for row in block.rows]
        if block.foot:
            rows.append(_row(block.foot, widths, right, is_bold=True))
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        table = (
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )
        body = self.document.element.body
        body.insert(len(body) - 1, parse_xml(table))  # before the properties of the last section
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)

    def _signature(self, block: Signature) -> None:
        heads = [block.place_and_day, block.on_behalf, block.function]
        feet = [block.rank, f"NIP {block.number}" if block.number else ""]
        lines = [(text, False) for text in heads if text]
        lines += [("", False)] * 4
        lines += [(block.name, True), *((text, False) for text in feet if text)]
        for place, (text, bold) in enumerate(lines):
            paragraph = self.document.add_paragraph()
            paragraph.add_run(_clean(text)).bold = bold
            shape = paragraph.paragraph_format
            shape.left_indent, shape.space_after = SIGNATURE_INDENT, Pt(0)
            shape.space_before, shape.keep_with_next = Pt(0 if place else 18), place + 1 < len(lines)

    def _contents(self, block: Contents) -> None:
        """A field that Word renews when the file is opened; until then the headings stand there without pages."""
        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(_clean(block.title))
        run.bold, run.font.size = True, Pt(13)
        listed = self.document.add_paragraph()
        _mark(listed, "begin")
        _instruction(listed, 'TOC \\o "1-3" \\h \\z \\u')
        _mark(listed, "separate")
        for place, heading in enumerate(self.headings):
            entry = listed.add_run(_clean(f"{'    ' * (heading.level - 1)}{heading.text}"))
            if place + 1 < len(self.headings):
                entry.add_break()
        _mark(listed, "end")
        update = OxmlElement("w:updateFields")
        update.set(qn("w:val"), "true")
        self.document.settings.element.append(update)
        self.document.add_page_break()


def _clean(text: str) -> str:
    return without_control_signs(text)


def _row(cells: Any, widths: list[int], right: list[bool], *, is_head: bool = False, is_bold: bool = False) -> str:
    """Never torn; a head comes again on every page."""
    head = "<w:tblHeader/>" if is_head else ""
    bold = "<w:b/>" if is_head or is_bold else ""
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="E8EDF2"/>' if is_head else ""
    written = []
    for text, width, is_right in zip(cells, widths, right, strict=True):
        side = '<w:jc w:val="right"/>' if is_right else ""
        written.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr><w:p><w:pPr>'
            f'<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>{side}</w:pPr><w:r><w:rPr>{bold}'
            f'<w:sz w:val="17"/></w:rPr><w:t xml:space="preserve">{escape(_clean(text))}</w:t></w:r></w:p></w:tc>'
        )
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(written)}</w:tr>"


def _mark(paragraph: Any, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def _instruction(paragraph: Any, words: str) -> None:
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {words} "
    paragraph.add_run()._r.append(instruction)


def _field(paragraph: Any, words: str, shown: str) -> None:
    _mark(paragraph, "begin")
    _instruction(paragraph, words)
    _mark(paragraph, "separate")
    paragraph.add_run(shown)
    _mark(paragraph, "end")
