"""Sentences of the report, built from figures. Pure, in Indonesian."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.figures import figure
from courses.choices import BatchMode
from courses.models import Batch
from reports.batch_heads import place_of

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
MODES = {
    BatchMode.ONSITE: "secara tatap muka",
    BatchMode.ONLINE: "secara daring",
    BatchMode.HYBRID: "secara tatap muka dan daring",
}


def day_in_words(day: date) -> str:
    return f"{DAYS[day.weekday()]}, {plain_day(day)}"


def plain_day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def when_and_where(batch: Batch) -> str:
    place = place_of(batch)
    where = f", bertempat di {place}" if place and batch.mode != BatchMode.ONLINE else ""
    how = MODES[BatchMode(batch.mode)]
    if batch.starts_on == batch.ends_on:
        return f"Kegiatan dilaksanakan {how} pada hari {day_in_words(batch.starts_on)}{where}."
    days = (batch.ends_on - batch.starts_on).days + 1
    return (
        f"Kegiatan dilaksanakan {how} selama {days} hari, dari hari {day_in_words(batch.starts_on)} sampai dengan hari "
        f"{day_in_words(batch.ends_on)}{where}."
    )


def who_came(people: int, came: int, offices: int, provinces: int) -> str:
    """`people` were registered; of `came` it is on record that they took part."""
    if not people:
        return "Belum ada peserta yang terdaftar."
    whence = f" dari {offices} unit kerja" if offices else ""
    if provinces:
        whence += f" di {provinces} provinsi"
    if came == people:
        said = f"Kegiatan diikuti oleh {people} orang peserta{whence}."
    elif came:
        said = f"Dari {people} orang peserta terdaftar{whence}, {came} orang mengikuti kegiatan."
    else:
        said = f"Terdaftar {people} orang peserta{whence}. Keikutsertaan mereka belum tercatat."
    return f"{said} Daftar peserta tercantum dalam Lampiran 1."


def people_in_short(people: int, came: int) -> str:
    if came == people:
        return f"{people} orang"
    return f"{came} orang dari {people} terdaftar" if came else f"{people} orang terdaftar"


def what_was_held(sessions: int, jp: Decimal, cancelled: int) -> str:
    if not sessions:
        return "Belum ada sesi yang dikonfirmasi terlaksana."
    said = f"Terlaksana {sessions} sesi dengan jumlah {figure(jp)} jam pelajaran (JP)"
    if cancelled:
        said += f"; {cancelled} sesi dibatalkan"
    return f"{said}. Jadwal sebagaimana terlaksana tercantum dalam Lampiran 2."


def attendance(mean: Decimal | None) -> str:
    if mean is None:
        return "Presensi belum tercatat."
    return (
        f"Rata-rata presensi peserta adalah {figure(mean)} persen dari jam pelajaran yang dilaksanakan. "
        "Presensi setiap peserta tercantum dalam Lampiran 3."
    )


def marks(
    before: Decimal | None, of_before: int, after: Decimal | None, of_after: int, gain: Decimal | None, of_both: int
) -> str:
    parts = []
    if before is not None:
        parts.append(f"Rata-rata nilai pre-test adalah {figure(before)} dari {of_before} peserta yang mengerjakannya.")
    if after is not None:
        parts.append(f"Rata-rata nilai post-test adalah {figure(after)} dari {of_after} peserta yang mengerjakannya.")
    if gain is not None:
        moved = "naik" if gain > 0 else "turun" if gain < 0 else ""
        said = f"nilai {moved} rata-rata {figure(abs(gain))} poin" if moved else "nilai rata-rata tidak berubah"
        parts.append(f"Pada {of_both} peserta yang mengerjakan keduanya, {said}.")
    if not parts:
        return "Belum ada nilai pre-test maupun post-test yang tercatat."
    return " ".join([*parts, "Nilai setiap peserta tercantum dalam Lampiran 4."])


def completion(complete: int, people: int, share: Decimal, certificates: int) -> str:
    if not people:
        return "Ketuntasan belum dapat dihitung."
    said = f"Dari {people} peserta terdaftar, {complete} orang ({figure(share)} persen) menuntaskan kegiatan."
    if certificates:
        return f"{said} Sertifikat telah diterbitkan bagi {certificates} orang."
    return f"{said} Sertifikat belum diterbitkan."


def evaluation(is_closed: bool, filled: int, people: int, minimum: int) -> str:
    if not is_closed:
        return "Evaluasi belum ditutup, sehingga hasilnya belum dapat disampaikan."
    said = f"Evaluasi diisi lengkap oleh {filled} dari {people} peserta secara anonim."
    if filled < minimum:
        return (
            f"{said} Hasil dari kelompok yang kurang dari {minimum} orang tidak disampaikan agar identitas pengisi "
            "tetap rahasia."
        )
    return f"{said} Rata-rata setiap pertanyaan tercantum dalam Lampiran 5."
