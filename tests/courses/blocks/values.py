"""Values of blocks as a speaker would fill them in."""

from __future__ import annotations

from typing import Any

CHECKLIST = ("checklist", {"heading": "Sebelum menjawab", "items": ["Baca sampai habis", "Telusuri sumber"]})
LINK_CARD = (
    "link_card",
    {
        "url": "https://www.youtube.com/watch?v=abc",
        "title": "Rekaman lokakarya",
        "description": "Cara menelusuri foto.",
        "kind": "video",
        "size": "9 menit",
    },
)
DEFINITIONS = ("definitions", {"heading": "", "entries": [{"term": "Hoaks", "meaning": "Kabar bohong."}]})
COLUMNS = (
    "columns",
    {
        "left": [("text", "<p>Yang benar</p>")],
        "right": [("callout", {"kind": "tip", "heading": "Ingat", "text": "<p>Sebut sumber</p>"})],
    },
)


def self_check(kind: str = "single", right: tuple[bool, ...] = (True, False), **fields: Any) -> tuple[str, Any]:
    options = [
        {"text": f"Jawaban {number}", "is_right": is_right, "feedback": f"Tanggapan {number}"}
        for number, is_right in enumerate(right, start=1)
    ]
    return (
        "self_check",
        {
            "question": "Apa yang pertama?",
            "kind": kind,
            "options": options,
            "truth": "",
            "explanation": "Karena cepat saja tidak cukup.",
            **fields,
        },
    )
