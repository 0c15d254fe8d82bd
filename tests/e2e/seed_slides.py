"""A material whose slides come in two parts, with a heavy document beside them, for the journey of slides."""

from core.services import work_jobs
from courses.choices import Audience
from courses.models import SlideDeck
from members.models import User
from tests.factories.courses import make_course, make_material
from tests.factories.heavy import heavy_pdf
from tests.factories.pdfs import make_pdf, make_pdf_attachment

PAGES = 26


def seed_slides(organiser: User) -> dict[str, str]:
    texts = [f"Halaman {number}\nPeriksa dulu sumbernya." for number in range(1, PAGES + 1)]
    deck = make_pdf_attachment(make_pdf(*texts), name="paparan-berjalan.pdf", title="Satu jam pertama")
    heavy = make_pdf_attachment(heavy_pdf(), name="panduan-berat.pdf", title="Panduan menangkal hoaks")
    course = make_course(
        "Paparan di ponsel", organisers=[organiser], audience=Audience.MEMBERS, slug="paparan-di-ponsel"
    )
    material = make_material(
        course,
        "Satu jam pertama di tengah kabar",
        slug="satu-jam-pertama",
        body=[
            ("slides", {"document": deck, "note": "Dipakai dalam sesi pertama."}),
            ("document", {"document": heavy, "note": "Untuk dibaca di kantor."}),
        ],
    )
    for prefix in ("slides:", "light:"):
        work_jobs(key_prefix=prefix)
    found = SlideDeck.objects.get(attachment=deck)
    return {
        "address": f"/courses/{course.slug}/{material.slug}/",
        "pages": f"/materials/{material.uid}/slides/{found.pk}/",
        "deck": str(found.pk),
    }
