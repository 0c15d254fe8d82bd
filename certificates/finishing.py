"""What WeasyPrint leaves undone: ornaments, the PDF/UA identifier, figures' boxes, header cells' scope."""

from typing import Any

from certificates.ornaments import Form, page_ornament
from certificates.paper.award_ornament import award_ornament
from certificates.paper.colours import COLOURS

POINTS_PER_PIXEL = 0.75
ORNAMENTS = {"formal": page_ornament, "award": award_ornament}

# PDF/A allows a property outside its own list only when an extension schema describes it.
UA_IDENTIFIER = b"""<rdf:Description rdf:about="" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" \
xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>\
<rdf:Description rdf:about="" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" \
xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>\
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 that this document conforms to</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def finish(document: Any, pdf: Any, *, ornament: str) -> None:
    """The hook that `Document.write_pdf` calls before the file is written. `ornament` is `formal navy`, or `none`."""
    heights = {_reference(pdf, number): page.height * POINTS_PER_PIXEL for number, page in enumerate(document.pages)}
    preset, _blank, colours = ornament.partition(" ")
    if preset in ORNAMENTS:
        _draw_ornaments(
            pdf, [ORNAMENTS[preset](number == 0, COLOURS[colours]) for number in range(len(document.pages))]
        )
    _name_ua_part(pdf)
    if "AF" in pdf.catalog:  # WeasyPrint names each attachment twice
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
    for thing in pdf.objects:
        if not isinstance(thing, dict) or thing.get("Type") != "/StructElem":
            continue
        if thing["S"] == "/Figure":
            _repair_box(thing, heights[thing["Pg"]])
        elif thing["S"] == "/TH":
            thing["A"]["Scope"] = "/Column" if _stands_in_head(pdf, thing) else "/Row"


def _reference(pdf: Any, page_number: int) -> bytes:
    return bytes(pdf.page_references[page_number])


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _name_ua_part(pdf: Any) -> None:
    metadata = _object(pdf, pdf.catalog["Metadata"])
    metadata.stream = [
        part.replace(b"</rdf:RDF>", UA_IDENTIFIER + b"</rdf:RDF>", 1) if isinstance(part, bytes) else part
        for part in metadata.stream
    ]
    # Readable by tools that do not inflate: PDF/A-1 asks for it, and it costs 2 kB.
    metadata.compress = False


def _repair_box(figure: Any, page_height: float) -> None:
    """WeasyPrint writes CSS pixels from the top left; PDF wants points from the lower left."""
    left, top, right, bottom = figure["A"]["BBox"]
    corners = (left, page_height / POINTS_PER_PIXEL - bottom, right, page_height / POINTS_PER_PIXEL - top)
    figure["A"]["BBox"][:] = [round(value * POINTS_PER_PIXEL, 3) for value in corners]


def _stands_in_head(pdf: Any, cell: Any) -> bool:
    row = _object(pdf, cell["P"])
    return bool(_object(pdf, row["P"])["S"] == "/THead")


def _draw_ornaments(pdf: Any, ornaments: list[Form]) -> None:
    """Behind the text and outside the tag tree: drawn first, marked as an artifact."""
    added: dict[str, bytes] = {}
    for number, ornament in enumerate(ornaments):
        reference = _add_form(pdf, ornament, added)
        page = pdf.objects[int(_reference(pdf, number).split()[0])]
        resources = _object(pdf, page["Resources"])
        resources["XObject"][ornament.name] = reference
        stream = _object(pdf, page["Contents"])
        stream.stream.insert(0, f"/Artifact <</Type /Layout>> BDC q /{ornament.name} Do Q EMC".encode())


def _add_form(pdf: Any, form: Form, added: dict[str, bytes]) -> bytes:
    import pydyf  # comes with WeasyPrint, which a site without Pango never loads

    if form.name not in added:
        used = pydyf.Dictionary({part.name: _add_form(pdf, part, added) for part in form.uses})
        extra = {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array(form.box),
            "Resources": pydyf.Dictionary({"XObject": used} if form.uses else {}),
        }
        stream = pydyf.Stream([form.content], extra, compress=True)
        pdf.add_object(stream)
        added[form.name] = bytes(stream.reference)
    return added[form.name]
