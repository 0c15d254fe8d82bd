"""Pages, fonts and the tree, written as a PDF."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.plain_text import without_control_signs
from reports.paper.faces import Face
from reports.paper.sheet import Node, Sheet


@dataclass
class Objects:
    """A PDF's objects by number, from 1."""

    bodies: list[bytes] = field(default_factory=list)

    def reserve(self) -> int:
        self.bodies.append(b"")
        return len(self.bodies)

    def put(self, body: str | bytes, number: int = 0) -> int:
        number = number or self.reserve()
        self.bodies[number - 1] = body.encode("latin-1") if isinstance(body, str) else body
        return number

    def put_stream(self, data: bytes, extra: str = "") -> int:
        packed = zlib.compress(data)
        head = f"<</Length {len(packed)}/Filter/FlateDecode{extra}>>stream\n"
        return self.put(head.encode("latin-1") + packed + b"\nendstream")

    def write(self, root: int) -> bytes:
        out = io.BytesIO()
        out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for number, body in enumerate(self.bodies, start=1):
            places.append(out.tell())
            out.write(f"{number} 0 obj\n".encode("ascii") + body + b"\nendobj\n")
        start = out.tell()
        out.write(f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode("ascii"))
        out.write(b"".join(f"{place:010d} 00000 n \n".encode("ascii") for place in places))
        out.write(f"trailer<</Size {len(places) + 1}/Root {root} 0 R>>\nstartxref\n{start}\n%%EOF".encode("ascii"))
        return out.getvalue()


@dataclass(frozen=True)
class Place:
    """An entry of the outline that readers show beside the pages."""

    text: str
    page: int
    y: float
    level: int = 1


def pdf_of(
    sheets: Sequence[Sheet], faces: Sequence[Face], tree: Node, places: Sequence[Place], *, title: str, language: str
) -> bytes:
    objects = Objects()
    root, pages_number = objects.reserve(), objects.reserve()
    fonts = "".join(f"/{face.key} {_font(objects, face)} 0 R" for face in faces)
    pages = [objects.reserve() for _sheet in sheets]
    for sheet, number in zip(sheets, pages, strict=True):
        content = objects.put_stream("\n".join(sheet.operators).encode("ascii"))
        objects.put(
            f"<</Type/Page/Parent {pages_number} 0 R/MediaBox[0 0 {sheet.width:.2f} {sheet.height:.2f}]"
            f"/Resources<</Font<<{fonts}>>>>/Contents {content} 0 R/StructParents {sheet.number}/Tabs/S>>",
            number,
        )
    objects.put(f"<</Type/Pages/Count {len(pages)}/Kids[{_references(pages)}]>>", pages_number)
    tree_number = _tree(objects, tree, sheets, pages)
    outline = _outline(objects, places, pages)
    objects.put(
        f"<</Type/Catalog/Pages {pages_number} 0 R/Lang({language})/MarkInfo<</Marked true>>"
        f"/StructTreeRoot {tree_number} 0 R/ViewerPreferences<</DisplayDocTitle true>>{outline}>>",
        root,
    )
    return _packed(objects.write(root), title)


def _references(numbers: Sequence[int]) -> str:
    return " ".join(f"{number} 0 R" for number in numbers)


def _font(objects: Objects, face: Face) -> int:
    base = f"DERMGA+{face.file.removesuffix('.ttf')}"
    data = face.subset()
    file = objects.put_stream(data, f"/Length1 {len(data)}")
    descriptor = objects.put(face.descriptor(base, file))
    inner = objects.put(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{base}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        f"/Supplement 0>>/FontDescriptor {descriptor} 0 R/CIDToGIDMap/Identity/DW 600/W[{face.widths()}]>>"
    )
    letters = objects.put_stream(face.unicode_map().encode("ascii"))
    return objects.put(
        f"<</Type/Font/Subtype/Type0/BaseFont/{base}/Encoding/Identity-H/DescendantFonts[{inner} 0 R]"
        f"/ToUnicode {letters} 0 R>>"
    )


def _tree(objects: Objects, tree: Node, sheets: Sequence[Sheet], pages: Sequence[int]) -> int:
    root = objects.reserve()
    numbers = {id(tree): objects.reserve()}
    stack = [(tree, root)]
    while stack:
        node, parent = stack.pop()
        own = numbers[id(node)]
        kids = []
        for kid in node.kids:
            if isinstance(kid, Node):
                numbers[id(kid)] = objects.reserve()
                kids.append(f"{numbers[id(kid)]} 0 R")
                stack.append((kid, own))
            else:
                kids.append(f"<</Type/MCR/Pg {pages[kid[0]]} 0 R/MCID {kid[1]}>>")
        objects.put(f"<</S/{node.tag}/P {parent} 0 R/K[{' '.join(kids)}]{node.extra}>>", own)
    owners = []
    for sheet in sheets:
        owners.append(objects.put(f"[{_references([numbers[id(node)] for node in sheet.marks])}]"))
    nums = " ".join(f"{sheet.number} {owner} 0 R" for sheet, owner in zip(sheets, owners, strict=True))
    objects.put(
        f"<</Type/StructTreeRoot/K {numbers[id(tree)]} 0 R/ParentTree<</Nums[{nums}]>>"
        f"/ParentTreeNextKey {len(sheets)}>>",
        root,
    )
    return root


def _outline(objects: Objects, places: Sequence[Place], pages: Sequence[int]) -> str:
    if not places:
        return ""
    root = objects.reserve()
    numbers = [objects.reserve() for _place in places]
    for order, (place, number) in enumerate(zip(places, numbers, strict=True)):
        before = f"/Prev {numbers[order - 1]} 0 R" if order else ""
        after = f"/Next {numbers[order + 1]} 0 R" if order + 1 < len(numbers) else ""
        text = (b"\xfe\xff" + place.text.encode("utf-16-be")).hex()
        objects.put(
            f"<</Title<{text}>/Parent {root} 0 R{before}{after}"
            f"/Dest[{pages[place.page]} 0 R/XYZ 0 {place.y:.2f} null]>>",
            number,
        )
    objects.put(f"<</Type/Outlines/First {numbers[0]} 0 R/Last {numbers[-1]} 0 R/Count {len(numbers)}>>", root)
    return f"/Outlines {root} 0 R"


def _packed(plain: bytes, title: str) -> bytes:
    """With its title, and the many small objects of the tree packed together."""
    import pikepdf  # here, so that the site starts without it

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = without_control_signs(title)
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()
