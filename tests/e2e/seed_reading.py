"""A course with a material of every block, for the journeys of readers; called by seed."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from django.core.files.images import ImageFile
from PIL import Image, ImageDraw

from core import clock
from core.models import Picture
from courses.choices import Opening
from courses.models import Batch, Topic
from members.models import User
from tests.factories.courses import make_batch, make_course, make_material, make_session

PARAGRAPH = (
    "<p>Sebelum menjawab, baca pesannya sampai habis dan catat di mana ia pertama muncul. Pesan yang beredar di grup "
    "keluarga sering kali sudah berumur beberapa tahun, dipotong dari tempat lain, atau dibubuhi nama pejabat yang "
    "tidak pernah mengatakannya. Tanyakan kepada petugas jaga, lihat buku harian kapal, dan baru kemudian menulis.</p>"
)


def seed_reading(organiser: User, speaker: User) -> tuple[Batch, dict[str, Any]]:
    course = make_course(
        "Menjawab kabar dari dermaga",
        slug="kabar-dermaga",
        organisers=[organiser],
        summary="Memeriksa kabar, menjawab warga, dan mencatat apa yang sudah dikerjakan.",
        materials_target=100,
    )
    batch = make_batch(course, name="Angkatan I, Tahuna", code="kabar-dermaga-1", zone="Asia/Makassar", city="Tahuna")
    topic = Topic.objects.get_or_create(code="verifikasi", defaults={"name": "Verifikasi kabar"})[0]
    first = make_material(
        course,
        "Memeriksa kabar sebelum menjawab",
        slug="memeriksa-kabar",
        speakers=[speaker],
        summary="Anda dapat memeriksa sebuah kabar dalam lima belas menit dengan telepon saja.",
        topics=[topic],
        body=_body(),
    )
    later = make_material(course, "Menjawab dalam satu jam", slug="satu-jam", opens=Opening.START)
    after = make_material(course, "Mencatat dan melaporkan", slug="mencatat", prerequisites=[first])
    make_session(batch, "Simulasi menjawab", starts_at=clock.now() + timedelta(days=3), materials=[later])
    return batch, {
        "material": f"/courses/{course.slug}/{first.slug}/",
        "uid": str(first.uid),
        "course": f"/courses/{course.slug}/",
        "closed": f"/courses/{course.slug}/{later.slug}/",
        "after": f"/courses/{course.slug}/{after.slug}/",
    }


def _body() -> list[tuple[str, Any]]:
    return [
        ("text", f"<h2>Berhenti sebentar</h2>{PARAGRAPH}{PARAGRAPH}"),
        ("callout", {"kind": "tip", "heading": "Ingat", "text": "<p>Lima belas menit cukup untuk memeriksa.</p>"}),
        (
            "checklist",
            {
                "heading": "Sebelum Anda menjawab",
                "items": ["Baca pesannya sampai habis", "Cari sumber pertamanya", "Tanyakan kepada petugas jaga"],
            },
        ),
        ("text", f"<h2>Menelusuri gambar dan tanggal</h2>{PARAGRAPH}<h3>Gambar lama</h3>{PARAGRAPH}"),
        (
            "gallery",
            {
                "heading": "Papan pengumuman di tiga dermaga",
                "pictures": [
                    {"image": _picture(name, colour), "alt_text": f"Papan pengumuman {name}", "caption": name}
                    for name, colour in (("Bitung", "#00587a"), ("Tahuna", "#0a6638"), ("Manado", "#704b00"))
                ],
            },
        ),
        (
            "self_check",
            {
                "question": "Sebuah video kapal tenggelam beredar. Apa yang pertama Anda kerjakan?",
                "kind": "single",
                "options": [
                    {
                        "text": "Membantahnya segera",
                        "is_right": False,
                        "feedback": "Tanpa data, bantahan bisa keliru.",
                    },
                    {
                        "text": "Menanyakan petugas jaga",
                        "is_right": True,
                        "feedback": "Ia tahu kapal yang berlayar.",
                    },
                    {"text": "Menunggu sampai reda", "is_right": False, "feedback": ""},
                ],
                "truth": "",
                "explanation": "Kabar dari petugas jaga datang dalam hitungan menit dan dapat dikutip.",
            },
        ),
        (
            "definitions",
            {
                "heading": "Istilah",
                "entries": [
                    {"term": "Hoaks", "meaning": "Kabar bohong yang dibuat untuk menyesatkan."},
                    {"term": "Disinformasi", "meaning": "Kabar keliru yang disebarkan dengan sengaja."},
                ],
            },
        ),
        (
            "columns",
            {
                "left": [("text", "<h3>Tulis</h3><p>“Kami sedang memeriksa kabar ini dan memberi tahu pukul 10.”</p>")],
                "right": [("text", "<h3>Jangan tulis</h3><p>“Itu tidak benar. Jangan percaya.”</p>")],
            },
        ),
        ("text", f"<h2>Menulis jawaban</h2>{PARAGRAPH}"),
        (
            "self_check",
            {
                "question": "Mana yang perlu ada dalam jawaban resmi?",
                "kind": "multiple",
                "options": [
                    {"text": "Apa yang sudah diketahui", "is_right": True, "feedback": ""},
                    {"text": "Kapan kabar berikutnya", "is_right": True, "feedback": ""},
                    {"text": "Dugaan penyebab", "is_right": False, "feedback": "Dugaan sering harus ditarik kembali."},
                ],
                "truth": "",
                "explanation": "",
            },
        ),
        (
            "link_card",
            {
                "url": "https://www.youtube.com/watch?v=contoh",
                "title": "Rekaman lokakarya menelusuri foto",
                "description": "Cara mencari asal sebuah foto dengan telepon.",
                "kind": "video",
                "size": "9 menit",
            },
        ),
    ]


def _picture(name: str, colour: str) -> Picture:
    image = Image.new("RGB", (960, 720), colour)
    ImageDraw.Draw(image).rectangle((120, 160, 840, 560), fill="white", outline="black", width=8)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return Picture.objects.create(title=name, file=ImageFile(buffer, name=f"{name.lower()}.png"), width=960, height=720)
