import pytest

from courses.choices import Part
from courses.models import SessionQuestion
from courses.services import answer_question, ask_question, hide_question, merge_questions, vote_for
from tests.courses.views.test_course import client_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_part, make_session
from tests.factories.members import make_member, make_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return make_organiser()


@pytest.fixture
def session(organiser):
    course = make_course(organisers=[organiser], materials_target=None)
    batch = make_batch(course)
    siti, material = make_part(batch, make_member("Siti")), make_material(course, slug="hoaks")
    return make_session(batch, "Hoaks", speakers=[siti], materials=[material])


def english(user):
    client = client_of(user)
    client.cookies["django_language"] = "en"
    return client


def ask(session, name, text, **fields):
    member = make_enrolment(session.batch, make_member(name)).member
    return ask_question(session=session, member=member, text=text, **fields)


def address(session):
    return f"/sessions/{session.uid}/questions/"


def texts(response):
    return [question.text for question in response.context["page_obj"]]


def test_a_participant_asks_votes_and_sees_names_only_of_those_who_show_them(session):
    shy = ask(session, "Sari Rahasia", "Kapan?", hides_name=True)
    open_one = ask(session, "Tono Terbuka", "Di mana?")
    budi = make_enrolment(session.batch, make_member("Budi")).member
    client = english(budi)

    sent = client.post(address(session), {"text": "Siapa?"})
    assert sent["Location"] == address(session)
    voted = client.post(f"/questions/{open_one.uid}/vote/", {"query": "order=new"})
    assert voted["Location"] == f"{address(session)}?order=new#question-{open_one.uid}"
    page = client.get(address(session))

    assert texts(page) == ["Di mana?", "Kapan?", "Siapa?"]
    body = page.content.decode()
    assert "Tono Terbuka" in body
    assert "Sari Rahasia" not in body
    assert "Answer or tidy" not in body
    assert texts(client.get(f"{address(session)}?state=own")) == ["Siapa?"]
    assert texts(client.get(f"{address(session)}?order=new")) == ["Siapa?", "Di mana?", "Kapan?"]
    assert "Sari Rahasia" in english(session.speakers.get().member).get(address(session)).content.decode()
    client.post(f"/questions/{open_one.uid}/vote/", {"wanted": "no"})
    assert client.get(f"/questions/{shy.uid}/").status_code == 404
    open_one.refresh_from_db()
    assert open_one.votes == 0


def test_a_refused_question_keeps_its_words(session):
    budi = make_enrolment(session.batch, make_member("Budi")).member

    refused = english(budi).post(address(session), {"text": "a" * 501})

    assert "a" * 501 in refused.content.decode()
    assert not SessionQuestion.objects.exists()


def test_asking_is_limited(session, settings):
    settings.RATE_LIMITS = True
    client = english(make_enrolment(session.batch, make_member("Budi")).member)

    answers = [client.post(address(session), {"text": f"Pertanyaan {number}"}).status_code for number in range(6)]

    assert answers == [302] * 5 + [429]


def test_other_batches_and_other_provinces_find_nothing(session):
    ask(session, "Sari", "Kapan?")
    other = make_batch(session.batch.course)
    stranger = english(make_enrolment(other, make_member("Orang Lain")).member)
    committee = english(make_part(session.batch, make_member("Panitia"), part=Part.COMMITTEE).member)

    for client in (stranger, committee):
        assert client.get(address(session)).status_code == 404
        assert client.post(f"/questions/{SessionQuestion.objects.get().uid}/vote/").status_code == 404


def test_who_answers_merges_hides_and_publishes(session, organiser):
    one, two, three = (ask(session, name, text) for name, text in (("A", "Satu?"), ("B", "Dua?"), ("C", "Tiga?")))
    client = english(session.speakers.get().member)

    client.post(f"/questions/{one.uid}/", {"deed": "answer", "text": "Ya.\nSatu.", "publish": "on"})
    client.post(f"/questions/{two.uid}/", {"deed": "merge", "into": str(one.uid)})
    client.post(f"/questions/{three.uid}/", {"deed": "hide", "reason": "Menghina"})

    assert texts(client.get(address(session))) == ["Satu?"]
    assert texts(client.get(f"{address(session)}?state=hidden")) == ["Tiga?"]
    assert texts(client.get(f"{address(session)}?state=merged")) == ["Dua?"]
    assert texts(english(two.asked_by).get(address(session))) == ["Satu?", "Dua?"]
    assert "Menghina" in english(three.asked_by).get(address(session)).content.decode()
    later = make_enrolment(make_batch(session.batch.course), make_member("Nanti")).member
    material = client_of(later).get(f"/courses/{session.batch.course.slug}/hoaks/").content.decode()
    assert "Satu?" in material
    assert "Ya.\nSatu." in material
    assert "Tiga?" not in material


def test_answered_aloud_is_two_clicks_and_a_stale_form_takes_nothing_away(session, organiser):
    question = ask(session, "Sari", "Kapan?")
    speaker, other = english(session.speakers.get().member), english(organiser)
    form = speaker.get(f"/questions/{question.uid}/").context["answer"]
    assert not form["publish"].value()
    seen = form["seen"].value()

    done = speaker.post(f"/questions/{question.uid}/", {"deed": "answer", "aloud": "on", "seen": seen})
    stale = other.post(f"/questions/{question.uid}/", {"deed": "answer", "text": "Besok", "seen": seen})

    assert done["Location"] == address(session)
    assert "Somebody else answered meanwhile" in stale.content.decode()
    question.refresh_from_db()
    assert (question.answered_aloud, question.answer, question.answered_by) == (True, "", session.speakers.get().member)


@pytest.mark.parametrize("query", ["text=a\nb", "text=é", "text=%22"])
def test_a_vote_leads_back_whatever_was_searched(session, query):
    question = ask(session, "Sari", "Kapan?")
    client = english(make_enrolment(session.batch, make_member("Budi")).member)

    voted = client.post(f"/questions/{question.uid}/vote/", {"query": query})

    assert voted["Location"].startswith(f"{address(session)}?text=")
    assert "\n" not in voted["Location"]
    assert voted["Location"].isascii()


def test_what_is_published_shows_at_once_and_goes_at_once(session, organiser, django_capture_on_commit_callbacks):
    question = ask(session, "Sari Penanya", "Satu?")
    reader, path = client_of(question.asked_by), f"/courses/{session.batch.course.slug}/hoaks/"
    assert "Satu?" not in reader.get(path).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        answer_question(question=question, actor=organiser, text="Ya.", publish=True)
    assert "Satu?" in reader.get(path).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        hide_question(question=question, reason="Keliru", actor=organiser)
    assert "Satu?" not in reader.get(path).content.decode()


def test_the_wall_shows_what_waits_without_names(session, organiser):
    wanted, answered = ask(session, "Sari Penanya", "Kapan?"), ask(session, "Tono", "Sudah?")
    ask(session, "Rudi", "Di mana?")
    vote_for(question=wanted, member=answered.asked_by)
    answer_question(question=answered, actor=organiser, aloud=True)

    page = english(organiser).get(f"{address(session)}wall/")
    part = english(organiser).get(f"{address(session)}wall/?part=list").content.decode()

    assert [question.text for question in page.context["questions"]] == ["Kapan?", "Di mana?"]
    assert "Sari Penanya" not in page.content.decode()
    assert "<html" not in part
    assert english(wanted.asked_by).get(f"{address(session)}wall/").status_code == 404


def test_a_list_that_did_not_change_is_neither_read_nor_drawn(
    session, organiser, django_assert_num_queries, django_capture_on_commit_callbacks
):
    question = ask(session, "Sari", "Kapan?")
    budi = make_enrolment(session.batch, make_member("Budi")).member
    client, path = client_of(budi), f"{address(session)}?part=list"
    first = client.get(path)
    seen = {"If-None-Match": first["ETag"]}

    with django_assert_num_queries(4):  # log-in, person, roles, session
        same = client.get(path, headers=seen)
    with django_capture_on_commit_callbacks(execute=True):
        vote_for(question=question, member=budi)
    changed = client.get(path, headers=seen)

    assert (first.status_code, same.status_code, same.content, changed.status_code) == (200, 304, b"", 200)
    assert changed["ETag"] != first["ETag"]
    other = client_of(make_enrolment(session.batch, make_member("Tono")).member)
    assert other.get(path, headers={"If-None-Match": changed["ETag"]}).status_code == 200
    wall = client_of(organiser).get(f"{address(session)}wall/?part=list")
    assert wall["ETag"] != changed["ETag"]
    assert "ETag" not in client.get(address(session))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_whatever_the_rows(session, organiser, rows, django_assert_num_queries):
    asked = [ask(session, f"Peserta {number}", f"Pertanyaan {number}?") for number in range(rows + 1)]
    merge_questions(question=asked[0], into=asked[1], actor=organiser)
    answer_question(question=asked[1], actor=organiser, text="Ya.")
    client = client_of(asked[0].asked_by)

    client.get(f"{address(session)}?part=list")  # the version of the list is kept from here on
    with django_assert_num_queries(8):
        client.get(f"{address(session)}?part=list")
