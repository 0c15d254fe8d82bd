"""Indonesian as it stands on the paper, whatever language the screen of the issuing person has. Pure."""

from datetime import date
from decimal import Decimal

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)

# How a paper is signed, as it says of itself: by certificates.choices.Seal, and never more than what is so.
SIGNED = {"internal": "ditandatangani secara elektronik internal", "bsre": "disegel secara elektronik"}
PROOF = {
    "internal": "Dokumen ini ditandatangani secara elektronik internal. "
    "Keasliannya dapat diperiksa dengan memindai kode QR.",
    # The first sentence is the one that BSrE asks for, word by word.
    "bsre": "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik "
    "yang diterbitkan oleh BSrE. Pindai kode QR untuk memeriksanya.",
}


def signed_words(seal: str) -> str:
    """Stands where a signature would, above the signatory's name."""
    return SIGNED[seal]


def proof_words(seal: str) -> str:
    """Stands under the QR code."""
    return PROOF[seal]


def date_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def period_words(first: date, last: date) -> str:
    """`22 September 2020`, `22 s.d. 24 September 2020`, `30 September s.d. 2 Oktober 2020`."""
    if first == last:
        return date_words(first)
    if first.year != last.year:
        return f"{date_words(first)} s.d. {date_words(last)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]} s.d. {date_words(last)}"
    return f"{first.day} s.d. {date_words(last)}"


def jp_words(value: Decimal) -> str:
    """Without needless zeros and with a decimal comma: 8, 7,5, 10."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")


def grouped_number(number: str) -> str:
    """A NIP or NI PPPK as it is printed: 8, 6, 1 and 3 digits."""
    if len(number) != 18:
        return number
    return f"{number[:8]} {number[8:14]} {number[14]} {number[15:]}"
