"""Every route of ours against every role. A route without a row fails, and so does a row without a route.

An answer is a status, or LOGIN for the way to the log-in page. Where a row has a `secret`, those who get 200 see it
unless `sees` says who does, and in nobody else's answer does it stand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from certificates.models import CertificateTemplate
from core import clock
from courses.calendar_links import address_of
from courses.models import CloneRecord
from courses.services.calendar import make_calendar_address
from members.stop_tokens import stop_token
from quizzes.models import GroupAccommodation
from tests.access.coordinators import hand_over
from tests.access.doors import SIGNED
from tests.access.evaluations import RATED, rated
from tests.access.groups import GROUP_REASON
from tests.access.lists import LISTED, staged_list
from tests.access.nominees import NOMINATED, nominee_of, place_token, quota_of
from tests.access.notices import SAID_URGENTLY, draft, sent
from tests.access.papers import CORRECTED, GUEST, PACKED, print_register
from tests.access.questions import ASKED, asked
from tests.access.reports import TAKEN_ALONG, keep_file, make_target
from tests.access.sittings import LEARNT, LENT, TO_MARK, WRITTEN
from tests.access.world import (
    BATCH,
    BODY,
    BY_HAND,
    COURSE,
    FILE,
    FILM,
    FROM_ELSEWHERE,
    HEARD,
    INVITED,
    MATERIAL,
    PACK,
    PARTICIPANT,
    QUIZ,
    ROLES,
    SAID,
    SAT_ELSEWHERE,
    SPEAKER,
    STEM,
    SUBJECT,
    WRITTEN_TO,
    World,
)

LOGIN = "log-in"
Answer = int | str

EVERYBODY = frozenset(ROLES)
MEMBERS = EVERYBODY - {"visitor"}
OVERSEERS = frozenset({"administrator", "auditor"})
READERS = OVERSEERS | {"participant", "speaker", "organiser"}
RUNNERS = frozenset({"organiser", "administrator"})
WRITERS = RUNNERS | {"speaker"}
ADMINISTRATOR = frozenset({"administrator"})
PARTICIPANT_ONLY = frozenset({"participant"})
PARTICIPANTS = frozenset({"participant", "stranger"})
COORDINATORS = frozenset({"coordinator", "coordinator_elsewhere"})
STAFF = EVERYBODY - {"visitor", "participant", "stranger"}
AUTHORS = OVERSEERS | {"organiser", "speaker"}
UPLOADERS = frozenset({"organiser", "organiser_elsewhere", "speaker", "administrator"})  # they see their own only
ORGANISER_AND_OVERSEERS = OVERSEERS | {"organiser"}
HOLDER_AND_OVERSEERS = OVERSEERS | {"participant", "organiser"}
ORGANISERS = OVERSEERS | {"organiser", "organiser_elsewhere"}
HEAD_OFFICE = RUNNERS | {"organiser_elsewhere"}  # elsewhere in courses, at home in head office
TOLD_OF = HEAD_OFFICE | {"auditor", "coordinator"}
FOLLOWERS = OVERSEERS | COORDINATORS | {"organiser"}
OVERLOOKING = FOLLOWERS | {"organiser_elsewhere", "office_head"}


def only(
    roles: frozenset[str], *, others: Answer = 404, visitor: Answer = LOGIN, yes: Answer = 200
) -> dict[str, Answer]:
    """`yes` to these; `others` to the rest; a visitor is led to the log-in."""
    return {role: yes if role in roles else visitor if role == "visitor" else others for role in ROLES}


@dataclass(frozen=True)
class Row:
    route: str
    path: Callable[[World], str]
    answers: Mapping[str, Answer]
    secret: str = ""
    sees: frozenset[str] | None = None
    post: bool = False
    data: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, object] | None = None

    @property
    def name(self) -> str:
        return f"{'POST ' if self.post else ''}{self.route}"


def fixed(path: str) -> Callable[[World], str]:
    return lambda _world: path


def batch(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/batches/{world.batch.code}/{rest}"


def session(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/batches/{world.batch.code}/sessions/{world.session.uid}/{rest}"


def planned(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/batches/{world.batch.code}/timetable/{world.session.uid}/{rest}"


def online(rest: str) -> Callable[[World], str]:
    def address(world: World) -> str:
        type(world.session).objects.filter(pk=world.session.pk).update(online_url="https://rapat.example/1")
        return f"/sessions/{world.session.uid}/{rest}"

    return address


def ahead(path: str) -> Callable[[World], str]:
    """While the session is still to come, whatever the hour."""

    def address(world: World) -> str:
        found = type(world.session).objects.filter(pk=world.session.pk)
        found.update(ends_at=clock.now() + timedelta(days=1))
        return path

    return address


CLONED = "angkatan-asal-rahasia"


def cloned(path: str) -> Callable[[World], str]:
    def address(world: World) -> str:
        is_course = "{course}" in path
        made = {"course": world.course} if is_course else {"batch": world.batch}
        CloneRecord.objects.create(source=CLONED, lines=[["taken", CLONED]], **made)
        return "/" + path.format(batch=world.batch.code, course=world.course.slug)

    return address


def calendar_of(role: str) -> Callable[[World], str]:
    """Somebody's secret address, asked for by others."""
    return lambda world: urlsplit(address_of(make_calendar_address(member=world.people[role]))).path


def pack(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/sessions/{world.session.uid}/pack/{rest}"


def slides(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/materials/{world.material.uid}/slides/{world.deck.pk}/{rest}"


def part(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/batches/{world.batch.code}/people/{world.batch.parts.get().pk}/{rest}"


def by_hand(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/rules/kursus-tertutup/by-hand/{world.tick.requirement.uid}/{rest}"


def participant_list(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/batches/{world.batch.code}/import/{staged_list(world).uid}/{rest}"


def material(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/materials/{world.material.uid}/{rest}"


def invitation(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/batches/{world.batch.code}/invitations/{world.invitation.uid}/{rest}"


def quota(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/batches/{world.batch.code}/quotas/{quota_of(world).pk}/{rest}"


def of_nominations(rest: str, *, of_one: bool = False) -> Callable[[World], str]:
    def path(world: World) -> str:
        nominee = nominee_of(world)
        return f"/batches/{world.batch.code}/{f'nominate/{nominee.uid}/' if of_one else ''}{rest}"

    return path


def of_place(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/places/{world.enrolment.uid}/{rest}"


def attempt(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/attempts/{world.attempt.uid}/{rest}"


def at_session(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/sessions/{world.session.uid}/{rest}"


def attendance(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/batches/{world.batch.code}/attendance/{world.session.uid}/{rest}"


DEEDS = ("extend", "outage", "reopen", "admit", "void")


def of_test(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/batches/{world.batch.code}/tests/{world.quiz.uid}/{rest}"


def of_quiz(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/tests/{world.quiz.uid}/{rest}"


def of_correction(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/tests/{world.quiz.uid}/corrections/{world.correction.uid}/{rest}"


def of_group() -> Callable[[World], str]:
    def path(world: World) -> str:
        group = GroupAccommodation.objects.get(quiz=world.quiz)
        return f"/batches/{world.batch.code}/tests/{world.quiz.uid}/groups/{group.uid}/"

    return path


def of_attempt(deed: str) -> Callable[[World], str]:
    return lambda world: (
        f"/batches/{world.batch.code}/tests/{world.quiz.uid}"
        f"/people/{world.enrolment.uid}/attempts/{world.attempt.uid}/{deed}/"
    )


def to_mark(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/marking/{world.task.uid}/{rest}"


def marked_question(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/marking/questions/{world.task.quiz.uid}/{world.task.item}/{rest}"


def certificate(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/certificates/{world.certificate.uid}/{rest}"


def achievement(rest: str = "") -> Callable[[World], str]:
    def address(world: World) -> str:
        return f"/achievements/{world.certificate.batch.achievements.get(kind=world.certificate.kind).slug}/{rest}"

    return address


def signing_key(world: World) -> str:
    chain = world.certificate.chain
    assert chain is not None
    return f"/signing-keys/{chain.key_id}.pem"


def piagam(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/certificates/templates/{CertificateTemplate.objects.get(name='Piagam').pk}/{rest}"


def template(deed: str, *more: object) -> Callable[[World], str]:
    """In the admin; the piagam is not the one that anybody's paper was made from."""
    rest = "".join(f"{part}/" for part in more)
    return lambda world: (
        f"/admin/certificate_templates/{deed}/{CertificateTemplate.objects.get(name='Piagam').pk}/{rest}"
    )


def shared(rest: str = "") -> Callable[[World], str]:
    def path(world: World) -> str:
        type(world.certificate).objects.update(shared=True)
        return f"/share/{world.certificate.token}/{rest}"

    return path


def issue_run(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/batches/{world.certificate.batch.code}/certificates/{rest}"


def correction(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/corrections/{world.certificate.corrections.get().uid}/{rest}"


def run_of_issue(rest: str = "") -> Callable[[World], str]:
    certificates = issue_run("runs/")
    return lambda world: f"{certificates(world)}{world.certificate.run.uid}/{rest}"


def paper_part(rest: str = "") -> Callable[[World], str]:
    return lambda world: issue_run(f"for/speaker/{world.certificate.batch.paper_parts.get().uid}/{rest}")(world)


def printed_register(rest: str = "") -> Callable[[World], str]:
    """The administrator's, made for the request that asks for it."""
    return lambda world: f"/admin/certificate_register/print/{print_register(world.people['administrator']).uid}/{rest}"


def person(deed: str) -> Callable[[World], str]:
    return lambda world: f"/admin/users/{deed}/{world.people['participant'].pk}/"


def question(deed: str) -> Callable[[World], str]:
    return lambda world: f"/admin/questions/{deed}/{world.question.pk}/"


def signatory(world: World) -> str:
    signed_by = world.certificate.batch.certificate_setup.signatories.get()
    return f"/admin/certificate_signatories/edit/{signed_by.signatory_id}/"


def series(deed: str) -> Callable[[World], str]:
    return lambda world: f"/admin/certificate_series/{deed}/{world.certificate.series_id}/"


def staff(roles: frozenset[str], *, but: Mapping[str, Answer] | None = None) -> dict[str, Answer]:
    """200 to these, the admin's front to other staff, the log-in to people who have no business in the admin."""
    front = {role: 200 if role in roles else 302 if role in STAFF else LOGIN for role in ROLES}
    return {**front, **(but or {})}


def notice(rest: str) -> Callable[[World], str]:
    return lambda world: f"/notices/{sent(world).uid}/{rest}"


def running() -> dict[str, Answer]:
    """A row that one's own course makes: to be changed by who runs it, not there for an organiser of another."""
    return {**staff(RUNNERS), "organiser_elsewhere": 404}


def overseeing() -> dict[str, Answer]:
    return {**only(RUNNERS | {"auditor"}), "participant": LOGIN, "stranger": LOGIN}


def admin_row(namespace: str, screen: str, name: str) -> Callable[[World], str]:
    return lambda world: f"/admin/{namespace}/{screen}/{getattr(world, name).pk}/"


def bank_files(rest: str) -> Callable[[World], str]:
    return lambda world: f"/admin/question-files/banks/{world.question.bank_id}/{rest}"


def staged(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/admin/question-files/imports/{world.staged.uid}/{rest}"


def writing(yes: Answer = 200) -> dict[str, Answer]:
    """What only those who may write in the bank find."""
    found = only(WRITERS, yes=yes)
    return {**found, "participant": LOGIN, "stranger": LOGIN}


def reading() -> dict[str, Answer]:
    return {**writing(), "auditor": 200}


def not_found(*roles: str) -> dict[str, Answer]:
    return dict.fromkeys(roles, 404)


CHANGING = {**only(RUNNERS), "participant": 403, "auditor": 403}  # they see the certificate, and may not change it
STEERING = {**only(RUNNERS, yes=302), "auditor": 403}  # likewise: a run
OWN_ATTEMPT = only(PARTICIPANT_ONLY)

ROWS = [
    Row("home:front", fixed("/"), only(EVERYBODY, visitor=200)),
    Row("home:help", fixed("/help/"), only(EVERYBODY, visitor=200)),
    Row("home:guide", fixed("/help/penyelenggara/"), only(EVERYBODY, visitor=200)),
    Row("home:robots", fixed("/robots.txt"), only(EVERYBODY, visitor=200)),
    Row(
        "home:sitemap", fixed("/sitemap.xml"), only(EVERYBODY, visitor=200), secret="kursus-tertutup", sees=frozenset()
    ),
    Row("home:manifest", fixed("/manifest.webmanifest"), only(EVERYBODY, visitor=200)),
    Row("home:service_worker", fixed("/sw.js"), only(EVERYBODY, visitor=200), secret=PARTICIPANT, sees=frozenset()),
    Row("home:offline", fixed("/offline/"), only(EVERYBODY, visitor=200)),
    Row("home:verify", fixed("/verify/"), only(EVERYBODY, visitor=200)),
    Row(
        "home:search",
        fixed("/search/?q=tertutup"),
        only(EVERYBODY, visitor=200),
        secret="Materi <mark>Tertutup</mark>",
        sees=READERS,
    ),
    Row("home:desk", fixed("/desk/"), only(MEMBERS, yes=302)),
    Row("home:participant_desk", fixed("/desk/participant/"), only(PARTICIPANTS), secret=COURSE, sees=PARTICIPANT_ONLY),
    Row("home:jp_year", fixed("/desk/participant/jp/?year=2020"), only(MEMBERS), secret=COURSE, sees=PARTICIPANT_ONLY),
    Row("home:speaker_desk", fixed("/desk/speaker/"), only(frozenset({"speaker"})), secret=MATERIAL),
    Row(
        "home:organiser_desk", fixed("/desk/organiser/"), only(ORGANISERS), secret=BATCH, sees=OVERSEERS | {"organiser"}
    ),
    Row(
        "home:missing",
        fixed("/desk/missing/"),
        only(ORGANISERS | COORDINATORS | {"office_head"}),
        secret=PARTICIPANT,
        sees=OVERSEERS | {"organiser", "coordinator", "office_head", "participant"},  # her name heads her own pages
    ),
    Row(
        "home:missing_export",
        fixed("/desk/missing/export/"),
        only(ORGANISERS | COORDINATORS | {"office_head"}),
        secret=FROM_ELSEWHERE,
        sees=OVERSEERS | {"organiser", "coordinator_elsewhere"},
    ),
    Row(
        "home:offices",
        fixed("/desk/offices/"),
        only(ORGANISERS | COORDINATORS | {"office_head"}),
        secret="KSOP Kelas II Tanjung",
        sees=ORGANISERS | {"coordinator_elsewhere"},
    ),
    Row(
        "home:comparison",
        fixed("/desk/comparison/"),
        only(OVERSEERS | COORDINATORS),
        secret="DI Yogyakarta",
        sees=OVERSEERS | {"coordinator_elsewhere"},
    ),
    Row("home:sessions", fixed("/desk/sessions/"), only(ORGANISERS | COORDINATORS | {"office_head"})),
    Row(
        "home:office_desk",
        fixed("/desk/office/"),
        only(frozenset({"office_head"})),
        secret=PARTICIPANT,
        sees=frozenset({"office_head", "participant"}),
    ),
    Row(
        "home:coordinator_desk",
        fixed("/desk/coordinator/"),
        only(COORDINATORS),
        secret=PARTICIPANT,
        sees=frozenset({"coordinator", "participant"}),  # her own name stands in the head of her page
    ),
    Row("core:healthz", fixed("/healthz"), only(EVERYBODY, visitor=200)),
    Row("core:readyz", fixed("/readyz"), only(EVERYBODY, visitor=200)),
    Row(
        "core:made_file",
        lambda world: f"/files/{keep_file(world.people['organiser'], world.batch).uid}/",
        only(frozenset({"organiser"})),
        secret=TAKEN_ALONG,
    ),
    Row("core:style", fixed("/style/"), only(EVERYBODY, visitor=200)),
    Row(
        "core:set_language",
        fixed("/language/"),
        only(EVERYBODY, visitor=302, yes=302),
        post=True,
        data={"language": "en"},
    ),
    Row("quizzes:own_history", fixed("/account/former-tests/"), only(MEMBERS), secret=SAT_ELSEWHERE, sees=frozenset()),
    Row("members:profile", fixed("/account/profile/"), only(MEMBERS), secret=PARTICIPANT, sees=PARTICIPANT_ONLY),
    Row("members:coordinators", fixed("/coordinators/?on=2020-10-01"), only(OVERSEERS)),
    Row("members:inaugurate", fixed("/coordinators/inaugurate/"), only(ADMINISTRATOR)),
    Row(
        "members:hand_over",
        lambda world: f"/coordinators/hand-over/{hand_over(world).uid}/",
        only(OVERSEERS | {"coordinator"}),
        secret=BODY,
        sees=OVERSEERS | {"coordinator"},
    ),
    Row(
        "members:hand_over_receive",
        lambda world: f"/coordinators/hand-over/{hand_over(world).uid}/receive/",
        only(frozenset({"coordinator"}), yes=302),
        post=True,
    ),
    Row(
        "members:own_data",
        fixed("/account/profile/data.json"),
        only(MEMBERS),
        secret=PARTICIPANT,
        sees=PARTICIPANT_ONLY,
    ),
    Row("members:message_choices", fixed("/account/messages/"), only(MEMBERS)),
    Row("members:inbox", fixed("/inbox/"), only(MEMBERS), secret=WRITTEN_TO, sees=PARTICIPANT_ONLY),
    Row(
        "members:inbox_message",
        lambda world: f"/inbox/{world.message.uid}/",
        only(PARTICIPANT_ONLY),
        secret=WRITTEN_TO,
    ),
    Row(
        "members:notices", lambda world: sent(world) and "/notices/", only(MEMBERS), secret=SAID_URGENTLY, sees=TOLD_OF
    ),
    Row("members:notice_new", fixed("/notices/new/"), only(HEAD_OFFICE)),
    Row("members:notice", notice(""), only(TOLD_OF | {"participant", "office_head"}), secret=SAID_URGENTLY),
    Row(
        "members:notice_read",
        notice("read/"),
        only(frozenset({"participant", "office_head", "coordinator"}), yes=302),
        post=True,
    ),
    Row("members:notice_edit", lambda world: f"/notices/{draft(world).uid}/edit/", only(HEAD_OFFICE)),
    Row(
        "members:notice_send",
        lambda world: f"/notices/{draft(world).uid}/send/",
        only(HEAD_OFFICE, yes=302),
        post=True,
        data={"confirmed": "1"},
    ),
    Row("members:notice_withdraw", notice("withdraw/"), only(HEAD_OFFICE), secret=SAID_URGENTLY),
    Row("members:notice_receipts", notice("receipts/"), only(TOLD_OF), secret=SAID_URGENTLY),
    Row("members:notice_remind", notice("remind/"), only(TOLD_OF - {"auditor"}, yes=302), post=True),
    Row("members:read_all", fixed("/inbox/read/"), only(MEMBERS, yes=302), post=True),
    Row(
        "members:stop_messages",
        lambda world: f"/inbox/stop/{stop_token(world.people['participant'], 'result')}/",
        only(EVERYBODY, visitor=200),
        secret=PARTICIPANT,
        sees=PARTICIPANT_ONLY,  # her own name stands in the head of her page
    ),
    Row("courses:index", fixed("/courses/"), only(EVERYBODY, visitor=200), secret=COURSE, sees=READERS),
    Row("courses:course", fixed("/courses/kursus-tertutup/"), only(READERS), secret=MATERIAL),
    Row("courses:material", fixed("/courses/kursus-tertutup/materi-tertutup/"), only(READERS), secret=BODY),
    Row(
        "courses:file",
        lambda world: f"/materials/{world.material.uid}/files/{world.attachment.pk}/{world.attachment.filename}",
        only(READERS),
        secret=BODY,
    ),
    Row(
        "courses:light_file",
        lambda world: (
            f"/materials/{world.material.uid}/files/{world.attachment.pk}/light/"
            f"{world.attachment.light_variant.filename}"
        ),
        only(READERS),
        secret=BODY,
    ),
    Row(
        "courses:progress",
        lambda world: f"/materials/{world.material.uid}/progress/",
        only(PARTICIPANT_ONLY),
        post=True,
        json={"entries": []},
    ),
    Row("courses:topic", fixed("/topics/topik-tertutup/"), only(READERS), secret=MATERIAL),
    Row(
        "courses:ticks",
        lambda world: f"/materials/{world.material.uid}/ticks/{world.material.uid}/",
        only(PARTICIPANT_ONLY, yes=302),
        post=True,
    ),
    Row(
        "courses:self_check",
        lambda world: f"/materials/{world.material.uid}/checks/{world.material.uid}/",
        only(PARTICIPANT_ONLY, yes=302),
        post=True,
    ),
    Row("courses:offline_course", fixed("/keep/kursus-tertutup/"), only(READERS), secret="materi-tertutup"),
    Row("courses:session_questions", asked("/sessions/{session}/questions/"), only(READERS), secret=ASKED),
    Row("courses:questions_wall", asked("/sessions/{session}/questions/wall/"), only(WRITERS), secret=ASKED),
    Row("courses:question_answer", asked("/questions/{question}/"), only(WRITERS), secret=ASKED),
    Row("courses:question_vote", asked("/questions/{question}/vote/"), only(READERS, yes=302), post=True),
    Row("courses:batch_attendance", batch("attendance/"), only(FOLLOWERS), secret=SUBJECT),
    Row(
        "courses:session_attendance",
        attendance(),
        only(FOLLOWERS),
        secret=PARTICIPANT,
        sees=(FOLLOWERS - {"coordinator_elsewhere"}) | {"participant"},
    ),
    Row(
        "courses:session_attendance",
        attendance(),
        only(FOLLOWERS),
        secret=FROM_ELSEWHERE,
        sees=FOLLOWERS - {"coordinator"},
    ),
    Row("courses:session_attendance", attendance(), only(FOLLOWERS) | {"auditor": 403}, post=True),
    Row("courses:attendance_remarks", attendance("remarks/"), only(FOLLOWERS), secret=SUBJECT),
    Row(
        "courses:attendance_entry",
        lambda world: attendance(f"{world.enrolment.uid}/")(world),
        only(FOLLOWERS - {"coordinator_elsewhere"}),
        secret=PARTICIPANT,
        sees=(FOLLOWERS - {"coordinator_elsewhere"}) | {"participant"},
    ),
    Row(
        "courses:enrolment_attendance",
        lambda world: f"/attendance/{world.enrolment.uid}/",
        only((FOLLOWERS - {"coordinator_elsewhere"}) | {"participant"}),
        secret=SUBJECT,
    ),
    # The stranger asked for a place there, and reads what became of it.
    Row("courses:check_in", lambda world: f"/check-in/{world.session.uid}/", only(PARTICIPANTS), secret=SUBJECT),
    Row(
        "courses:check_in_by_code",
        lambda world: f"/check-in/{world.session.uid}/abcdefghijkl/",
        only(EVERYBODY, visitor=200),
        secret=SUBJECT,
        sees=PARTICIPANT_ONLY,
    ),
    Row("courses:room", at_session("room/"), only(WRITERS), secret=SUBJECT),
    Row("courses:room_code", at_session("room/code/"), only(WRITERS), secret="room__screen"),
    Row(
        "courses:door",
        at_session("door/"),
        only(RUNNERS),
        secret="Bayu Lain",
        sees=RUNNERS | {"stranger"},
    ),
    Row(
        "courses:door_answer",
        lambda world: at_session(f"door/{world.asking.uid}/")(world),
        only(RUNNERS, yes=302),
        post=True,
    ),
    Row("courses:check_in_desk", at_session("check-in/"), only(RUNNERS), secret=SUBJECT),
    Row("courses:check_in_roster", at_session("check-in/people/"), only(RUNNERS), secret=FROM_ELSEWHERE),
    Row("courses:check_in_device", at_session("check-in/device/"), only(RUNNERS), secret='"key"', post=True),
    Row("courses:check_in_entries", at_session("check-in/entries/"), only(RUNNERS, yes=400), post=True, json={}),
    Row("courses:sign_in_sheet", at_session("sheet/"), only(RUNNERS | {"auditor"}), secret=FROM_ELSEWHERE),
    Row("courses:signed_sheets", at_session("sheets/"), only(RUNNERS | {"auditor"}), secret=SUBJECT),
    Row(
        "courses:signed_sheet",
        lambda world: at_session(f"sheets/{world.sheet.uid}/")(world),
        only(RUNNERS | {"auditor"}),
        secret=SIGNED,
    ),
    Row(
        "courses:signed_sheet_remove",
        lambda world: at_session(f"sheets/{world.sheet.uid}/remove/")(world),
        only(RUNNERS),
        post=True,
    ),
    Row("courses:session_pack", pack(), only(READERS), secret=MATERIAL),
    Row("courses:session_pack_prepare", pack("prepare/"), only(READERS, yes=302), post=True),
    Row("courses:session_pack_file", pack(f"{PACK}/"), only(READERS), secret="PK"),
    Row("courses:slides", slides(), only(READERS), secret=BODY),
    Row("courses:slide_picture", slides("1/720/"), only(READERS), secret=BODY),
    Row(
        "courses:recording",
        lambda world: f"/materials/{world.material.uid}/recordings/{world.recording.pk}/pier.mp4",
        only(READERS),
        secret="ftyp",
    ),
    Row(
        "courses:captions",
        lambda world: f"/materials/{world.material.uid}/captions/{world.recording.pk}/id.vtt",
        only(READERS),
        secret=SAID,
    ),
    Row(
        "courses:poster",
        lambda world: f"/materials/{world.material.uid}/posters/{world.recording.pk}/",
        only(READERS),
        secret="JFIF",
    ),
    Row("courses:picture", lambda world: f"/materials/{world.material.uid}/pictures/1/320/", only(frozenset())),
    Row(
        "courses:material_new",
        lambda world: f"/sessions/{world.session.uid}/materials/new/",
        only(WRITERS),
        secret=SUBJECT,
    ),
    Row("courses:material_write", material("write/"), only(WRITERS), secret=BODY),
    Row("courses:material_preview", material("preview/"), only(WRITERS), secret=BODY),
    Row("home:material_figures", material("figures/"), only(WRITERS | {"auditor"}), secret=MATERIAL),
    Row("courses:speaker_profile", fixed("/speakers/profile/"), only(frozenset({"speaker"})), secret=SPEAKER),
    Row(
        "courses:speaker_photo",
        lambda world: f"/speakers/{world.people['speaker'].uid}/photo/",
        only(frozenset()),  # no photo in this world: whom it is shown to is tested in tests/courses
    ),
    Row("courses:material_take_back", material("take-back/"), only(WRITERS, yes=302), post=True),
    Row(
        "courses:comment_answer",
        lambda world: f"/materials/{world.material.uid}/comments/{world.comment.pk}/",
        only(WRITERS, yes=302),
        post=True,
    ),
    Row(
        "courses:batches",
        fixed("/batches/"),
        only(ORGANISERS | COORDINATORS),
        secret=BATCH,
        sees=OVERSEERS | COORDINATORS | {"organiser"},
    ),
    Row("courses:batch", batch(), only(FOLLOWERS), secret=SUBJECT),
    Row(
        "courses:batch_participants",
        batch("participants/"),
        only(FOLLOWERS),
        secret=PARTICIPANT,
        sees=FOLLOWERS - {"coordinator_elsewhere"} | {"participant"},
    ),
    Row(
        "courses:batch_participants",
        batch("participants/"),
        only(FOLLOWERS),
        secret=FROM_ELSEWHERE,
        sees=FOLLOWERS - {"coordinator"},
    ),
    Row("courses:batch_enrol", batch("enrol/"), only(RUNNERS)),
    Row("courses:participants_export", batch("participants.xlsx"), only(FOLLOWERS), post=True),
    Row("courses:participants_files", batch("participants/files/"), only(FOLLOWERS)),
    Row("courses:import_upload", batch("import/"), only(RUNNERS), secret=BATCH),
    Row("courses:import_upload", batch("import/"), only(RUNNERS, yes=422), post=True),
    Row("courses:import_template", batch("import/template.xlsx"), only(RUNNERS)),
    Row("courses:import", participant_list(), only(RUNNERS), secret=LISTED),
    Row("courses:import_columns", participant_list("columns/"), only(RUNNERS), secret=LISTED),
    Row("courses:import_annotated", participant_list("remarks/"), only(RUNNERS), post=True, secret=LISTED),
    Row("courses:import_files", participant_list("files/"), only(RUNNERS)),
    Row("courses:import_answers", participant_list("answers/"), only(RUNNERS, yes=302), post=True),
    Row("courses:import_save", participant_list("save/"), only(RUNNERS, yes=302), post=True),
    Row("courses:import_again", participant_list("again/"), only(RUNNERS, yes=302), post=True),
    Row("courses:import_discard", participant_list("discard/"), only(RUNNERS), post=True, secret=LISTED),
    Row(
        "courses:enrolment_state",
        lambda world: f"/batches/{world.batch.code}/participants/{world.enrolment.uid}/",
        only(RUNNERS),
        secret=PARTICIPANT,
        sees=RUNNERS | {"participant"},  # her own name stands in the head of her page
    ),
    Row(
        "courses:enrolment_swap",
        lambda world: f"/batches/{world.batch.code}/participants/{nominee_of(world).uid}/swap/",
        only(RUNNERS),
        secret=NOMINATED,
    ),
    Row("courses:batch_people", batch("people/"), only(RUNNERS), secret=SPEAKER, sees=RUNNERS | {"speaker"}),
    Row("courses:batch_people", batch("people/"), only(RUNNERS), secret=INVITED),
    Row("courses:speaker_invite", batch("invite/"), only(RUNNERS), secret=SUBJECT),
    # One open batch: its organiser is led on to it, an administrator chooses among all.
    Row(
        "courses:speaker_invite_where",
        fixed("/speakers/invite/"),
        {**only(ADMINISTRATOR), "organiser": 302, "organiser_elsewhere": 302},
        secret=BATCH,
    ),
    Row("courses:batch_quotas", batch("quotas/"), only(RUNNERS), secret=BATCH),
    Row("courses:quota_change", quota(), only(RUNNERS, yes=302), post=True, data={"places": "9"}),
    Row("courses:quota_remove", quota("remove/"), only(RUNNERS), post=True),
    Row("courses:batch_nominations", of_nominations("nominations/"), only(RUNNERS), secret=NOMINATED),
    Row("courses:batch_waiting", batch("waiting/"), only(RUNNERS), secret=BATCH),
    Row(
        "courses:batch_nominate",
        of_nominations("nominate/"),
        only(COORDINATORS | {"office_head"}),
        secret=NOMINATED,
        sees=frozenset({"coordinator", "office_head"}),
    ),
    Row(
        "courses:batch_nominate",
        of_nominations("nominate/"),
        only(COORDINATORS | {"office_head"}),
        secret=FROM_ELSEWHERE,
        sees=frozenset({"coordinator_elsewhere"}),
    ),
    Row(
        "courses:nominee_swap",
        of_nominations("swap/", of_one=True),
        only(frozenset({"coordinator", "office_head"})),
        secret=NOMINATED,
    ),
    Row(
        "courses:nominee_take_back",
        of_nominations("take-back/", of_one=True),
        only(frozenset({"coordinator", "office_head"})),
        secret=NOMINATED,
    ),
    Row("courses:batch_join", batch("join/"), only(frozenset()), post=True),  # this batch lets nobody in
    Row("courses:own_place", of_place(), only(PARTICIPANT_ONLY), secret=BATCH),
    Row("courses:own_place_accept", of_place("accept/"), only(PARTICIPANT_ONLY, yes=302), post=True),
    Row("courses:own_place_leave", of_place("leave/"), only(PARTICIPANT_ONLY, yes=302)),  # the batch begins today
    # Whoever has the whole link reads it; the same answer to everybody who has another.
    Row(
        "courses:place_link",
        lambda world: f"/places/asked/{place_token(world)}/",
        only(EVERYBODY, visitor=200),
        secret=NOMINATED,
    ),
    Row("courses:place_link", fixed("/places/asked/AAAAAAAA/"), only(frozenset(), visitor=404), secret=NOMINATED),
    Row("courses:speaker_invitation", invitation(), only(RUNNERS), secret=INVITED),
    Row("courses:invitation_renew", invitation("renew/"), only(RUNNERS, yes=302), post=True),
    Row("courses:invitation_revoke", invitation("revoke/"), only(RUNNERS), post=True, secret=INVITED),
    Row(
        "courses:invitation_revoke",
        invitation("revoke/"),
        only(RUNNERS, yes=302),
        post=True,
        data={"confirmed": "1"},
    ),
    # Whoever has the whole link reads it; the same answer to everybody who has another.
    Row(
        "courses:invitation",
        lambda world: f"/invitations/{world.invitation_token}/",
        only(EVERYBODY, visitor=200),
        secret=INVITED,
    ),
    Row(
        "courses:invitation",
        lambda world: f"/invitations/{world.invitation_token[:-1]}/",
        only(frozenset(), visitor=404),
        secret=INVITED,
    ),
    Row("courses:part_change", part(), only(RUNNERS, yes=302), post=True, data={"function": "Kepala"}),
    Row("courses:part_remove", part("remove/"), only(RUNNERS), post=True, secret=SPEAKER, sees=RUNNERS | {"speaker"}),
    Row("courses:part_remove", part("remove/"), only(RUNNERS, yes=302), post=True, data={"confirmed": "1"}),
    Row("courses:rule", fixed("/rules/kursus-tertutup/"), only(RUNNERS), secret=COURSE),
    Row("courses:evaluation_form", fixed("/evaluation-forms/kursus-tertutup/"), only(RUNNERS), secret=COURSE),
    Row("courses:own_evaluations", fixed("/evaluations/"), only(MEMBERS), secret=BATCH, sees=PARTICIPANT_ONLY),
    Row("courses:evaluation", rated(), only(PARTICIPANT_ONLY), secret=SPEAKER, sees=PARTICIPANT_ONLY | {"speaker"}),
    Row("courses:evaluation_section", rated("fill/course/"), only(PARTICIPANT_ONLY, yes=302)),
    Row("courses:evaluation_results", rated("results/"), only(ORGANISER_AND_OVERSEERS | {"speaker"}), secret=BATCH),
    Row(
        "courses:evaluation_subject",
        rated("results/speaker-{part}/"),
        only(ORGANISER_AND_OVERSEERS | {"speaker"}),
        secret=RATED,
    ),
    Row("courses:evaluation_export", rated("export/"), only(ORGANISER_AND_OVERSEERS, yes=302), post=True),
    Row("courses:evaluation_files", rated("files/"), only(ORGANISER_AND_OVERSEERS)),
    Row("courses:evaluation_close", rated("close/"), only(RUNNERS), post=True, secret=BATCH),
    Row("courses:remark_hide", rated("remarks/{remark}/"), only(RUNNERS, yes=302), post=True),
    Row("courses:rule", fixed("/rules/kursus-tertutup/"), only(RUNNERS), secret=BY_HAND),
    Row(
        "courses:rule_preview",
        fixed("/rules/kursus-tertutup/preview/?materials-asked=on&materials-target=80&group=missing"),
        only(RUNNERS),
        secret=FROM_ELSEWHERE,
    ),
    Row("courses:manual_requirement_new", fixed("/rules/kursus-tertutup/by-hand/"), only(RUNNERS), secret=COURSE),
    Row("courses:manual_requirement", by_hand(), only(RUNNERS), secret=BY_HAND),
    Row("courses:manual_requirement_delete", by_hand("delete/"), only(RUNNERS), post=True, secret=BY_HAND),
    Row("courses:batch_ticks", batch("by-hand/"), only(RUNNERS | {"auditor", "speaker"}), secret=FROM_ELSEWHERE),
    Row("courses:batch_ticks", batch("by-hand/"), only(RUNNERS | {"speaker"}, yes=302), post=True),
    Row(
        "courses:tick_undo",
        lambda world: f"/batches/{world.batch.code}/by-hand/{world.tick.pk}/undo/",
        only(RUNNERS | {"speaker"}),
        secret=FROM_ELSEWHERE,
    ),
    Row("courses:batch_close", batch("close/"), only(RUNNERS)),
    Row("courses:batch_timetable", batch("timetable/"), only(FOLLOWERS), secret=SUBJECT),
    Row("courses:session_new", batch("timetable/new/"), only(RUNNERS), secret=BATCH),
    Row("courses:session_plan", planned(), only(RUNNERS), secret=SUBJECT),
    Row("courses:session_duplicate", planned("duplicate/"), only(RUNNERS, yes=302), post=True),
    Row("courses:session_remove", planned("remove/"), only(RUNNERS), post=True, secret=SUBJECT),
    Row("courses:session_remove", planned("remove/"), only(RUNNERS, yes=302), post=True, data={"confirmed": "1"}),
    Row("courses:batch_clashes", batch("clashes/"), only(RUNNERS), secret=BATCH),
    Row("courses:batch_place", batch("place/"), only(RUNNERS), secret=BATCH),
    Row("courses:batch_reminders", batch("reminders/"), only(RUNNERS), secret=BATCH),
    Row("courses:batch_schedule", batch("schedule/"), only(FOLLOWERS | {"participant", "speaker"}), secret=SUBJECT),
    Row("courses:batch_clone", batch("clone/"), only(RUNNERS), secret=BATCH),
    Row("courses:batch_cloned", cloned("batches/{batch}/cloned/"), only(RUNNERS), secret=CLONED),
    Row("courses:course_clone", fixed("/clone/kursus-tertutup/"), only(RUNNERS), secret=COURSE),
    Row("courses:course_cloned", cloned("clone/{course}/made/"), only(RUNNERS), secret=CLONED),
    Row("courses:session_join", online("join/"), only(RUNNERS | {"participant", "speaker"}, yes=302)),
    Row(
        "courses:session_calendar",
        online("calendar.ics"),
        only(FOLLOWERS | {"participant", "speaker"}),
        secret=SUBJECT,
    ),
    Row(
        "courses:own_calendar",
        ahead("/calendar/"),
        only(MEMBERS),
        secret=SUBJECT,
        sees=frozenset({"participant", "speaker"}),
    ),
    Row("courses:calendar_make", fixed("/calendar/make/"), only(MEMBERS, yes=302), post=True),
    Row("courses:calendar_renew", fixed("/calendar/renew/"), only(MEMBERS, yes=302), post=True),
    Row(
        "courses:calendar_file",
        calendar_of("stranger"),
        only(EVERYBODY, visitor=200),
        secret=SUBJECT,
        sees=frozenset(),
    ),
    Row("courses:session_delivered", session(), only(RUNNERS), secret=SUBJECT),
    Row("courses:session_as_planned", session("as-planned/"), only(RUNNERS, yes=302), post=True),
    Row("courses:session_take_up", session("take-up/"), only(RUNNERS, yes=302), post=True),
    Row("courses:session_cancel", session("cancel/"), only(RUNNERS), post=True, secret=SUBJECT),
    Row("courses:session_cancel", session("cancel/"), only(RUNNERS, yes=302), post=True, data={"confirmed": "1"}),
    Row("quizzes:landing", lambda world: f"/quizzes/{world.quiz.uid}/", only(PARTICIPANT_ONLY), secret=QUIZ),
    Row("quizzes:start", lambda world: f"/quizzes/{world.quiz.uid}/start/", only(PARTICIPANT_ONLY, yes=302), post=True),
    Row("quizzes:start", lambda world: f"/quizzes/{world.quiz.uid}/start/", only(MEMBERS, yes=302)),
    Row("quizzes:attempt", attempt(), OWN_ATTEMPT, secret=QUIZ),
    Row("quizzes:answers", attempt("answers/"), only(PARTICIPANT_ONLY, yes=302), post=True),
    Row("quizzes:check", attempt("check/1/"), only(frozenset()), post=True),  # of practice alone
    Row("quizzes:lease", attempt("lease/"), only(PARTICIPANT_ONLY, yes=400), post=True),
    Row("quizzes:clock", attempt("clock/"), OWN_ATTEMPT),
    Row("quizzes:contact", attempt("contact/"), only(PARTICIPANT_ONLY, yes=400), post=True),
    Row("quizzes:submit", attempt("submit/"), only(PARTICIPANT_ONLY, yes=302), post=True),
    Row("quizzes:result", attempt("result/"), only(PARTICIPANT_ONLY, yes=302)),
    Row("quizzes:see_result", attempt("result/show/"), only(PARTICIPANT_ONLY, yes=302), post=True),
    Row(
        "quizzes:attempt_media",
        lambda world: f"/attempts/{world.attempt.uid}/media/{world.sound.sha256}/",
        OWN_ATTEMPT,
        secret=HEARD,
    ),
    Row("quizzes:media", lambda world: f"/questions/media/{world.sound.sha256}/", only(AUTHORS), secret=HEARD),
    # Of a bank of no course: who teaches a course whose test shows it marks what it asks.
    Row("quizzes:media", lambda world: f"/questions/media/{world.lent.sha256}/", only(AUTHORS), secret=LENT),
    Row(
        "quizzes:live",
        lambda world: f"/batches/{world.batch.code}/tests/{world.quiz.uid}/",
        only(OVERSEERS | {"organiser"}),
        secret=PARTICIPANT,
        sees=OVERSEERS | {"organiser", "participant"},  # her own name stands in the head of her page
    ),
    Row("quizzes:analysis", of_quiz("analysis/"), only(AUTHORS), secret=QUIZ),
    Row("quizzes:analysis_compute", of_quiz("analysis/figures/"), only(AUTHORS, yes=302)),
    Row("quizzes:analysis_compute", of_quiz("analysis/figures/"), only(AUTHORS, yes=302), post=True),
    Row(
        "quizzes:analysis_item",
        lambda world: f"/tests/{world.quiz.uid}/analysis/items/{world.question.uid}/",
        only(AUTHORS),
        secret=STEM,
    ),
    Row(
        "quizzes:analysis_export",
        of_quiz("analysis/marks.csv"),
        only(RUNNERS | {"auditor"}),  # below ten people a table without names would tell of them, too
        secret=FROM_ELSEWHERE,
    ),
    Row("quizzes:analysis_export", of_quiz("analysis/items.csv"), only(frozenset())),
    Row("quizzes:regrades", of_quiz("corrections/"), only(AUTHORS), secret=STEM),
    Row(
        "quizzes:regrade_new",
        lambda world: f"/tests/{world.quiz.uid}/corrections/new/?item={world.question.uid}",
        only(RUNNERS),
        secret=STEM,
    ),
    Row(
        "quizzes:regrade",
        of_correction(),
        only(AUTHORS),
        secret=FROM_ELSEWHERE,
        sees=OVERSEERS | {"organiser"},  # who only speaks there reads of people without their names
    ),
    Row("quizzes:regrade_renew", of_correction("renew/"), only(RUNNERS, yes=302), post=True),
    Row("quizzes:regrade_abandon", of_correction("abandon/"), only(RUNNERS, yes=302), post=True),
    Row("quizzes:regrade_commit", of_correction("apply/"), only(RUNNERS, yes=302), post=True),
    Row("quizzes:gain", of_quiz("gain/"), only(AUTHORS), secret=FROM_ELSEWHERE, sees=OVERSEERS | {"organiser"}),
    Row(
        "quizzes:own_gain",
        lambda world: f"/attempts/{world.learnt.uid}/gain/",
        only(PARTICIPANT_ONLY),
        secret=LEARNT,
    ),
    Row("quizzes:extend_all", of_test("extend/"), only(RUNNERS, yes=302), post=True),
    Row("quizzes:give_back_all", of_test("give-back/"), only(RUNNERS, yes=302), post=True),
    Row("quizzes:hand_over", of_test("answer-files/"), only(RUNNERS, yes=302), post=True),
    Row(
        "quizzes:person",
        lambda world: f"/batches/{world.batch.code}/tests/{world.quiz.uid}/people/{world.enrolment.uid}/",
        only(RUNNERS),
        secret=PARTICIPANT,
        sees=RUNNERS | {"participant"},  # her own name stands in the head of her page
    ),
    Row(
        "quizzes:accommodate",
        lambda world: f"/batches/{world.batch.code}/tests/{world.quiz.uid}/people/{world.enrolment.uid}/rules/",
        only(RUNNERS),
        post=True,
    ),
    Row("quizzes:release", of_test("release/"), only(RUNNERS), secret=QUIZ, sees=RUNNERS),
    Row("quizzes:release", of_test("release/"), only(RUNNERS, yes=302), post=True),
    Row("quizzes:groups", of_test("groups/"), only(RUNNERS), secret=GROUP_REASON),
    Row("quizzes:group_new", of_test("groups/new/"), only(RUNNERS), secret=PARTICIPANT, sees=RUNNERS | {"participant"}),
    Row("quizzes:group_new", of_test("groups/new/"), only(RUNNERS), post=True),
    Row("quizzes:group", of_group(), only(RUNNERS), secret=GROUP_REASON),
    Row("quizzes:group", of_group(), only(RUNNERS), post=True, data={"do": "take-back", "reason": "Keliru"}),
    *(Row("quizzes:deed", of_attempt(deed), only(RUNNERS, yes=302), post=True) for deed in DEEDS),
    Row("quizzes:drill", attempt("drills/1/"), only(frozenset()), post=True),  # it holds no drill
    Row("quizzes:add_file", attempt("files/1/"), only(frozenset()), post=True),  # nor asks for a file
    Row(
        "quizzes:answer_file",
        lambda world: f"/attempts/{world.handed_in.uid}/files/{world.file.uid}/",
        only(PARTICIPANT_ONLY),
        secret=WRITTEN,
    ),
    Row(
        "quizzes:marking",
        fixed("/marking/"),
        only(WRITERS | {"organiser_elsewhere"}),
        secret=TO_MARK,
        sees=WRITERS,
    ),
    Row("quizzes:marking_question", marked_question(), only(WRITERS), secret=TO_MARK),
    Row("quizzes:marking_next", marked_question("next/"), only(WRITERS, yes=302), post=True),
    Row("quizzes:marking_task", to_mark(), only(WRITERS), secret=TO_MARK),
    Row("quizzes:marking_claim", to_mark("claim/"), only(WRITERS, yes=302), post=True),
    Row("quizzes:marking_release", to_mark("release/"), only(WRITERS, yes=302), post=True),
    Row("quizzes:marking_draft", to_mark("draft/"), only(WRITERS, yes=302), post=True),
    Row("quizzes:marking_mark", to_mark("mark/"), only(WRITERS, yes=422), post=True),
    Row("quizzes:marking_correct", to_mark("correct/"), only(WRITERS, yes=422), post=True),
    Row(
        "quizzes:marking_file",
        lambda world: f"/marking/{world.task.uid}/files/{world.file.uid}/",
        only(WRITERS),
        secret=WRITTEN,
    ),
    Row("quizzes:deed", of_attempt("erase"), only(frozenset()), post=True),
    Row(
        "certificates:verify",
        lambda world: f"/V/{world.certificate.token}",
        only(EVERYBODY, visitor=200),
        secret=PARTICIPANT,
    ),
    Row(
        "certificates:public_badge",
        lambda world: f"/v/{world.certificate.token}/badge.jwt",
        only(EVERYBODY, visitor=200),
        secret="eyJ",
    ),
    Row("certificates:shared", shared(), only(EVERYBODY, visitor=200), secret=PARTICIPANT),
    Row("certificates:shared_picture", shared("badge.png"), only(EVERYBODY, visitor=200)),
    *(
        Row(f"certificates:{name}", certificate(f"{deed}/"), only(frozenset({"participant"}), yes=302), post=True)
        for name, deed in (("hide", "hide"), ("show", "show"), ("open_share", "share"), ("close_share", "unshare"))
    ),
    Row("certificates:did", fixed("/.well-known/did.json"), only(EVERYBODY, visitor=200)),
    Row("certificates:status_list", fixed("/badges/status/1/"), only(EVERYBODY, visitor=200)),
    Row(
        "certificates:achievement",
        achievement(),
        only(EVERYBODY, visitor=200),
        secret=PARTICIPANT,
        sees=frozenset({"participant"}),
    ),
    Row("certificates:achievement_picture", achievement("badge.png"), only(EVERYBODY, visitor=200)),
    Row("certificates:own_badge", certificate("badge.jwt"), only(HOLDER_AND_OVERSEERS), secret="eyJ"),
    Row("certificates:signing_keys", fixed("/signing-keys/"), only(EVERYBODY, visitor=200), secret="Dermaga demo seal"),
    Row("certificates:signing_key", signing_key, only(EVERYBODY, visitor=200), secret="BEGIN CERTIFICATE"),
    Row("certificates:template", piagam(), only(ORGANISERS), secret="Piagam"),
    Row("certificates:template_pdf", piagam("paper.pdf"), only(ORGANISERS), secret="%PDF"),
    Row("certificates:template_html", piagam("paper.html"), only(ORGANISERS), secret="PIAGAM PENGHARGAAN"),
    Row("certificates:list", fixed("/certificates/"), only(MEMBERS), secret=COURSE, sees=PARTICIPANT_ONLY),
    Row("certificates:certificate", certificate(), only(HOLDER_AND_OVERSEERS), secret=COURSE),
    Row("certificates:download", certificate("download/"), only(HOLDER_AND_OVERSEERS), secret="%PDF"),
    Row("certificates:replace", certificate("replace/"), CHANGING),
    Row("certificates:message", certificate("message/"), CHANGING, secret=COURSE),
    Row("certificates:ask_correction", certificate("correction/"), OWN_ATTEMPT, secret=CORRECTED),
    Row(
        "certificates:corrections",
        fixed("/corrections/"),
        only(ORGANISERS),
        secret=CORRECTED,
        sees=OVERSEERS | {"organiser"},
    ),
    Row("certificates:correction", correction(), only(OVERSEERS | {"organiser"}), secret=CORRECTED),
    Row("certificates:withdraw_correction", correction("withdraw/"), only(PARTICIPANT_ONLY, yes=302), post=True),
    Row(
        "certificates:decline_correction",
        correction("decline/"),
        {**only(RUNNERS), "auditor": 403},
        post=True,
    ),
    Row("certificates:withhold", certificate("withhold/"), {**CHANGING, **dict.fromkeys(RUNNERS, 403)}),
    Row("certificates:revoke", certificate("revoke/"), CHANGING),
    Row("certificates:void", certificate("void/"), CHANGING),
    Row(
        "certificates:batch",
        issue_run(),
        only(OVERSEERS | {"organiser"}),
        secret=PARTICIPANT,
        sees=OVERSEERS | {"organiser", "participant"},  # her own name stands in the head of her page
    ),
    Row("certificates:chosen", issue_run("chosen/"), STEERING, post=True),
    Row("certificates:packs", issue_run("packs/"), only(OVERSEERS | {"organiser"}), secret=COURSE),
    Row("certificates:packs_state", issue_run("packs/state/"), only(OVERSEERS | {"organiser"})),
    Row(
        "certificates:pack",
        lambda world: issue_run(f"packs/{world.certificate.batch.paper_packs.get().uid}/")(world),
        only(frozenset({"organiser"})),
        secret=PACKED,
    ),
    Row("certificates:take_revision", issue_run("revision/"), STEERING, post=True),
    Row("certificates:runs", issue_run("runs/"), only(OVERSEERS | {"organiser"}), secret=COURSE),
    Row("certificates:run", run_of_issue(), only(OVERSEERS | {"organiser"}), secret=COURSE),
    Row("certificates:run_progress", run_of_issue("progress/"), only(OVERSEERS | {"organiser"})),
    Row("certificates:run_pause", run_of_issue("pause/"), STEERING, post=True),
    Row("certificates:run_resume", run_of_issue("resume/"), STEERING, post=True),
    Row("certificates:run_again", run_of_issue("again/"), STEERING, post=True),
    Row("certificates:kind", issue_run("for/speaker/"), only(OVERSEERS | {"organiser"}), secret=GUEST),
    Row("certificates:kind_fill", issue_run("for/speaker/fill/"), STEERING, post=True),
    Row("certificates:kind_switch", issue_run("for/speaker/switch/"), STEERING, post=True),
    Row("certificates:kind_issue", issue_run("for/speaker/issue/"), STEERING, post=True),
    Row("certificates:kind_take_revision", issue_run("for/speaker/revision/"), STEERING, post=True),
    Row("certificates:part_new", issue_run("for/speaker/new/"), {**only(RUNNERS), "auditor": 403}),
    Row("certificates:part", paper_part(), {**only(RUNNERS), "auditor": 403}, secret=GUEST),
    Row("certificates:part_remove", paper_part("remove/"), {**only(RUNNERS), "auditor": 403}, post=True),
    Row(
        "reports:recap",
        batch("recap/"),
        only(FOLLOWERS),
        secret=PARTICIPANT,
        sees=FOLLOWERS - {"coordinator_elsewhere"} | {"participant"},
    ),
    Row("reports:recap", batch("recap/"), only(FOLLOWERS), secret=FROM_ELSEWHERE, sees=FOLLOWERS - {"coordinator"}),
    Row(
        "reports:jp",
        fixed("/jp/"),
        only(OVERLOOKING),
        secret=PARTICIPANT,
        sees=OVERLOOKING - {"coordinator_elsewhere"} | {"participant"},
    ),
    Row("reports:jp_offices", fixed("/jp/offices/"), only(OVERLOOKING)),
    Row("reports:jp_files", fixed("/jp/files/"), only(OVERLOOKING)),
    Row("reports:jp_make", fixed("/jp/make/"), only(OVERLOOKING, yes=302), post=True, data={"kind": "xlsx"}),
    Row(
        "reports:siasn",
        batch("siasn/"),
        only(FOLLOWERS),
        secret=PARTICIPANT,
        sees=FOLLOWERS - {"coordinator_elsewhere"} | {"participant"},
    ),
    Row("reports:siasn_files", batch("siasn/files/"), only(FOLLOWERS)),
    Row("reports:siasn_make", batch("siasn/make/"), only(RUNNERS, yes=302), post=True, data={"kind": "csv"}),
    Row(
        "reports:siasn_year",
        fixed("/jp/siasn/"),
        only(OVERLOOKING),
        secret=PARTICIPANT,
        sees=OVERLOOKING - {"organiser_elsewhere", "coordinator_elsewhere"} | {"participant"},
    ),
    Row("reports:siasn_year_files", fixed("/jp/siasn/files/"), only(OVERLOOKING)),
    Row(
        "reports:siasn_year_make",
        fixed("/jp/siasn/make/"),
        only(HEAD_OFFICE, yes=302),
        post=True,
        data={"kind": "xlsx"},
    ),
    Row("reports:activity", batch("report/"), only(OVERSEERS | {"organiser"}), secret=COURSE),
    Row("reports:activity", batch("report/"), {**only(RUNNERS, yes=302)}, post=True),
    Row("reports:activity_files", batch("report/files/"), only(OVERSEERS | {"organiser"})),
    Row(
        "reports:activity_make",
        batch("report/make/"),
        only(OVERSEERS | {"organiser"}, yes=302),
        post=True,
        data={"kind": "pdf"},
    ),
    Row("reports:recap_files", batch("recap/files/"), only(FOLLOWERS)),
    Row("reports:recap_make", batch("recap/make/"), only(FOLLOWERS, yes=302), post=True, data={"kind": "xlsx"}),
]

# Inside the admin, Wagtail leads staff who may not see a screen back to its front with a message.
ADMIN_ROWS = [
    Row("jp_targets:index", fixed("/admin/jp_targets/"), staff(OVERSEERS)),
    Row("jp_targets:add", fixed("/admin/jp_targets/new/"), staff(ADMINISTRATOR)),
    Row(
        "jp_targets:edit",
        lambda world: f"/admin/jp_targets/edit/{make_target().pk}/",
        staff(ADMINISTRATOR),
    ),
    Row("question-banks:index", fixed("/admin/question-banks/"), staff(ORGANISERS | {"speaker"})),
    Row("questions:index", fixed("/admin/questions/"), staff(ORGANISERS | {"speaker"}), secret=STEM, sees=AUTHORS),
    Row("question_chooser:choose", fixed("/admin/question_chooser/"), staff(STAFF), secret=STEM, sees=AUTHORS),
    Row(
        "question_chooser:choose_results",
        fixed("/admin/question_chooser/results/"),
        staff(STAFF),
        secret=STEM,
        sees=AUTHORS,
    ),
    Row(
        "wagtailadmin_pages:edit",
        lambda world: f"/admin/pages/{world.quiz.pk}/edit/",
        staff(RUNNERS | {"speaker"}),
        secret=QUIZ,
    ),
    Row(
        "quizzes_checks",
        lambda world: f"/admin/tests/{world.quiz.pk}/checks/",
        {**staff(STAFF), **not_found(*(STAFF - {"organiser", "administrator", "speaker"}))},
        post=True,
    ),
    Row(
        "test-dates:index", fixed("/admin/test-dates/"), staff(ORGANISERS), secret=QUIZ, sees=OVERSEERS | {"organiser"}
    ),
    Row("question_files:template", fixed("/admin/question-files/template/"), staff(STAFF)),
    Row("question_files:upload", bank_files("import/"), writing()),
    Row("question_files:upload", bank_files("import/"), writing(yes=422), post=True),
    Row("question_files:export", bank_files("export/"), reading()),
    Row(
        "question_files:download",
        bank_files("export/gift/"),
        reading(),
        secret=STEM,
    ),
    Row("question_files:report", staged(), writing(), secret=STEM),
    Row("question_files:preview", staged("rows/1/"), writing(), secret=STEM),
    Row("question_files:refused", staged("refused/"), writing(), secret=SAID),
    Row("question_files:commit", staged("commit/"), writing(yes=302), post=True),
    Row("question_files:again", staged("again/"), writing(yes=302), post=True),
    Row("question_files:discard", staged("discard/"), writing(yes=302), post=True),
    Row(
        "imported-sittings:index",
        fixed("/admin/imported-sittings/"),
        staff(ORGANISERS),
        secret=SAT_ELSEWHERE,
        sees=OVERSEERS | {"organiser"},
    ),
    Row("imported-sittings:index_results", fixed("/admin/imported-sittings/results/"), staff(ORGANISERS)),
    Row(
        "imported-sittings:inspect",
        admin_row("imported-sittings", "inspect", "imported"),
        staff(OVERSEERS | {"organiser"}, but=not_found(*(STAFF - OVERSEERS - {"organiser"}))),
        secret=BODY,
    ),
    Row("batches:index", fixed("/admin/batches/"), staff(ORGANISERS), secret=SUBJECT, sees=frozenset()),
    Row("batches:index_results", fixed("/admin/batches/results/"), staff(ORGANISERS)),
    Row("batches:add", fixed("/admin/batches/new/"), staff(ORGANISERS - {"auditor"})),
    Row("batches:edit", admin_row("batches", "edit", "batch"), running()),
    Row("batches:inspect", admin_row("batches", "inspect", "batch"), overseeing()),
    Row("sessions:index", fixed("/admin/sessions/"), staff(ORGANISERS), secret=SUBJECT, sees=OVERSEERS | {"organiser"}),
    Row("sessions:index_results", fixed("/admin/sessions/results/"), staff(ORGANISERS)),
    Row("sessions:add", fixed("/admin/sessions/new/"), staff(ORGANISERS - {"auditor"})),
    Row("sessions:edit", admin_row("sessions", "edit", "session"), running(), secret=SUBJECT),
    Row("sessions:inspect", admin_row("sessions", "inspect", "session"), overseeing(), secret=SUBJECT),
    Row("speakers:index", fixed("/admin/speakers/"), staff(ORGANISERS)),
    Row("speakers:index_results", fixed("/admin/speakers/results/"), staff(ORGANISERS)),
    Row("speakers:add", fixed("/admin/speakers/new/"), staff(ORGANISERS - {"auditor"})),
    Row(
        "speakers:edit",
        fixed("/admin/speakers/edit/0/"),
        {**staff(frozenset()), **not_found(*RUNNERS, "organiser_elsewhere")},
    ),
    Row(
        "speakers:inspect",
        fixed("/admin/speakers/inspect/0/"),
        {**only(frozenset()), "participant": LOGIN, "stranger": LOGIN},
    ),
    *(
        row
        for name in ("topics", "competencies")
        for row in (
            Row(f"{name}:index", fixed(f"/admin/{name}/"), staff(ORGANISERS)),
            Row(f"{name}:index_results", fixed(f"/admin/{name}/results/"), staff(ORGANISERS)),
            Row(f"{name}:add", fixed(f"/admin/{name}/new/"), staff(ORGANISERS - {"auditor"})),
            Row(
                f"{name}:edit",
                fixed(f"/admin/{name}/edit/0/"),
                {**staff(frozenset()), **not_found(*RUNNERS, "organiser_elsewhere")},
            ),
            Row(
                f"{name}:inspect",
                fixed(f"/admin/{name}/inspect/0/"),
                {**only(frozenset()), "participant": LOGIN, "stranger": LOGIN},
            ),
        )
    ),
    Row("offices:index", fixed("/admin/offices/"), staff(STAFF - {"speaker"})),
    Row("offices:add", fixed("/admin/offices/new/"), staff(ADMINISTRATOR)),
    Row("provinces:index", fixed("/admin/provinces/"), staff(STAFF - {"speaker"})),
    Row("provinces:add", fixed("/admin/provinces/new/"), staff(ADMINISTRATOR)),
    Row("coordinators:index", fixed("/admin/coordinators/"), staff(STAFF - {"speaker"})),
    Row("coordinators:add", fixed("/admin/coordinators/new/"), staff(ADMINISTRATOR)),
    Row("message_texts:index", fixed("/admin/message-texts/"), staff(OVERSEERS)),
    Row("message_texts:edit", fixed("/admin/message-texts/result_published/id/"), staff(OVERSEERS)),
    Row("message_texts:preview", fixed("/admin/message-texts/result_published/id/preview/"), staff(OVERSEERS)),
    Row(
        "message_texts:reset",
        fixed("/admin/message-texts/result_published/id/reset/"),
        {**staff(frozenset()), "administrator": 302},
        post=True,
    ),
    Row("messages:index", fixed("/admin/messages/"), staff(OVERSEERS), secret=PARTICIPANT, sees=OVERSEERS),
    Row(
        "wagtailusers_users:index",
        fixed("/admin/users/?q=wulan"),
        staff(STAFF - {"speaker"}),
        secret=PARTICIPANT,
        sees=STAFF - {"speaker", "coordinator_elsewhere"},
    ),
    Row("wagtailusers_users:add", fixed("/admin/users/new/"), staff(ORGANISERS - {"auditor"})),
    Row(
        "certificate_register:index",
        fixed("/admin/certificate_register/"),
        staff(ORGANISERS),
        secret=PARTICIPANT,
        sees=OVERSEERS | {"organiser"},
    ),
    Row("certificate_register:print", fixed("/admin/certificate_register/print/"), staff(ORGANISERS)),
    Row(
        "certificate_register:printed",
        printed_register(),
        staff(ADMINISTRATOR, but=not_found(*(ORGANISERS - ADMINISTRATOR))),
    ),
    Row(
        "certificate_register:print_file",
        printed_register("file/"),
        staff(ADMINISTRATOR, but=not_found(*(ORGANISERS - ADMINISTRATOR))),
        secret="%PDF",
    ),
    Row("certificate_setups:index", fixed("/admin/certificate_setups/"), staff(ORGANISERS)),
    Row("certificate_setups:add", fixed("/admin/certificate_setups/new/"), staff(ORGANISERS - {"auditor"})),
    Row(
        "certificate_setups:edit",
        lambda world: f"/admin/certificate_setups/edit/{world.certificate.batch.certificate_setup.pk}/",
        staff(RUNNERS, but=not_found("organiser_elsewhere")),
    ),
    Row("certificate_templates:list", fixed("/admin/certificate_templates/"), staff(ORGANISERS), secret="Piagam"),
    Row("certificate_templates:add", fixed("/admin/certificate_templates/add/"), staff(ORGANISERS - {"auditor"})),
    Row("certificate_templates:edit", template("edit"), staff(ORGANISERS - {"auditor"}), secret="PIAGAM PENGHARGAAN"),
    Row("certificate_templates:delete", template("delete"), staff(frozenset())),
    Row("certificate_numberings:index", fixed("/admin/certificate_numberings/"), staff(ORGANISERS)),
    Row("certificate_numberings:add", fixed("/admin/certificate_numberings/new/"), staff(ADMINISTRATOR)),
    Row(
        "certificate_numberings:edit",
        lambda world: f"/admin/certificate_numberings/edit/{world.certificate.batch.certificate_setup.numbering_id}/",
        staff(ADMINISTRATOR),
    ),
    Row(
        "certificate_numberings:preview",
        fixed("/admin/certificate_numberings/preview/?pattern={seq}/{year}"),
        staff(ADMINISTRATOR),
    ),
    Row("certificate_series:index", fixed("/admin/certificate_series/"), staff(ORGANISERS)),
    Row("certificate_series:add", fixed("/admin/certificate_series/new/"), staff(ADMINISTRATOR)),
    Row(
        "certificate_series:inspect",
        series("inspect"),
        staff(ORGANISERS, but=not_found(*(STAFF - ORGANISERS))),
        secret=COURSE,
        sees=OVERSEERS | {"organiser"},
    ),
    Row("certificate_series:edit", series("edit"), staff(ADMINISTRATOR)),
    Row("certificate_signatories:index", fixed("/admin/certificate_signatories/"), staff(ORGANISERS)),
    Row("certificate_signatories:add", fixed("/admin/certificate_signatories/new/"), staff(ORGANISERS - {"auditor"})),
    Row("certificate_signatories:edit", signatory, staff(ORGANISERS - {"auditor"})),
    Row("core_admin:jobs", fixed("/admin/site/jobs/"), staff(ORGANISERS)),
    Row("core_admin:audit", fixed("/admin/site/audit/"), staff(OVERSEERS)),
    Row("wagtaildocs:index", fixed("/admin/documents/"), staff(UPLOADERS), secret=FILE, sees=ADMINISTRATOR),
    Row(
        "wagtaildocs_chooser:choose", fixed("/admin/documents/chooser/"), staff(STAFF), secret=FILE, sees=ADMINISTRATOR
    ),
    Row(
        "recordings:index",
        fixed("/admin/recordings/"),
        staff(UPLOADERS),
        secret=FILM,
        sees=frozenset({"administrator", "speaker"}),
    ),
    Row("recordings:add", fixed("/admin/recordings/new/"), staff(UPLOADERS)),
    Row(
        "recordings:edit",
        lambda world: f"/admin/recordings/edit/{world.recording.pk}/",
        staff(frozenset({"administrator", "speaker"}), but=not_found("organiser", "organiser_elsewhere")),
        secret=FILM,
    ),
    Row(
        "recordings:delete",
        lambda world: f"/admin/recordings/delete/{world.recording.pk}/",
        {**staff(frozenset({"administrator", "speaker"})), **not_found(*(STAFF - {"administrator", "speaker"}))},
        secret=FILM,
    ),
    Row(
        "recording_chooser:choose",
        fixed("/admin/recording_chooser/"),
        staff(STAFF),
        secret=FILM,
        sees=frozenset({"administrator", "speaker"}),
    ),
    Row(
        "recording_chooser:choose_results",
        fixed("/admin/recording_chooser/results/"),
        staff(STAFF),
        secret=FILM,
        sees=frozenset({"administrator", "speaker"}),
    ),
    Row(
        "recording_chooser:chosen",
        lambda world: f"/admin/recording_chooser/chosen/{world.recording.pk}/",
        staff(frozenset({"administrator", "speaker"})),
        secret=FILM,
    ),
    Row("recording_chooser:create", fixed("/admin/recording_chooser/create/"), staff(UPLOADERS)),
    Row(
        "wagtailmedia_shut",
        fixed("/admin/media/chooser/"),
        {**only(frozenset()), "participant": LOGIN, "stranger": LOGIN},
    ),
    Row(
        "core_admin:recording",
        lambda world: f"/admin/site/recordings/{world.recording.pk}/",
        staff(RUNNERS | {"speaker"}),
    ),
    Row("wagtailimages:index", fixed("/admin/images/"), staff(UPLOADERS)),
    Row("wagtailimages_chooser:choose", fixed("/admin/images/chooser/"), staff(STAFF)),
    Row("wagtailadmin_collections:index", fixed("/admin/collections/"), staff(ADMINISTRATOR)),
    Row("wagtailadmin_workflows:index", fixed("/admin/workflows/list/"), staff(ADMINISTRATOR)),
    Row("wagtailadmin_reports:locked_pages", fixed("/admin/reports/locked/"), staff(ADMINISTRATOR)),
    Row("wagtailsites:index", fixed("/admin/sites/"), staff(ADMINISTRATOR)),
    Row("wagtailusers_groups:index", fixed("/admin/groups/"), staff(ADMINISTRATOR)),
    Row("wagtailsnippets:index", fixed("/admin/snippets/"), staff(frozenset())),
    Row("wagtailembeds:chooser", fixed("/admin/embeds/chooser/"), staff(STAFF)),
    Row(
        "wagtailadmin_pages:search",
        fixed("/admin/pages/search/?q=tertutup"),
        staff(ORGANISERS - {"auditor"} | {"speaker"}),
        secret=MATERIAL,
        sees=AUTHORS - {"auditor"},
    ),
    Row(
        "wagtailadmin_api:pages",
        fixed("/admin/api/main/pages/"),
        staff(STAFF),
        secret=MATERIAL,
        sees=AUTHORS - {"auditor"},
    ),
    Row("offices:edit", lambda world: f"/admin/offices/edit/{world.office.pk}/", staff(ADMINISTRATOR)),
    Row(
        "offices:inspect",
        lambda world: f"/admin/offices/inspect/{world.office.pk}/",
        staff(STAFF - {"speaker", "coordinator_elsewhere"}, but=not_found("speaker", "coordinator_elsewhere")),
    ),
    Row("provinces:edit", lambda world: f"/admin/provinces/edit/{world.office.province_id}/", staff(ADMINISTRATOR)),
    Row(
        "provinces:inspect",
        lambda world: f"/admin/provinces/inspect/{world.office.province_id}/",
        staff(STAFF - {"speaker"}, but=not_found("speaker")),
    ),
    Row("coordinators:edit", lambda world: f"/admin/coordinators/edit/{world.appointment.pk}/", staff(ADMINISTRATOR)),
    Row(
        "coordinators:inspect",
        lambda world: f"/admin/coordinators/inspect/{world.appointment.pk}/",
        staff(ORGANISERS | {"coordinator"}, but=not_found("speaker", "coordinator_elsewhere", "office_head")),
    ),
    Row("wagtailusers_users:edit", person("edit"), staff(ORGANISERS - {"auditor"}), secret=PARTICIPANT),
    Row(
        "wagtailusers_users:inspect",
        person("inspect"),
        staff(ORGANISERS | {"coordinator", "office_head"}, but=not_found("speaker", "coordinator_elsewhere")),
        secret=PARTICIPANT,
    ),
    Row(
        "wagtailusers_users:erase",
        person("erase"),
        staff(ADMINISTRATOR),
        secret=PARTICIPANT,
        sees=ADMINISTRATOR,
    ),
    Row(
        "messages:inspect",
        lambda world: f"/admin/messages/inspect/{world.message.pk}/",
        staff(OVERSEERS, but=not_found(*(STAFF - OVERSEERS))),
    ),
    Row(
        "messages:retry",
        lambda world: f"/admin/messages/retry/{world.message.pk}/",
        staff(frozenset(), but={**dict.fromkeys(STAFF, 403), "administrator": 302}),
        post=True,
    ),
    Row(
        "questions:edit",
        question("edit"),
        staff(RUNNERS | {"speaker"}, but=not_found("organiser_elsewhere")),
        secret=STEM,
    ),
    Row(
        "questions:copy",
        question("copy"),
        {**staff(frozenset(), but=not_found("organiser_elsewhere", "auditor")), **dict.fromkeys(WRITERS, 302)},
        post=True,
    ),
    Row(
        "questions:versions",
        question("versions"),
        staff(WRITERS, but=not_found("organiser_elsewhere", "auditor")),
        secret=STEM,
    ),
    Row(
        "questions:restore",
        lambda world: f"/admin/questions/versions/{world.question.pk}/1/",
        {**staff(frozenset(), but=not_found("organiser_elsewhere", "auditor")), **dict.fromkeys(WRITERS, 302)},
        post=True,
    ),
    Row(
        "question-banks:bank",
        lambda world: f"/admin/question-banks/{world.question.bank_id}/",
        staff(AUTHORS, but=not_found("organiser_elsewhere")),
        secret=STEM,
    ),
    Row(
        "question-banks:deeds",
        lambda world: f"/admin/question-banks/{world.question.bank_id}/questions/",
        {**staff(frozenset(), but=not_found("organiser_elsewhere", "auditor")), **dict.fromkeys(WRITERS, 302)},
        post=True,
    ),
    Row("questions:add", fixed("/admin/questions/new/"), staff(UPLOADERS)),
    Row(
        "questions:saved_preview",
        lambda world: f"/admin/questions/preview/{world.question.pk}/saved/",
        staff(RUNNERS | {"speaker"}, but=not_found("organiser_elsewhere")),
        secret=STEM,
    ),
    Row(
        "questions:preview",
        question("preview"),
        staff(RUNNERS | {"speaker"}, but=not_found("organiser_elsewhere")),
        post=True,
    ),
    Row("questions:preview_new", fixed("/admin/questions/preview/"), staff(UPLOADERS), post=True),
    Row("questions:try", fixed("/admin/questions/try/"), staff(UPLOADERS), post=True),
    Row(
        "questions:media",
        fixed("/admin/questions/media/"),
        {**staff(frozenset()), **dict.fromkeys(UPLOADERS, 400)},
        post=True,
    ),
    Row(
        "question-banks:edit",
        lambda world: f"/admin/question-banks/edit/{world.question.bank_id}/",
        staff(RUNNERS | {"speaker"}, but=not_found("organiser_elsewhere")),
    ),
    Row(
        "question_chooser:chosen",
        lambda world: f"/admin/question_chooser/chosen/{world.question.pk}/",
        staff(AUTHORS, but=not_found(*(STAFF - AUTHORS))),
        secret=STEM,
        sees=AUTHORS,
    ),
    Row(
        "test-dates:edit",
        lambda world: f"/admin/test-dates/edit/{world.schedule_id}/",
        staff(RUNNERS, but=not_found("organiser_elsewhere")),
        secret=QUIZ,
    ),
    Row(
        "core_admin:attachment",
        lambda world: f"/admin/site/attachments/{world.attachment.pk}/",
        staff(RUNNERS),
        secret=BODY,
    ),
]

# Routes of ours in the admin without a row of their own, and why.
COVERED = {
    "certificate_templates:workflow_action": "for whom its task lets decide; tested in tests/certificates",
    "question_chooser:chosen_multiple": "question_chooser:chosen, for several",
    "recording_chooser:chosen_multiple": "recording_chooser:chosen, for several",
    "core_admin:recording_poster": "core_admin:recording, for its poster",
    "core_admin:rendition": "core_admin:attachment, for pictures",
    "core_admin:retry_job": "a POST of core_admin:jobs, tested in tests/core",
    "members_admin_login": "leads to the one log-in",
    "members_admin_password_reset": "leads to the one log-in",
    "members_admin_script_words": "words of Wagtail's scripts, for all staff; tested in tests/lms",
    "members_admin_password": "leads to the one log-in",
}
# Namespaces of installed packages (or the package, where its routes have none) without a row, and why.
SPACES = {
    "": "a test address of Wagtail's own",
    "allauth": "log-in, password and second factor: pages about the visitor",
    "django": "redirects to the one log-in, and Django's own views behind them",
    "wagtail": "the admin's front and its parts, open to all staff, and the catch-all of the page tree",
    "wagtailadmin_api": "wagtailadmin_pages asks the same permissions",
    "wagtailadmin_editing_sessions": "who else edits a page, for its editors",
    "wagtailmedia": "shut: wagtailmedia_shut stands before all of its addresses",
    "wagtailsettings": "no settings model is registered",
}
