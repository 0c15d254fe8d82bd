"""What stands where the organiser wrote nothing: the outline's own sentences, to be read before signing. Indonesian."""

from __future__ import annotations

from reports.activity.gathering import Gathered

NOT_WRITTEN = "[Bagian ini belum ditulis. Tulis di halaman laporan kegiatan, atau langsung di dokumen ini.]"


def background(found: Gathered) -> str:
    course = found.batch.course
    return (
        f"Dalam rangka meningkatkan kompetensi pegawai, {course.organiser_name} menyelenggarakan {course.title}, "
        f"{found.batch.name}, bagi pegawai unit kerja di lingkungannya."
    )


def purpose(found: Gathered) -> str:
    return (
        "Maksud kegiatan ini adalah membekali peserta dengan materi yang disampaikan narasumber. Tujuannya adalah agar "
        "peserta mampu menerapkan materi tersebut dalam tugas di unit kerja masing-masing."
    )


def conclusion(found: Gathered) -> str:
    means = found.means
    said = f"{found.batch.course.title}, {found.batch.name}, telah dilaksanakan"
    if not means.people:
        return f"{said}."
    return f"{said} dan dituntaskan oleh {means.complete} dari {means.people} peserta terdaftar."


def closing(found: Gathered) -> str:
    return (
        "Demikian laporan ini disusun sebagai pertanggungjawaban atas pelaksanaan kegiatan dan sebagai bahan "
        "penyelenggaraan kegiatan berikutnya."
    )


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
