import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from core import clock
from core.models import AuditEntry, MadeFile
from core.services import work_jobs
from courses.choices import EVALUATION
from courses.evaluation import default_instrument
from courses.models import BatchEvaluation, EvaluationInstrument, EvaluationRemark, EvaluationTally, RequirementResult
from courses.selectors.evaluation import evaluation_state
from courses.services import close_evaluation
from courses.services.evaluation import MIX_EVALUATION
from tests.courses.views.test_course import client_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_part, make_session
from tests.factories.evaluation import fill
from tests.factories.members import make_auditor, make_member, make_organiser

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Jakarta"))
EVENING = DAY.replace(hour=19)


@pytest.fixture
def organiser():
    return make_organiser()


@pytest.fixture
def batch(organiser):
    batch = make_batch(make_course(organisers=[organiser], materials_target=None), starts_on=DAY.date())
    for name in ("Siti", "Joko"):
        part = make_part(batch, make_member(name))
        make_session(batch, f"Sesi {name}", starts_at=DAY.replace(hour=9), speakers=[part])
    return batch


@pytest.fixture
def budi(batch):
    return make_enrolment(batch, make_member("Budi"))


def slugs(batch):
    return [face.slug for face in evaluation_state(batch).sections]


def english(user):
    client = client_of(user)
    client.cookies["django_language"] = "en"
    return client


def answers(section, **other):
    asked = default_instrument()
    given = {f"q{one.order}": "" if one.is_open else "4" for one in asked.of(section)}
    return {"asked": asked.fingerprint(section), **given, **other}


def test_one_part_after_another_is_saved_by_itself(batch, budi):
    client, address = english(budi.member), f"/batches/{batch.code}/evaluation/"
    siti, joko, organisers, course = slugs(batch)

    with clock.at(EVENING):
        overview = client.get(address).content.decode()
        assert f"{address}fill/{siti}/" in overview
        assert "at least 5 people" in overview
        refused = client.post(f"{address}fill/{siti}/", answers("speaker", q3="", q10="Bagus"))
        assert refused.context["form"].errors == {"q3": ["Choose one of the answers."]}
        assert "Bagus" in refused.content.decode()  # nothing that was typed is lost
        assert not EvaluationTally.objects.exists()
        sent = client.post(f"{address}fill/{siti}/", answers("speaker", q10="Bagus"))
        assert sent["Location"] == f"{address}fill/{joko}/"
        again = client.post(f"{address}fill/{siti}/", answers("speaker"))
        assert again["Location"] == address
        unheard = client.post(f"{address}fill/{joko}/", {"heard": "no", "asked": answers("speaker")["asked"]})
        assert unheard["Location"] == f"{address}fill/{organisers}/"
        client.post(f"{address}fill/{organisers}/", answers("organisers"))
        last = client.post(f"{address}fill/{course}/", answers("course"))
        assert last["Location"] == address
        assert "you have filled in everything" in client.get(address).content.decode()
        assert client.get(f"{address}fill/speaker-0/").status_code == 404

    assert EvaluationRemark.objects.get().text == "Bagus"
    assert RequirementResult.objects.get(enrolment=budi, key=EVALUATION).met


def test_changed_questions_are_answered_anew_and_nothing_typed_is_lost(batch, budi):
    siti = slugs(batch)[0]
    with clock.at(EVENING):
        stale = english(budi.member).post(
            f"/batches/{batch.code}/evaluation/fill/{siti}/", answers("speaker", asked="of yesterday", q10="Bagus")
        )

    assert "The questions were changed in the meantime" in stale.content.decode()
    assert "Bagus" in stale.content.decode()
    assert answers("speaker")["asked"] in stale.content.decode()
    assert not stale.context["form"].is_bound  # what answered other questions is chosen for none of these
    assert stale.context["written"] == ["Bagus"]
    assert not EvaluationTally.objects.exists()


def test_the_link_of_the_rule_leads_to_what_waits(batch, budi):
    client = english(budi.member)
    with clock.at(EVENING):
        assert "4 parts are waiting" in client.get("/evaluations/").content.decode()
        fill(budi)
        done = client.get("/evaluations/").content.decode()
        assert "Nothing to fill in right now" in done
        assert batch.name in done
    with clock.at(DAY - timedelta(days=3)):
        assert "It opens" in client.get(f"/batches/{batch.code}/evaluation/").content.decode()


@pytest.fixture
def closed(batch):
    """Five rated Siti and the organisers, four Joko; what they wrote says whom it is about."""
    siti, joko, organisers, _course = slugs(batch)
    with clock.at(EVENING):
        for serial in range(5):
            enrolment = make_enrolment(batch, make_member(f"Peserta {serial}"))
            fill(enrolment, siti, value=5 - serial % 2, said=f"=SUM(1) untuk Siti {serial}")
            fill(enrolment, organisers, said=f"Konsumsi {serial}")
            if serial:
                fill(enrolment, joko, value=1, said="Rahasia Joko")
        close_evaluation(batch=batch)
    return batch


def test_a_speaker_sees_the_own_results_and_an_overseer_all(closed, organiser):
    siti, joko, organisers, course = slugs(closed)
    address = f"/batches/{closed.code}/evaluation/results/"
    speaker, other = (english(closed.parts.get(member__name=name).member) for name in ("Siti", "Joko"))

    own = speaker.get(f"{address}{siti}/").content.decode()
    assert "untuk Siti 3" in own
    assert "4.6" in own
    assert "Hide this remark" not in own
    assert [speaker.get(f"{address}{slug}/").status_code for slug in (joko, organisers, course)] == [404] * 3
    assert "Joko" not in speaker.get(address).content.decode()
    assert other.get(f"{address}{siti}/").status_code == 404
    few = other.get(f"{address}{joko}/").content.decode()
    assert "Fewer than 5 people have answered" in few
    assert "Rahasia" not in few
    for overseer in (organiser, make_auditor()):
        client = english(overseer)
        assert "4.6" in client.get(address).content.decode()
        assert "Konsumsi 3" in client.get(f"{address}{organisers}/").content.decode()
        assert "Rahasia" not in client.get(f"{address}{joko}/?state=hidden").content.decode()


def test_the_file_holds_what_the_pages_show_and_no_formula(closed, organiser, django_capture_on_commit_callbacks):
    address, client = f"/batches/{closed.code}/evaluation/", english(organiser)
    assert english(closed.parts.get(member__name="Siti").member).post(f"{address}export/").status_code == 404
    assert client.get(f"{address}export/").status_code == 405

    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{address}export/")["Location"] == f"{address}results/#made-files"
    file = MadeFile.objects.get()
    assert file.filename in client.get(f"{address}results/").content.decode()
    assert file.filename in client.get(f"{address}files/").content.decode()
    assert AuditEntry.objects.get(action="file.asked").subject == f"batch:{closed.code}"
    sent = client.get(reverse("core:made_file", args=[file.uid]))
    book = load_workbook(io.BytesIO(sent.getvalue()))  # read to its end, a file is closed

    figures, remarks = ([[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets)
    assert figures[1][:5] == ["Siti", "Kepala Dinas Kominfo", "Penguasaan materi", 5, 4.6]
    assert figures[1][5:] == [0, 0, 0, 2, 3]
    assert ["Joko", "Kepala Dinas Kominfo", "fewer than 5 answers"] in [row[:3] for row in figures]
    assert {row[0] for row in remarks[1:]} == {"Siti", "Organisers"}
    assert "=SUM(1) untuk Siti 3" in [row[2] for row in remarks]
    assert {cell.data_type for row in book.worksheets[1].iter_rows() for cell in row} == {"s"}
    assert "Rahasia" not in str(figures + remarks)

    shown = EvaluationRemark.objects.filter(text="=SUM(1) untuk Siti 3")
    shown.update(hidden_reason="Menghina")  # hidden after the file was made: it is not to be had from there
    page = client.get(f"{address}results/").content.decode()
    assert client.get(reverse("core:made_file", args=[file.uid])).status_code == 404
    assert ("It cannot be fetched any more." in page, str(file.uid) in page) == (True, False)


def test_an_organiser_closes_and_hides_what_is_abusive(batch, organiser):
    siti = slugs(batch)[0]
    address, client = f"/batches/{batch.code}/evaluation/", english(organiser)
    with clock.at(EVENING):
        for serial in range(5):
            fill(make_enrolment(batch, make_member(f"Peserta {serial}")), siti, said=f"Kasar {serial}")
        assert "Kasar" not in client.get(f"{address}results/").content.decode()
        assert client.get(f"{address}results/{siti}/").status_code == 404
        assert client.post(f"{address}export/").status_code == 302
        assert not MadeFile.objects.exists()  # nothing before it is closed
        assert client.post(f"{address}close/").status_code == 200  # asks first
        client.post(f"{address}close/", {"confirmed": "1"})
    early = EvaluationRemark.objects.get(text="Kasar 2")
    page = client.get(f"{address}results/{siti}/").content.decode()
    assert "They are being put into another order." in page
    assert "Hide this remark" not in page
    work_jobs(kinds=[MIX_EVALUATION])
    assert "Hide this remark" in client.get(f"{address}results/{siti}/").content.decode()
    gone = client.post(f"{address}remarks/{early.pk}/", {"deed": "hide", "reason": "Menghina"}, follow=True)
    assert "The remarks were put into another order meanwhile." in gone.content.decode()
    remark = EvaluationRemark.objects.get(text="Kasar 2")

    client.post(f"{address}remarks/{remark.pk}/", {"reason": " "})
    assert EvaluationRemark.objects.get(pk=remark.pk).hidden_reason == ""
    for _twice in range(2):  # two organisers on the same page
        client.post(f"{address}remarks/{remark.pk}/", {"deed": "hide", "reason": "Menghina"})

    assert "Kasar 2" not in client.get(f"{address}results/{siti}/").content.decode()
    assert "Menghina" in client.get(f"{address}results/{siti}/?state=hidden").content.decode()
    speaker = english(batch.parts.get(member__name="Siti").member)
    assert "Kasar 2" not in speaker.get(f"{address}results/{siti}/?state=hidden").content.decode()
    assert AuditEntry.objects.get(action="evaluation.remark_hidden").data["reason"] == "Menghina"
    for _twice in range(2):
        client.post(f"{address}remarks/{remark.pk}/", {"deed": "show"})
    assert "Kasar 2" in speaker.get(f"{address}results/{siti}/").content.decode()


def test_nobody_is_offered_to_close_what_is_still_to_come(batch, organiser):
    address, client = f"/batches/{batch.code}/evaluation/", english(organiser)
    with clock.at(DAY - timedelta(days=3)):
        page = client.get(f"{address}results/").content.decode()
        assert "It closes by itself." in page
        assert f'action="{address}close/"' not in page
        client.post(f"{address}close/", {"confirmed": "1"})
    with clock.at(EVENING):
        assert f'action="{address}close/"' in client.get(f"{address}results/").content.decode()
    assert not BatchEvaluation.objects.filter(closed_at__isnull=False).exists()


@pytest.mark.parametrize("speakers", [1, 3])
def test_results_ask_as_much_for_one_speaker_as_for_many(organiser, speakers, django_assert_num_queries):
    batch = make_batch(make_course(organisers=[organiser], materials_target=None), starts_on=DAY.date())
    for serial in range(speakers):
        part = make_part(batch, make_member(f"Narasumber {serial}"))
        make_session(batch, starts_at=DAY.replace(hour=9), speakers=[part])
    with clock.at(EVENING):
        for serial in range(5):
            fill(make_enrolment(batch, make_member(f"Peserta {serial}")), said="Saran")
        close_evaluation(batch=batch)
    client, slug = client_of(organiser), slugs(batch)[0]

    with django_assert_num_queries(RESULTS):
        client.get(f"/batches/{batch.code}/evaluation/results/")
    with django_assert_num_queries(SUBJECT):
        client.get(f"/batches/{batch.code}/evaluation/results/{slug}/")


RESULTS = 15
SUBJECT = 16


def test_a_course_writes_its_own_form_in_versions(organiser):
    course = make_course(organisers=[organiser])
    client, address = english(organiser), f"/evaluation-forms/{course.slug}/"
    page = client.get(address)
    assert "Penguasaan materi" in page.content.decode()
    form = {
        "points": "4", "opens": "last_day", "open_days": "7", "minimum_group": "6",
        **{f"{section}-{key}": value for section in ("speaker", "organisers", "course")
           for key, value in (("TOTAL_FORMS", "3"), ("INITIAL_FORMS", "1"))},
        "speaker-0-text": "", "speaker-0-kind": "scale",
        "speaker-1-text": "Suara", "speaker-1-kind": "scale", "speaker-1-position": "20", "speaker-1-required": "on",
        "speaker-2-text": "Isi", "speaker-2-kind": "scale", "speaker-2-position": "10",
        "organisers-0-text": "", "organisers-0-kind": "scale",
        "course-0-text": "Kesan", "course-0-kind": "open", "course-0-position": "1",
    }  # fmt: skip

    refused = client.post(address, form)
    assert "Each section needs a question that is answered on the scale" in refused.content.decode()
    assert client.post(address, {**form, "minimum_group": "4"}).context["editor"].settings.errors
    assert not EvaluationInstrument.objects.exists()
    done = client.post(address, {**form, "course-1-text": "Manfaat", "course-1-kind": "scale"})

    assert done["Location"] == address
    [made] = EvaluationInstrument.objects.all()
    assert (made.number, made.points, made.opens, made.open_days, made.minimum_group) == (1, 4, "last_day", 7, 6)
    assert list(made.questions.values_list("section", "text", "required")) == [
        ("speaker", "Isi", False),
        ("speaker", "Suara", True),
        ("course", "Kesan", False),
        ("course", "Manfaat", False),
    ]
